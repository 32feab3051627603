/** Writing a log out as NDJSON, in constant memory. */
import { createWriteStream } from 'node:fs';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { closing, FORMAT, type Header, lineOf } from '../../machines/model/exported/format.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { zlib } from '../system/builtin.ts';
import { chainHash, GENESIS, textsOf } from './chain.ts';
import { resultCode, sqliteFault, systemFault } from './fault.ts';
import { type NamesMode, renameFact, renamer } from './names.ts';
import { OCTETS } from './octets.ts';
import { type EventLog, FactUnknown, LogCorrupt, type LogError, type Range, type ReadTransaction } from './port.ts';

export type ExportOptions = {
  readonly gzip?: boolean;
  /** Whole transactions: those at the ends come with all their facts. */
  readonly range?: Range;
  readonly names?: NamesMode;
  /** For tests; else random. */
  readonly key?: Uint8Array;
};
export type Exported = { readonly transactions: number; readonly facts: number; readonly hash: string };
export type ExportResult =
  | ({ readonly ok: true } & Exported)
  | { readonly ok: false; readonly error: Omit<LogError, 'code'> & { readonly code: LogError['code'] | 'ERR_FACT_UNKNOWN' } };

/** To a path (mode 0600) or a stream, which is ended. When the log is corrupt, what is good is written, without a footer. */
export async function exportLog(log: EventLog, target: string | Writable, options: ExportOptions = {}): Promise<ExportResult> {
  const done = { transactions: 0, facts: 0, hash: GENESIS };
  let damage: LogCorrupt | FactUnknown | null = null;
  function* lines(): Generator<string> {
    try {
      yield* linesOf(log, options, done);
    } catch (error) {
      if (!(error instanceof LogCorrupt || error instanceof FactUnknown)) throw error;
      damage = error;
    }
  }
  const out = typeof target === 'string' ? createWriteStream(target, { mode: 0o600 }) : target;
  try {
    await pipeline(Readable.from(chunks(lines()), { objectMode: false }), options.gzip ? zlib().createGzip() : new PassThrough(), out);
  } catch (error) {
    const fault = systemFault(error) ?? (resultCode(error) === null ? null : sqliteFault(error));
    if (!fault) throw error;
    return { ok: false, error: fault };
  }
  const bad = damage as LogCorrupt | FactUnknown | null;
  return bad ? { ok: false, error: { code: bad.code, problem: bad.message, seq: bad.seq } } : { ok: true, ...done };
}

type Tally = { transactions: number; facts: number; hash: string };

function* linesOf(log: EventLog, { range = {}, names = 'keep', key }: ExportOptions, done: Tally): Generator<string> {
  const rename = renamer(names, key);
  let header = '';
  const open = (base: Header['base']): string => {
    header = lineOf({ multihome: 'log', format: FORMAT, names, digests: rename === null, base } satisfies Header);
    done.hash = base?.hash ?? GENESIS;
    return header;
  };
  for (const read of log.transactions(range)) {
    if (!header) yield open(baseOf(read, rename ? GENESIS : read.previous));
    const facts = rename ? read.facts.map((fact) => renameFact(fact, rename)) : read.facts;
    const texts = textual(facts);
    yield* texts;
    done.hash = rename ? chainHash(done.hash, texts, '') : read.hash;
    yield lineOf(closing({ ...read, hash: done.hash, digest: rename ? '' : read.digest }));
    done.transactions += 1;
    done.facts += texts.length;
  }
  if (!header) yield open(null);
  yield lineOf({ end: { ...done, header: OCTETS.sha256(header) } });
}

/** An epoch's first transaction raises the number of the epoch before it. */
function baseOf({ id, epoch, first, facts }: ReadTransaction, hash: string): Header['base'] {
  const opens = facts[0]?.type === 'agent.started' && epoch > 0;
  return { id: id - 1, epoch: opens ? epoch - 1 : epoch, seq: first - 1, hash };
}

function textual(facts: readonly Fact[]): readonly string[] {
  const texts = textsOf(facts);
  if (texts.ok) return texts.texts;
  throw new LogCorrupt(texts.seq, texts.problem);
}

/** Lines gathered into pieces worth a write. */
function* chunks(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
