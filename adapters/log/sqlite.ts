/** The event log on disk: SQLite in WAL mode, synchronous, one row a fact and one a transaction. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { sqliteFault, systemFault } from './fault.ts';
import { createPrivate, lockLog } from './lock.ts';
import { factsOf } from './memory.ts';
import type { LogError, OpenResult, Position } from './port.ts';
import { scan } from './scan.ts';
import { openReading, openWriting, schemaFault } from './schema.ts';
import { epochsOf, seqAt } from './survey.ts';
import { lastId, positionAt } from './tables.ts';
import { writer } from './writer.ts';

/** `base`: the position that a new log continues, when it begins as the rest of another one; ignored when the file has facts. */
export type SqliteLogOptions = { readonly readOnly?: boolean; readonly base?: Position | null };

export function openSqliteLog(file: string, { readOnly = false, base = null }: SqliteLogOptions = {}): OpenResult {
  const path = resolve(file);
  try {
    return readOnly ? openReader(path) : openWriter(path, base);
  } catch (error) {
    return { ok: false, error: systemFault(error) ?? sqliteFault(error) };
  }
}

function openReader(path: string): OpenResult {
  if (!existsSync(path)) return { ok: false, error: { code: 'ERR_LOG_ACCESS', problem: `there is no log ${path}` } };
  const db = openReading(path);
  const fault = attempt(db, () => schemaFault(db));
  if (fault) return refuse(db, fault);
  const refused: LogError = { code: 'ERR_LOG_ACCESS', problem: 'the log was opened for reading' };
  return {
    ok: true,
    log: {
      get last() {
        return lastPosition(db);
      },
      append: () => ({ ok: false, error: refused }),
      ...readers(path, db),
      bytesOfEpoch: () => lastPosition(db)?.bytes ?? 0,
      prune: () => 0,
      close: () => db.close(),
    },
  };
}

function openWriter(path: string, base: Position | null): OpenResult {
  createFolder(dirname(path));
  const lock = lockLog(path);
  if (!lock.ok) return lock;
  try {
    createPrivate(path);
    const db = openWriting(path);
    const fault = attempt(db, () => schemaFault(db));
    if (fault) {
      lock.release();
      return refuse(db, fault);
    }
    const last = attempt(db, () => verifyEnd(path, db));
    const { append, prune, position } = writer(db, last ?? base);
    const close = () => {
      db.close();
      lock.release();
    };
    return {
      ok: true,
      log: {
        get last() {
          return position();
        },
        append,
        prune,
        ...readers(path, db),
        bytesOfEpoch: () => position()?.bytes ?? 0,
        close,
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const readers = (path: string, db: DatabaseSync) => ({
  transactions: (range = {}) => scan(path, range),
  facts: (range = {}) => factsOf(scan(path, range), range),
  epochs: () => epochsOf(db),
  seqAt: (at: Parameters<typeof seqAt>[2]) => seqAt(path, db, at),
});

const lastPosition = (db: DatabaseSync): Position | null => {
  const id = lastId(db);
  return id === null ? null : positionAt(db, id);
};

/** Reads the last transaction back before anything is written behind it. */
function verifyEnd(path: string, db: DatabaseSync): Position | null {
  const last = lastPosition(db);
  for (const _read of scan(path, { from: last?.seq ?? 0 }));
  return last;
}

function attempt<T>(db: DatabaseSync, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

function refuse(db: DatabaseSync, error: LogError): OpenResult {
  db.close();
  return { ok: false, error };
}

/** Parent by parent: mkdir's own `recursive` never returns where a folder cannot be made although its parent is there (/proc). */
function createFolder(path: string): void {
  if (existsSync(path)) return;
  createFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
