/** Reading an exported log: every good transaction, then where and why it ended, if it did not end well. Constant memory, nothing thrown. */
import { createReadStream } from 'node:fs';
import { entryReader, type ImportEntry, type ImportError } from '../../machines/model/exported/entries.ts';
import { basePosition, type Header } from '../../machines/model/exported/format.ts';
import { GunzipFailed, unpacked } from './gunzip.ts';
import { OCTETS } from './octets.ts';
import type { EventLog, LogError, OpenResult, Position, ReadTransaction } from './port.ts';

/** The header first, then the transactions, then at most one error, which is the end. Facts are limited in length as they are in the log. */
export async function* readExport(source: string | AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<ImportEntry> {
  const reader = entryReader(OCTETS);
  try {
    for await (const piece of unpacked(typeof source === 'string' ? createReadStream(source) : source)) {
      for (const entry of reader.push(piece)) {
        yield entry;
        if (!entry.ok) return;
      }
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    yield reader.fault(error instanceof GunzipFailed ? 'gzip' : 'file', error.message);
    return;
  }
  const end = reader.end();
  if (end) yield end;
}

export type ImportResult =
  | { readonly ok: true; readonly header: Header; readonly transactions: number; readonly facts: number }
  | { readonly ok: false; readonly error: ImportError | LogError; readonly transactions: number; readonly facts: number };

/** Everything good into a new log, which `open` makes to continue from the given position; the log stays open. */
export async function importLog(
  source: Parameters<typeof readExport>[0],
  open: (base: Position | null) => OpenResult,
): Promise<ImportResult> {
  const count = { transactions: 0, facts: 0 };
  let target: { readonly header: Header; readonly log: EventLog } | null = null;
  for await (const entry of readExport(source)) {
    if (!entry.ok) return { ok: false, error: entry.error, ...count };
    if (entry.kind === 'header') {
      const opened = open(basePosition(entry.header));
      if (!opened.ok) return { ok: false, error: opened.error, ...count };
      target = { header: entry.header, log: opened.log };
    } else if (target) {
      const error = keep(target.log, entry.transaction);
      if (error) return { ok: false, error, ...count };
      count.transactions += 1;
      count.facts += entry.transaction.facts.length;
    }
  }
  return target
    ? { ok: true, header: target.header, ...count }
    : { ok: false, error: { code: 'ERR_LOG_CORRUPT', problem: 'no header' }, ...count };
}

function keep(log: EventLog, { facts, digest, hash, first }: ReadTransaction): LogError | null {
  const result = log.append(facts, digest);
  if (!result.ok) return result.error;
  return result.transaction.hash === hash ? null : { code: 'ERR_LOG_CORRUPT', problem: 'a fact is not in its canonical form', seq: first };
}
