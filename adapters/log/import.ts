/** Reading an exported log: every good transaction, then where and why it ended, if it did not end well. Constant memory, nothing thrown. */
import { createReadStream } from 'node:fs';
import { MAX_FACT } from './chain.ts';
import { basePosition, type Header, type ImportError, type ImportFault } from './format.ts';
import { GunzipFailed, unpacked } from './gunzip.ts';
import { type LineReader, lineReader } from './lineReader.ts';
import { type LineFault, splitter } from './lines.ts';
import type { EventLog, LogError, OpenResult, Position, ReadTransaction } from './port.ts';

export type ImportEntry =
  | { readonly ok: true; readonly kind: 'header'; readonly header: Header }
  | { readonly ok: true; readonly kind: 'transaction'; readonly transaction: ReadTransaction }
  | { readonly ok: false; readonly error: ImportError };

/** The header first, then the transactions, then at most one error, which is the end. Facts are limited in length as they are in the log. */
export async function* readExport(source: string | AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<ImportEntry> {
  const reader = lineReader();
  const lines = splitter(MAX_FACT);
  const fault = (kind: ImportFault, problem: string, place = lines.place()): ImportEntry => ({
    ok: false,
    error: { code: codeOf(kind), kind, line: place.line, offset: place.offset, seq: reader.seq(), problem },
  });
  try {
    for await (const piece of unpacked(typeof source === 'string' ? createReadStream(source) : source)) {
      for (const line of lines.push(piece)) {
        const entry =
          'fault' in line
            ? fault(kindOf(line), problemOf(line), line)
            : step(reader, line.text, (kind, problem) => fault(kind, problem, line));
        if (entry) yield entry;
        if (entry?.ok === false) return;
      }
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    yield fault(error instanceof GunzipFailed ? 'gzip' : 'file', error.message);
    return;
  }
  const rest = lines.end();
  if (rest || !reader.ended())
    yield fault(reader.ended() ? 'trailing' : 'cutOff', 'the file is cut off: it has no footer', rest ?? lines.place());
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

function step(reader: LineReader, text: string, fault: (kind: ImportFault, problem: string) => ImportEntry): ImportEntry | null {
  const result = reader.read(text);
  if (!result.ok) return fault(result.kind, result.problem);
  if ('header' in result) return { ok: true, kind: 'header', header: result.header };
  return 'transaction' in result ? { ok: true, kind: 'transaction', transaction: result.transaction } : null;
}

const kindOf = ({ fault }: LineFault): ImportFault => (fault === 'noNewline' ? 'cutOff' : fault);
const problemOf = ({ fault }: LineFault): string =>
  fault === 'tooLong' ? `the line is longer than ${MAX_FACT} bytes` : 'the line is not UTF-8';

function codeOf(kind: ImportFault): ImportError['code'] {
  if (kind === 'unknownFact') return 'ERR_FACT_UNKNOWN';
  if (kind === 'version') return 'ERR_LOG_VERSION';
  return kind === 'file' ? 'ERR_LOG_ACCESS' : 'ERR_LOG_CORRUPT';
}
