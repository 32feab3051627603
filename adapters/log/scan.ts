/** Reading a log file in order: in one snapshot, page by page, each transaction verified against the one before it. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bisect } from './bisect.ts';
import { positionOf, type Row } from './chain.ts';
import { asCorrupt } from './fault.ts';
import { LogCorrupt, type Position, type Range, type ReadTransaction } from './port.ts';
import { follow } from './reading.ts';
import { openReading, schemaFault } from './schema.ts';
import { beforeFirst, epochRow, lastId, maxOf, minOf, positionAt, positionText, type RawRow } from './tables.ts';

/** Rows read at a time: the memory of a scan, whatever the length of the log. */
const PAGE = 512;

/** A connection of its own, so that appends and prunes meanwhile neither show nor disturb. */
export function* scan(path: string, range: Range): Iterable<ReadTransaction> {
  let reached = 0;
  let db: DatabaseSync | null = null;
  try {
    db = openReading(path);
    db.exec('BEGIN');
    const fault = schemaFault(db);
    if (fault) throw new LogCorrupt(0, fault.problem);
    const start = startOf(db, range);
    if (start === null) return;
    reached = (start.position?.seq ?? -1) + 1;
    for (const read of readFrom(db, start.id, start.position, range)) {
      reached = read.last + 1;
      yield read;
    }
  } catch (error) {
    throw asCorrupt(error, reached);
  } finally {
    db?.close();
  }
}

type Start = { readonly id: number; readonly position: Position | null };

/** The first transaction of the range, and the position before it. */
function startOf(db: DatabaseSync, { from, epoch }: Range): Start | null {
  const first = minOf(db, 'transactions', 'id');
  const head = epochRow(db, minOf(db, 'epochs', 'epoch'));
  if (first === null && head === null && minOf(db, 'facts', 'seq') === null) return null;
  if (first === null || head?.id !== first || minOf(db, 'facts', 'seq') !== head.first)
    throw new LogCorrupt(head?.first ?? 0, 'the beginning is missing');
  const last = lastId(db) ?? first;
  const opening = epoch === undefined ? head : epochRow(db, epoch);
  if (!opening) {
    if (epoch !== undefined && epoch > head.epoch && epoch < (positionAt(db, last)?.epoch ?? 0))
      throw new LogCorrupt(0, `epoch ${epoch} is missing`);
    return null;
  }
  const id =
    from === undefined
      ? opening.id
      : Math.max(
          opening.id,
          bisect(first, last, (n) => (positionAt(db, n)?.seq ?? 0) >= from),
        );
  return id > last ? null : { id, position: id === first ? beforeFirst(head) : positionAt(db, id - 1) };
}

function* readFrom(db: DatabaseSync, id: number, start: Position | null, range: Range): Iterable<ReadTransaction> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, epoch } = range;
  const rows = pages(db.prepare('SELECT * FROM transactions WHERE id >= ? ORDER BY id LIMIT ?'), id, 'id');
  const facts = pages(db.prepare('SELECT seq, json FROM facts WHERE seq >= ? ORDER BY seq LIMIT ?'), (start?.seq ?? -1) + 1, 'seq');
  let position = start;
  for (const row of rows) {
    const { transaction, row: verified } = follow(position, { row, texts: take(facts, row) });
    if (position?.epoch !== verified.epoch) verifyOpening(db, position, verified);
    if (transaction.first > to || (epoch !== undefined && transaction.epoch > epoch)) return;
    position = positionOf(verified);
    if (transaction.last >= from) yield transaction;
  }
  if (maxOf(db, 'facts', 'seq') !== position?.seq || maxOf(db, 'epochs', 'epoch') !== position?.epoch)
    throw new LogCorrupt((position?.seq ?? -1) + 1, 'the end is missing');
}

function verifyOpening(db: DatabaseSync, position: Position | null, { epoch, id, first }: Row): void {
  const row = epochRow(db, epoch);
  if (row?.id !== id || row.first !== first || row.before !== positionText(position))
    throw new LogCorrupt(first, `the row of epoch ${epoch} is wrong`);
}

/** The texts of a transaction's facts, as many as its row says; fewer when there are no more, which the chain will notice. */
function take(facts: Iterator<RawRow>, { first, last }: RawRow): readonly unknown[] {
  const texts: unknown[] = [];
  const count = Number(last) - Number(first) + 1;
  while (texts.length < count) {
    const next = facts.next();
    if (next.done) break;
    texts.push(next.value.json);
  }
  return texts;
}

function* pages(statement: StatementSync, start: number, key: 'id' | 'seq'): Iterator<RawRow> & Iterable<RawRow> {
  for (let from = start; ; ) {
    const page: readonly RawRow[] = statement.all(from, PAGE);
    yield* page;
    const last = Number(page.at(-1)?.[key]);
    if (page.length < PAGE) return;
    if (!(last >= from)) throw new LogCorrupt(0, `${key} does not rise`);
    from = last + 1;
  }
}
