/**
 * `next` with every part that equals its counterpart in `previous` replaced by that very counterpart:
 * equal values keep their reference, so a reader may ask «has this changed?» with `===`.
 */
export function settle<T>(previous: T, next: T): T {
  if (isEqual(previous, next)) return previous;
  if (Array.isArray(previous) && Array.isArray(next)) return next.map((item, i) => settle(previous[i], item)) as T;
  if (!isRecord(previous) || !isRecord(next)) return next;
  const settled: Record<string, unknown> = {};
  for (const key of Object.keys(next)) settled[key] = settle(previous[key], next[key]);
  return settled as T;
}

/** Whether two plain values are equal throughout. A member that is undefined is a member. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  let members = 0;
  for (const key in a) {
    if (!isEqual(a[key], b[key]) || (a[key] === undefined && !Object.hasOwn(b, key))) return false;
    members += 1;
  }
  for (const _ in b) members -= 1;
  return members === 0;
}

/** `settle` for rows sorted by id: matched by it and not by place, so one row more does not make its successors new. */
export function settleRows<R extends { readonly id: string }>(previous: readonly R[], next: readonly R[]): readonly R[] {
  let same = previous.length === next.length;
  let at = 0;
  const settled = next.map((row, i) => {
    while ((previous[at]?.id ?? row.id) < row.id) at += 1;
    const before = previous[at];
    const kept = before?.id === row.id && isEqual(before, row) ? before : row;
    same &&= kept === previous[i];
    return kept;
  });
  return same ? previous : settled;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
