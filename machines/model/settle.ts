/**
 * `next` with every part that equals its counterpart in `previous` replaced by that very counterpart:
 * equal values keep their reference, so a reader may ask «has this changed?» with `===`.
 */
export function settle<T>(previous: T, next: T): T {
  if (previous === next) return previous;
  if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next;
  if (Array.isArray(previous) && Array.isArray(next)) {
    const settled = next.map((item, i) => settle(previous[i], item));
    return (settled.length === previous.length && settled.every((item, i) => item === previous[i]) ? previous : settled) as T;
  }
  const [old, young] = [previous as Record<string, unknown>, next as Record<string, unknown>];
  const keys = Object.keys(young);
  let same = keys.length === Object.keys(old).length;
  const settled: Record<string, unknown> = {};
  for (const key of keys) {
    settled[key] = settle(old[key], young[key]);
    same &&= settled[key] === old[key] && (settled[key] !== undefined || Object.hasOwn(old, key));
  }
  return same ? previous : (settled as T);
}

/** Whether two plain values are equal throughout. */
export const isEqual = (a: unknown, b: unknown): boolean => settle(a, b) === a;

/** `settle` for rows sorted by id: matched by it and not by place, so one row more does not make its successors new. */
export function settleRows<R extends { readonly id: string }>(previous: readonly R[], next: readonly R[]): readonly R[] {
  let same = previous.length === next.length;
  let at = 0;
  const settled = next.map((row, i) => {
    while ((previous[at]?.id ?? row.id) < row.id) at += 1;
    const before = previous[at];
    const kept = before?.id === row.id ? settle(before, row) : row;
    same &&= kept === previous[i];
    return kept;
  });
  return same ? previous : settled;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
