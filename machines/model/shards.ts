/**
 * Many rows by id, of which one changes at a time: sorted lists in at most 256 shards, sorted themselves. A step copies one shard
 * and the list of shards, and a reader finds what changed by reference. Which shard a row is in follows from its id alone, so that
 * equal content is equal JSON, whatever came before.
 */
import { drop, find, put, type Row } from './rows.ts';

export type Shard<R extends Row> = Row & { readonly rows: readonly R[] };
export type Shards<R extends Row> = readonly Shard<R>[];

/** FNV-1a (32 bits, folded to 8): short ids that differ little are spread evenly. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];
export function shardOf(id: string): string {
  let hash = BASIS;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), PRIME);
  return (0x100 + ((hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff)).toString(16).slice(1);
}

const NO_ROWS: readonly never[] = [];
export const rowsIn = <R extends Row>(shards: Shards<R>, shard: string): readonly R[] => find(shards, shard)?.rows ?? NO_ROWS;
export const findIn = <R extends Row>(shards: Shards<R>, id: string): R | undefined => find(rowsIn(shards, shardOf(id)), id);

/** These rows as those of that shard; the same shards when they are. An empty one is none. */
export function withRows<R extends Row>(shards: Shards<R>, id: string, rows: readonly R[]): Shards<R> {
  if (rowsIn(shards, id) === rows) return shards;
  return rows.length === 0 ? drop(shards, id) : put(shards, { id, rows });
}

export function putIn<R extends Row>(shards: Shards<R>, row: R): Shards<R> {
  const id = shardOf(row.id);
  return withRows(shards, id, put(rowsIn(shards, id), row));
}
export function dropIn<R extends Row>(shards: Shards<R>, id: string): Shards<R> {
  const shard = shardOf(id);
  return withRows(shards, shard, drop(rowsIn(shards, shard), id));
}

/** Each row as `change` gives it; what it leaves as it is keeps its reference, shards and all. */
export function mapIn<R extends Row>(shards: Shards<R>, change: (row: R) => R): Shards<R> {
  let isSame = true;
  const next = shards.map((shard) => {
    const rows = shard.rows.map(change);
    if (rows.every((row, i) => row === shard.rows[i])) return shard;
    isSame = false;
    return { id: shard.id, rows };
  });
  return isSame ? shards : next;
}

/** All rows, by shard: no order that a person would know. */
export const allIn = <R extends Row>(shards: Shards<R>): readonly R[] => shards.flatMap((shard) => shard.rows);
export const countIn = (shards: Shards<Row>): number => shards.reduce((sum, shard) => sum + shard.rows.length, 0);

/** Rows of any order, sorted in. */
export function sharded<R extends Row>(rows: readonly R[]): Shards<R> {
  return rows.reduce<Shards<R>>(putIn, []);
}
