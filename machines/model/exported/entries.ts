/** The bytes of an unpacked export, piece by piece, into what they say: every good transaction, then where and why it ended, if it did not end well. */
import { MAX_FACT } from './chain.ts';
import type { Header, ImportFault } from './format.ts';
import { type LineReader, lineReader } from './lineReader.ts';
import { type LineFault, splitter } from './lines.ts';
import type { Octets } from './octets.ts';
import type { ReadTransaction } from './position.ts';

/** `line` counts from 1, `offset` from 0 in the unpacked text: where the line begins. `seq` is the first fact that is not there. */
export type ImportError = {
  readonly code: 'ERR_FACT_UNKNOWN' | 'ERR_LOG_VERSION' | 'ERR_LOG_ACCESS' | 'ERR_LOG_CORRUPT';
  readonly kind: ImportFault;
  readonly line: number;
  readonly offset: number;
  readonly seq: number;
  readonly problem: string;
};
export type ImportEntry =
  | { readonly ok: true; readonly kind: 'header'; readonly header: Header }
  | { readonly ok: true; readonly kind: 'transaction'; readonly transaction: ReadTransaction }
  | { readonly ok: false; readonly error: ImportError };

export type EntryReader = {
  /** What this piece brings. After an error nothing more is to be pushed. */
  push(piece: Uint8Array): Generator<ImportEntry>;
  /** What is wrong with an end here; null: nothing. */
  end(): ImportEntry | null;
  /** The bytes ended for a reason of their own. */
  fault(kind: ImportFault, problem: string): ImportEntry;
};

export function entryReader(octets: Octets): EntryReader {
  const reader = lineReader(octets);
  const lines = splitter(MAX_FACT);
  const fault = (kind: ImportFault, problem: string, place = lines.place()): ImportEntry => ({
    ok: false,
    error: { code: codeOf(kind), kind, line: place.line, offset: place.offset, seq: reader.seq(), problem },
  });

  function* push(piece: Uint8Array): Generator<ImportEntry> {
    for (const line of lines.push(piece)) {
      const entry =
        'fault' in line
          ? fault(kindOf(line), problemOf(line), line)
          : step(reader, line.text, (kind, problem) => fault(kind, problem, line));
      if (entry) yield entry;
      if (entry?.ok === false) return;
    }
  }

  function end(): ImportEntry | null {
    const rest = lines.end();
    if (!rest && reader.ended()) return null;
    return fault(reader.ended() ? 'trailing' : 'cutOff', 'the file is cut off: it has no footer', rest ?? lines.place());
  }

  return { push, end, fault };
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
