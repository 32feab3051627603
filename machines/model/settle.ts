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

/** `settle` for rows: matched by id and not by place, so one row more does not make its successors new. */
export function settleRows<R extends { readonly id: string }>(previous: readonly R[], next: readonly R[]): readonly R[] {
  const old = new Map(previous.map((row) => [row.id, row]));
  const settled = next.map((row) => {
    const before = old.get(row.id);
    return before === undefined ? row : settle(before, row);
  });
  return settled.length === previous.length && settled.every((row, i) => row === previous[i]) ? previous : settled;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
