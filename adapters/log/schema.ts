/** The log's tables, and opening a file that has or gets them. */
import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { resultCode } from './fault.ts';
import { LogCorrupt, type LogError } from './port.ts';

/** "mhlg" */
const APPLICATION = 0x6d686c67;
const VERSION = 1;

/** `before` of an epoch: the position that it continues, as JSON, so that a pruned log still knows where its chain begins. */
const TABLES = `
  CREATE TABLE facts (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE transactions (
    id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    at INTEGER NOT NULL, bytes INTEGER NOT NULL, hash TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
  CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY, id INTEGER NOT NULL, first INTEGER NOT NULL, at INTEGER NOT NULL, before TEXT NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`;
/** Readers may hold the file for a moment while they recover it after a crash. */
const PATIENCE = 1000;

/** A connection that writes; an empty file gets its tables. The caller holds the lock. */
export function openWriting(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: PATIENCE });
  return orClose(db, () => {
    const empty = pragma(db, 'application_id') === 0 && db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n === 0;
    // Not ours, or not of our time: it stays as it is.
    if (!empty && schemaFault(db)) return;
    if (pragma(db, 'page_count') === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 8388608');
    if (empty) db.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT`);
  });
}

/** A connection that only reads: beside a live writer, or from a folder that may not be written. */
export function openReading(path: string): DatabaseSync {
  try {
    return reading(new DatabaseSync(path, { readOnly: true, timeout: PATIENCE }));
  } catch (error) {
    if (resultCode(error) === null || isBehind(path) || !existsSync(path)) throw error;
    // WAL needs its side files; while they say nothing and there is no right to make them, all of it is in the file itself.
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return reading(new DatabaseSync(url, { readOnly: true }));
  }
}

/** Whether something stands in the write-ahead log only. A reader leaves an empty one. */
const isBehind = (path: string): boolean => (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** Null when the file is a log of ours that this program can read. */
export function schemaFault(db: DatabaseSync): LogError | null {
  const application = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (application !== APPLICATION) return { code: 'ERR_LOG_CORRUPT', problem: 'the file is not a multihome log', seq: 0 };
  if (version > VERSION) return { code: 'ERR_LOG_VERSION', problem: `the log has schema ${version}, this program knows up to ${VERSION}` };
  return version === VERSION ? null : { code: 'ERR_LOG_CORRUPT', problem: `the log has schema ${version}, which never was`, seq: 0 };
}

function reading(db: DatabaseSync): DatabaseSync {
  return orClose(db, () => {
    db.exec('PRAGMA cell_size_check = ON');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  });
}

function orClose(db: DatabaseSync, prepare: () => void): DatabaseSync {
  try {
    prepare();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function pragma(db: DatabaseSync, name: string): number {
  const value = db.prepare(`PRAGMA ${name}`).get()?.[name];
  if (typeof value !== 'number') throw new LogCorrupt(0, `no ${name}`);
  return value;
}
