/** What SQLite's errors mean to the log. https://www.sqlite.org/rescode.html */
import { LogCorrupt, type LogError, type LogErrorCode } from './port.ts';

const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const FULL = 13;
const CANTOPEN = 14;
const PERM = 3;
const AUTH = 23;

const CODES: Readonly<Record<number, LogErrorCode>> = {
  [FULL]: 'ERR_LOG_FULL',
  [IOERR]: 'ERR_LOG_FULL',
  [BUSY]: 'ERR_LOG_IN_USE',
  [LOCKED]: 'ERR_LOG_IN_USE',
  [READONLY]: 'ERR_LOG_ACCESS',
  [CANTOPEN]: 'ERR_LOG_ACCESS',
  [PERM]: 'ERR_LOG_ACCESS',
  [AUTH]: 'ERR_LOG_ACCESS',
};

/** Primary result code of an error that came from node:sqlite, or null. A value out of range was read from a damaged row. */
export function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  if (error.code === 'ERR_OUT_OF_RANGE') return 11;
  if (error.code !== 'ERR_SQLITE_ERROR') return null;
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 1;
}

/** Every failure that is not of disk, lock or permission says that the file is not what we wrote. Anything not SQLite's is a bug and thrown on. */
export function sqliteFault(error: unknown): LogError {
  if (error instanceof LogCorrupt) return { code: error.code, problem: error.problem, seq: error.seq };
  const code = resultCode(error);
  if (code === null || !(error instanceof Error)) throw error;
  return { code: CODES[code] ?? 'ERR_LOG_CORRUPT', problem: error.message };
}

/** For a reader: where reading ended. */
export function asCorrupt(error: unknown, seq: number): unknown {
  return resultCode(error) === null || !(error instanceof Error) ? error : new LogCorrupt(seq, error.message, error);
}

const ERRNOS: Readonly<Record<string, LogErrorCode>> = { ENOSPC: 'ERR_LOG_FULL', EDQUOT: 'ERR_LOG_FULL', EIO: 'ERR_LOG_FULL' };

/** An error of the file system itself (folder or file could not be made), or null. */
export function systemFault(error: unknown): LogError | null {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error) || typeof error.code !== 'string') return null;
  return { code: ERRNOS[error.code] ?? 'ERR_LOG_ACCESS', problem: error.message };
}
