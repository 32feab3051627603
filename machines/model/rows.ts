/** Small collections as sorted arrays: equal content in equal order, cheap to share, canonical in JSON. */

export type Row = { readonly id: string };

export function find<R extends Row>(rows: readonly R[], id: string): R | undefined {
  return rows[place(rows, id)]?.id === id ? rows[place(rows, id)] : undefined;
}

/** Where the row of that id stands; -1 where there is none. */
export function indexOf(rows: readonly Row[], id: string): number {
  const at = place(rows, id);
  return rows[at]?.id === id ? at : -1;
}

/** The first whose id is not less. */
export const firstFrom = <R extends Row>(rows: readonly R[], id: string): R | undefined => rows[place(rows, id)];

/** With `row` in its place; the same array when that very row stands there already. */
export function put<R extends Row>(rows: readonly R[], row: R): readonly R[] {
  const at = place(rows, row.id);
  const old = rows[at];
  if (old === row) return rows;
  return old?.id === row.id ? rows.with(at, row) : rows.toSpliced(at, 0, row);
}

/** Without the row of that id; the same array when there is none. */
export function drop<R extends Row>(rows: readonly R[], id: string): readonly R[] {
  const at = place(rows, id);
  return rows[at]?.id === id ? rows.toSpliced(at, 1) : rows;
}

/** With what `change` makes of the row of that id (null: none): looked for once, first where it is `likely` to be. */
export function updated<R extends Row>(rows: readonly R[], id: string, change: (row: R | null) => R | null, likely = -1): readonly R[] {
  const at = rows[likely]?.id === id ? likely : place(rows, id);
  const old = rows[at]?.id === id ? (rows[at] ?? null) : null;
  const next = change(old);
  if (next === old) return rows;
  if (next === null) return rows.toSpliced(at, 1);
  return old === null ? rows.toSpliced(at, 0, next) : rows.with(at, next);
}

/** The order of every sorted list of ours: by code unit, the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const compareId = (a: Row, b: Row): number => compareText(a.id, b.id);

function place(rows: readonly Row[], id: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.id ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
