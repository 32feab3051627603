/** Appending to and pruning a log file: each is one durable SQLite transaction, or nothing at all. */
import type { DatabaseSync } from 'node:sqlite';
import type { Fact } from '../../machines/model/facts/index.ts';
import { link, positionOf, type Row, textsOf } from './chain.ts';
import { sqliteFault } from './fault.ts';
import { type AppendResult, LogFailed, type Position } from './port.ts';
import { epochsOf } from './survey.ts';
import { positionText } from './tables.ts';

export type Writer = {
  append(facts: readonly Fact[], digest: string): AppendResult;
  prune(keepBytes: number): number;
  position(): Position | null;
};

export function writer(db: DatabaseSync, start: Position | null): Writer {
  const insertFact = db.prepare('INSERT INTO facts (seq, json) VALUES (?, ?)');
  const insertTransaction = db.prepare(
    'INSERT INTO transactions (id, epoch, first, last, at, bytes, hash, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertEpoch = db.prepare('INSERT INTO epochs (epoch, id, first, at, before) VALUES (?, ?, ?, ?, ?)');
  let last = start;
  let empty = db.prepare('SELECT 1 FROM transactions LIMIT 1').get() === undefined;

  function write(row: Row, texts: readonly string[], at: number): void {
    for (const [i, text] of texts.entries()) insertFact.run(row.first + i, text);
    insertTransaction.run(row.id, row.epoch, row.first, row.last, row.at, row.bytes, row.hash, row.digest);
    if (empty || row.epoch !== last?.epoch) insertEpoch.run(row.epoch, row.id, row.first, at, positionText(last));
  }

  function append(facts: readonly Fact[], digest: string): AppendResult {
    const texts = textsOf(facts);
    if (!texts.ok) return { ok: false, error: { code: 'ERR_LOG_ORDER', problem: texts.problem, seq: texts.seq } };
    const linked = link(last, facts, texts.texts, digest);
    if (!linked.ok) return { ok: false, error: { code: 'ERR_LOG_ORDER', problem: linked.problem, seq: linked.seq } };
    const { row } = linked;
    try {
      durably(db, () => write(row, texts.texts, facts[0]?.at ?? 0));
    } catch (error) {
      return { ok: false, error: { ...sqliteFault(error), seq: row.first } };
    }
    last = positionOf(row);
    empty = false;
    const { at: _at, bytes: _bytes, ...transaction } = row;
    return { ok: true, transaction };
  }

  return { append, prune: (keepBytes) => prune(db, keepBytes), position: () => last };
}

function prune(db: DatabaseSync, keepBytes: number): number {
  const epochs = epochsOf(db);
  let total = epochs.reduce((sum, { bytes }) => sum + bytes, 0);
  let removed = 0;
  try {
    for (const [i, { last, epoch, bytes }] of epochs.entries()) {
      if (total <= keepBytes || i === epochs.length - 1) break;
      durably(db, () => {
        db.prepare('DELETE FROM facts WHERE seq <= ?').run(last);
        db.prepare('DELETE FROM transactions WHERE epoch <= ?').run(epoch);
        db.prepare('DELETE FROM epochs WHERE epoch <= ?').run(epoch);
      });
      total -= bytes;
      removed += 1;
    }
    // Gives the space back to the disk, not only to later facts.
    if (removed > 0) db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(PASSIVE)');
    return removed;
  } catch (error) {
    throw new LogFailed(sqliteFault(error), error);
  }
}

/** SQLite rolls back by itself after some errors (disk full), not after all. */
function durably(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
