/** A file that holds a log, whichever form it has: the SQLite one of an agent, or an NDJSON export, packed or not. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Fact } from '../../../machines/model/facts/index.ts';
import { type EventLog, openSqliteLog, type ReadTransaction, readExport } from '../../log/index.ts';
import { CliError } from '../exit.ts';
import { asCliError, logError } from './fault.ts';

export type LogFile =
  | { readonly kind: 'log'; readonly file: string; readonly log: EventLog; close(): void }
  | { readonly kind: 'export'; readonly file: string; close(): void };

const SQLITE = 'SQLite format 3\0';

export function openLogFile(file: string): LogFile {
  const head = headOf(file);
  if (head.toString('latin1') === SQLITE || head.length === 0) return openLog(file);
  if (isExport(head)) return { kind: 'export', file, close: () => {} };
  throw new CliError(
    'corruptLog',
    'ERR_LOG_CORRUPT',
    `${file}: neither a log nor an export of one`,
    'give log.sqlite, or what multihome export wrote',
  );
}

/** The log that an agent writes, for reading. */
export function openLog(file: string): LogFile & { readonly kind: 'log' } {
  if (isExport(headOf(file)))
    throw new CliError(
      'failed',
      'ERR_EXISTS',
      `${file}: an export already, not a log`,
      'multihome import FILE --log NEWLOG makes a log of it',
    );
  const opened = openSqliteLog(file, { readOnly: true });
  if (!opened.ok) throw logError(file, opened.error);
  return { kind: 'log', file, log: opened.log, close: () => opened.log.close() };
}

/** In order, from either form; ends with a CliError where the file is damaged. */
export async function* transactionsOf(from: LogFile, to?: number): AsyncGenerator<ReadTransaction> {
  if (from.kind === 'log') {
    try {
      yield* from.log.transactions(to === undefined ? {} : { to });
    } catch (error) {
      throw asCliError(from.file, error);
    }
    return;
  }
  for await (const entry of readExport(from.file)) {
    if (!entry.ok) throw logError(from.file, entry.error);
    if (entry.kind === 'transaction') {
      if (to !== undefined && entry.transaction.first > to) return;
      yield entry.transaction;
    }
  }
}

/** From the first epoch that begins in the file: what stands before cannot be folded. */
export async function* factsOf(from: LogFile, to = Number.MAX_SAFE_INTEGER): AsyncGenerator<Fact> {
  let hasBegun = false;
  for await (const { facts } of transactionsOf(from, to)) {
    for (const fact of facts) {
      if (fact.seq > to) return;
      hasBegun ||= fact.type === 'agent.started';
      if (hasBegun) yield fact;
    }
  }
}

/** NDJSON, or gzip's magic number (RFC 1952 §2.3.1). */
const isExport = (head: Buffer): boolean => head[0] === 0x7b || (head[0] === 0x1f && head[1] === 0x8b);

function headOf(file: string): Buffer {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) throw new CliError('noSuchObject', 'ERR_LOG_ACCESS', `${file}: not a file`);
    const head = Buffer.alloc(SQLITE.length);
    return head.subarray(0, readSync(descriptor, head));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error instanceof CliError) throw error;
    const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    if (isMissing) throw new CliError('noSuchObject', 'ERR_NO_LOG', `${file}: there is no such log`, null, { cause: error });
    throw new CliError('failed', 'ERR_LOG_ACCESS', `${file}: cannot be read (${error.code})`, null, { cause: error });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
