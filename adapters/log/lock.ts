/** One writer a log. The lock is SQLite's own on a file beside it, held by an open transaction: the kernel drops it with the process, however that ends. */
import { chmodSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { resultCode } from './fault.ts';
import type { LogError } from './port.ts';

const BUSY = 5;
export type Lock = { readonly ok: true; release(): void } | { readonly ok: false; readonly error: LogError };

export function lockLog(path: string): Lock {
  const file = `${path}.lock`;
  const pidFile = `${path}.pid`;
  createPrivate(file);
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (resultCode(error) !== BUSY) throw error;
    return { ok: false, error: inUse(path, holder(pidFile)) };
  }
  // Not in the lock file: reading that would be another open and close of it, which drops POSIX locks of the same process.
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  const release = () => {
    rmSync(pidFile, { force: true });
    db.close();
  };
  return { ok: true, release };
}

/** Creates the file for its owner only, before SQLite would do it for everyone. */
export function createPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

const inUse = (path: string, pid: number | null): LogError => ({
  code: 'ERR_LOG_IN_USE',
  problem: `log ${path} is in use by ${pid === null ? 'another process' : `process ${pid}`}`,
  ...(pid === null ? {} : { pid }),
});

/** Written after the lock was taken, so it may be missing for a moment. */
function holder(pidFile: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
