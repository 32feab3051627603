/** Single rows of the log's tables, checked as they come out. Whether they are right is for the chain to say. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { canonical } from '../../machines/model/canonical.ts';
import { Count, Text } from '../../machines/model/plain.ts';
import { LogCorrupt, type Position } from './port.ts';

export type RawRow = Readonly<Record<string, SQLOutputValue>>;
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** `seq` is −1 before a log that begins at 0. */
export const StoredPosition = z.strictObject({
  id: Count,
  epoch: Count,
  seq: z.number().int().min(-1),
  at: Count,
  bytes: Count,
  hash: Hash,
  digest: Text,
});
const EpochRow = z.strictObject({ epoch: Count, id: Count, first: Count, at: Count, before: Text });
export type EpochRow = z.infer<typeof EpochRow>;

export const minOf = (db: DatabaseSync, table: string, column: string): number | null =>
  extreme(db, `SELECT min(${column}) AS n FROM ${table}`);
export const maxOf = (db: DatabaseSync, table: string, column: string): number | null =>
  extreme(db, `SELECT max(${column}) AS n FROM ${table}`);
export const lastId = (db: DatabaseSync): number | null => maxOf(db, 'transactions', 'id');

/** The position after the transaction with this id. */
export function positionAt(db: DatabaseSync, id: number): Position | null {
  const row = db.prepare('SELECT id, epoch, last AS seq, at, bytes, hash, digest FROM transactions WHERE id = ?').get(id);
  return row ? checked(StoredPosition, row, `transaction ${id}`) : null;
}

export function epochRow(db: DatabaseSync, epoch: number | null): EpochRow | null {
  const row = epoch === null ? undefined : db.prepare('SELECT * FROM epochs WHERE epoch = ?').get(epoch);
  return row ? checked(EpochRow, row, `epoch ${epoch}`) : null;
}

export const epochRows = (db: DatabaseSync): readonly EpochRow[] =>
  db
    .prepare('SELECT * FROM epochs ORDER BY epoch')
    .all()
    .map((row) => checked(EpochRow, row, 'an epoch'));

/** As an epoch's row has it: the same text for the same position. */
export const positionText = (position: Position | null): string => canonical(position);

export function beforeFirst({ before, first }: EpochRow): Position | null {
  try {
    return StoredPosition.nullable().parse(JSON.parse(before));
  } catch (error) {
    throw new LogCorrupt(first, 'the position before the first transaction cannot be read', error);
  }
}

function checked<T>(schema: z.ZodType<T>, row: RawRow, what: string): T {
  const parsed = schema.safeParse({ ...row });
  if (parsed.success) return parsed.data;
  throw new LogCorrupt(0, `the row of ${what} cannot be right: ${parsed.error.issues[0]?.path.join('.')}`);
}

function extreme(db: DatabaseSync, query: string): number | null {
  const n = db.prepare(query).get()?.n;
  if (n === null || typeof n === 'number') return n;
  throw new LogCorrupt(0, 'a key is not a number');
}
