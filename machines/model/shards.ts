/**
 * Many rows by id, of which one changes at a time: sorted lists in at most 256 shards, sorted themselves. A step copies one shard
 * and the list of shards, and a reader finds what changed by reference. Which shard a row is in follows from its id alone, so that
 * equal content is equal JSON, whatever came before.
 */
import { find, indexOf, put, type Row, updated } from './rows.ts';
import { differing } from './settle.ts';

export type Shard<R extends Row> = Row & { readonly rows: readonly R[] };
export type Shards<R extends Row> = readonly Shard<R>[];

/** FNV-1a (32 bits, folded to 8): short ids that differ little are spread evenly. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];
export function shardOf(id: string): string {
  let hash = BASIS;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), PRIME);
  return (0x100 + ((hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff)).toString(16).slice(1);
}

/** Where a shard stands: once all are there its name says it, and none of the others is looked at. */
const placeIn = (shards: Shards<Row>, shard: string): number =>
  shards.length === SHARDS_MAX ? Number.parseInt(shard, 16) : indexOf(shards, shard);
const SHARDS_MAX = 256;

const NO_ROWS: readonly never[] = [];
export const rowsIn = <R extends Row>(shards: Shards<R>, shard: string): readonly R[] => shards[placeIn(shards, shard)]?.rows ?? NO_ROWS;
export const findIn = <R extends Row>(shards: Shards<R>, id: string): R | undefined => find(rowsIn(shards, shardOf(id)), id);

/** These rows as those of that shard; the same shards when they are. An empty one is none. */
export function withRows<R extends Row>(shards: Shards<R>, id: string, rows: readonly R[]): Shards<R> {
  const at = placeIn(shards, id);
  if (at < 0) return rows.length === 0 ? shards : put(shards, { id, rows });
  if (shards[at]?.rows === rows) return shards;
  return rows.length === 0 ? shards.toSpliced(at, 1) : shards.with(at, { id, rows });
}

export function updateIn<R extends Row>(shards: Shards<R>, id: string, change: (row: R | null) => R | null): Shards<R> {
  const name = shardOf(id);
  return withRows(shards, name, updated(rowsIn(shards, name), id, change));
}
export const putIn = <R extends Row>(shards: Shards<R>, row: R): Shards<R> => updateIn(shards, row.id, () => row);

export type Difference<R extends Row> = { readonly id: string; readonly before: readonly R[]; readonly now: readonly R[] };
/** The shards that differ by reference. Long lists change in one place: only there are they compared one by one. */
export function differingShards<R extends Row>(before: Shards<R>, now: Shards<R>): readonly Difference<R>[] {
  if (before === now) return NO_ROWS;
  const { start, end, last } = differing(before, now);
  const [old, young] = [before.slice(start, end), now.slice(start, last)];
  const found = isAligned(old, young)
    ? young.map(({ id, rows }, i) => ({ id, before: old[i]?.rows ?? NO_ROWS, now: rows }))
    : [...new Set([...old, ...young].map((shard) => shard.id))]
        .sort()
        .map((id) => ({ id, before: rowsIn(old, id), now: rowsIn(young, id) }));
  return found.filter((one) => one.before !== one.now);
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
export function mapIn<R extends Row>(shards: Shards<R>, change: (row: R) => R): Shards<R> {
  return mapped(shards, (shard) => {
    const rows = mapped(shard.rows, change);
    return rows === shard.rows ? shard : { id: shard.id, rows };
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

/** All rows, by shard: no order that a person would know. */
export const allIn = <R extends Row>(shards: Shards<R>): readonly R[] => shards.flatMap((shard) => shard.rows);
export const countIn = (shards: Shards<Row>): number => shards.reduce((sum, shard) => sum + shard.rows.length, 0);

/** Rows of any order, sorted in. */
export function sharded<R extends Row>(rows: readonly R[]): Shards<R> {
  return rows.reduce<Shards<R>>(putIn, []);
}
