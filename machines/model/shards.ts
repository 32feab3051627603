/**
 * Many rows by id, of which one changes at a time: sorted lists in at most 1,024 shards, which hang on at most 32 branches. A step
 * copies one shard, its branch and the list of branches, and a reader finds what changed by reference. Where a row is follows from
 * its id alone, so that equal content is equal JSON, whatever came before.
 */
import { find, indexOf, put, type Row, updated } from './rows.ts';
import { differing } from './settle.ts';

export type Shard<R extends Row> = Row & { readonly rows: readonly R[] };
export type Branch<R extends Row> = Row & { readonly shards: readonly Shard<R>[] };
export type Shards<R extends Row> = readonly Branch<R>[];

/** FNV-1a (32 bits, folded to 10): short ids that differ little are spread evenly. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];
/** Its name is two digits to the base of 32: the branch's, and its own there. */
export function shardOf(id: string): string {
  let hash = BASIS;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), PRIME);
  const folded = (hash ^ (hash >>> 10) ^ (hash >>> 20) ^ (hash >>> 30)) & (WIDTH * WIDTH - 1);
  return DIGITS.charAt(folded >>> 5) + DIGITS.charAt(folded % WIDTH);
}
const DIGITS = '0123456789abcdefghijklmnopqrstuv';
const WIDTH = DIGITS.length;

/** Once all are there, its digit says where one stands, and none of the others is looked at. */
const placeIn = (rows: readonly Row[], id: string, digit: number): number =>
  rows.length === WIDTH ? DIGITS.indexOf(id.charAt(digit)) : indexOf(rows, id);
const shardsIn = <R extends Row>(all: Shards<R>, branch: string): readonly Shard<R>[] => all[placeIn(all, branch, 0)]?.shards ?? NO_ROWS;

const NO_ROWS: readonly never[] = [];
export function rowsIn<R extends Row>(all: Shards<R>, shard: string): readonly R[] {
  const shards = shardsIn(all, shard.charAt(0));
  return shards[placeIn(shards, shard, 1)]?.rows ?? NO_ROWS;
}
export const findIn = <R extends Row>(all: Shards<R>, id: string): R | undefined => find(rowsIn(all, shardOf(id)), id);

/** These rows as those of that shard; the same shards when they are. An empty one is none. */
export function withRows<R extends Row>(all: Shards<R>, id: string, rows: readonly R[]): Shards<R> {
  const branch = id.charAt(0);
  const old = shardsIn(all, branch);
  const shards = replaced(old, placeIn(old, id, 1), rows.length === 0 ? null : { id, rows }, (shard) => shard.rows === rows);
  return replaced(all, placeIn(all, branch, 0), shards.length === 0 ? null : { id: branch, shards }, (one) => one.shards === shards);
}
function replaced<R extends Row>(rows: readonly R[], at: number, row: R | null, isSame: (old: R) => boolean): readonly R[] {
  const old = rows[at];
  if (old === undefined) return row === null ? rows : put(rows, row);
  if (row === null) return rows.toSpliced(at, 1);
  return isSame(old) ? rows : rows.with(at, row);
}

export function updateIn<R extends Row>(all: Shards<R>, id: string, change: (row: R | null) => R | null): Shards<R> {
  const name = shardOf(id);
  return withRows(all, name, updated(rowsIn(all, name), id, change));
}
export const putIn = <R extends Row>(all: Shards<R>, row: R): Shards<R> => updateIn(all, row.id, () => row);

export type Difference<R extends Row> = { readonly id: string; readonly before: readonly R[]; readonly now: readonly R[] };
/** The shards that differ by reference. Only where a branch differs is it looked into. */
export const differingShards = <R extends Row>(before: Shards<R>, now: Shards<R>): readonly Difference<R>[] =>
  pairs(before, now).flatMap(([old, young]) =>
    pairs(old?.shards ?? NO_ROWS, young?.shards ?? NO_ROWS).map(([was, is]) => ({
      id: (is ?? was)?.id ?? '',
      before: was?.rows ?? NO_ROWS,
      now: is?.rows ?? NO_ROWS,
    })),
  );
/** What differs by reference, matched by id. Long lists change in one place: only there are they compared one by one. */
function pairs<R extends Row>(before: readonly R[], now: readonly R[]): readonly (readonly [R | undefined, R | undefined])[] {
  if (before === now) return NO_ROWS;
  const { start, end, last } = differing(before, now);
  const [old, young] = [before.slice(start, end), now.slice(start, last)];
  const ids = isAligned(old, young) ? young.map(({ id }) => id) : [...new Set([...old, ...young].map(({ id }) => id))].sort();
  return ids.map((id) => [find(old, id), find(young, id)] as const).filter(([was, is]) => was !== is);
}
/** The ids of rows that came, went, or are others. */
export function differingIds(before: readonly Row[], now: readonly Row[]): readonly string[] {
  const { start, end, last } = differing(before, now);
  const [old, young] = [before.slice(start, end), now.slice(start, last)];
  if (isAligned(old, young)) return young.flatMap((row, i) => (row === old[i] ? [] : [row.id]));
  const gone = old.filter((row) => !find(young, row.id));
  const come = young.filter((row) => find(old, row.id) !== row);
  return [...gone, ...come].map((row) => row.id);
}
const isAligned = (a: readonly Row[], b: readonly Row[]): boolean => a.length === b.length && a.every((row, i) => row.id === b[i]?.id);

/** Each row as `change` gives it; what it leaves as it is keeps its reference, shards and all. */
export function mapIn<R extends Row>(all: Shards<R>, change: (row: R) => R): Shards<R> {
  return mapped(all, (branch) => {
    const shards = mapped(branch.shards, (shard) => {
      const rows = mapped(shard.rows, change);
      return rows === shard.rows ? shard : { id: shard.id, rows };
    });
    return shards === branch.shards ? branch : { id: branch.id, shards };
  });
}
/** The very same list while no element is another. */
function mapped<T>(list: readonly T[], change: (element: T) => T): readonly T[] {
  let made: T[] | null = null;
  for (let i = 0; i < list.length; i += 1) {
    const old = list[i];
    if (old === undefined) continue;
    const now = change(old);
    if (now !== old) made ??= list.slice(0, i);
    made?.push(now);
  }
  return made ?? list;
}

export const shardsOf = <R extends Row>(all: Shards<R>): readonly Shard<R>[] => all.flatMap((branch) => branch.shards);
/** All rows, by shard: no order that a person would know. */
export const allIn = <R extends Row>(all: Shards<R>): readonly R[] => shardsOf(all).flatMap((shard) => shard.rows);
export const countIn = (all: Shards<Row>): number => shardsOf(all).reduce((sum, shard) => sum + shard.rows.length, 0);

/** Rows of any order, sorted in. */
export function sharded<R extends Row>(rows: readonly R[]): Shards<R> {
  return rows.reduce<Shards<R>>(putIn, []);
}
