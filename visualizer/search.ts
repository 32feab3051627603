/** Searching in rising lists. */
export type List = { readonly length: number; readonly [i: number]: number };

/** Where the first stands that is greater than `value`; the length, when there is none. */
export function after(list: List, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
/** Where the last stands that is not greater; 0, when all are. */
export const lastUpTo = (list: List, value: number): number => Math.max(0, after(list, value) - 1);
