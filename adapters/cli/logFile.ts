/** A log to read offline: an agent's own file (which may be in use), or an export of one. */
import { closeSync, openSync, readSync } from 'node:fs';
import { type EventLog, FactUnknown, importLog, LogCorrupt, LogFailed, memoryLog, openSqliteLog } from '../log/index.ts';
import { CliError, type ExitName } from './exit.ts';

const SQLITE = 'SQLite format 3\0';

/** Throws a CliError. What is good of a damaged export is not enough here: an answer must not rest on half a log. */
export async function openLogFile(file: string): Promise<EventLog> {
  if (!isSqlite(file)) return await exportInMemory(file);
  const opened = openSqliteLog(file, { readOnly: true });
  if (opened.ok) return opened.log;
  throw logError(opened.error.code, opened.error.problem, file);
}

/** The error that a failure of the log is for a person; null when it is none of the log's. */
export function asLogError(error: unknown, file: string): CliError | null {
  const isOurs = error instanceof LogCorrupt || error instanceof FactUnknown || error instanceof LogFailed;
  return isOurs ? logError(error.code, error.message, file, { cause: error }) : null;
}

export function logError(code: string, problem: string, file: string, options?: ErrorOptions): CliError {
  return new CliError(exitOf(code), code, problem.includes(file) ? problem : `${file}: ${problem}`, HINTS[code] ?? null, options);
}

const exitOf = (code: string): ExitName =>
  ['ERR_LOG_CORRUPT', 'ERR_FACT_UNKNOWN', 'ERR_LOG_VERSION'].includes(code) ? 'corruptLog' : 'failed';
const HINTS: Readonly<Record<string, string>> = {
  ERR_LOG_CORRUPT: 'multihome export writes what is good of it; multihome replay says where it ends',
  ERR_FACT_UNKNOWN: 'a newer multihome can read it',
  ERR_LOG_VERSION: 'a newer multihome can read it',
  ERR_LOG_IN_USE: 'another agent writes it; stop that one, or name another file with --log',
  ERR_LOG_ACCESS: 'name a file that this user may use with --log',
};

async function exportInMemory(file: string): Promise<EventLog> {
  let log: EventLog | null = null;
  const result = await importLog(file, (base) => {
    log = memoryLog({ base });
    return { ok: true, log };
  });
  if (result.ok && log) return log;
  const error = result.ok ? { code: 'ERR_LOG_CORRUPT', problem: 'it has no header' } : result.error;
  throw logError(error.code, 'line' in error ? `line ${error.line}: ${error.problem}` : error.problem, file);
}

function isSqlite(file: string): boolean {
  const start = Buffer.alloc(SQLITE.length);
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    return readSync(descriptor, start) === SQLITE.length && start.toString('latin1') === SQLITE;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError('failed', 'ERR_LOG_ACCESS', `the log cannot be read: ${message}`, HINTS.ERR_LOG_ACCESS, { cause: error });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
