/** Stored rows back into transactions: each is computed anew from its facts' text and must equal what was stored. */
import { readRaw } from '../../machines/model/exported/raw.ts';
import { Fact } from '../../machines/model/facts/index.ts';
import { chainHash, link, previousOf, type Row } from './chain.ts';
import { FactUnknown, LogCorrupt, type Position, type ReadTransaction } from './port.ts';

/** As it came out of a store: nothing about it is known until it has been verified. */
export type Stored = { readonly row: { readonly [field in keyof Row]?: unknown }; readonly texts: readonly unknown[] };

const FIELDS = ['id', 'epoch', 'first', 'last', 'at', 'bytes', 'hash'] as const;

/** The transaction at `position`, or a throw where it does not follow. The hash comes first: only what it vouches for is read as facts. */
export function follow(position: Position | null, stored: Stored): { readonly transaction: ReadTransaction; readonly row: Row } {
  const expected = position ? position.seq + 1 : Number(stored.row.first ?? 0);
  const { digest } = stored.row;
  const { texts } = stored;
  if (!isTexts(texts) || typeof digest !== 'string') throw new LogCorrupt(expected, 'what should be text is not');
  const known = chainHash(previousOf(position), texts, digest);
  if (known !== stored.row.hash) throw new LogCorrupt(expected, 'the hash chain breaks');
  const facts = texts.map((text, i) => factOf(text, expected + i));
  const linked = link(position, facts, texts, digest, known);
  if (!linked.ok) throw new LogCorrupt(linked.seq, linked.problem);
  const { row } = linked;
  const wrong = FIELDS.find((field) => stored.row[field] !== row[field]);
  if (wrong) throw new LogCorrupt(row.first, `the transaction's ${wrong} is wrong`);
  const { id, epoch, first, last, previous, hash } = row;
  return { transaction: { id, epoch, first, last, previous, hash, digest, facts }, row };
}

const isTexts = (texts: readonly unknown[]): texts is readonly string[] => texts.every((text) => typeof text === 'string');

function factOf(text: string, seq: number): Fact {
  const read = readRaw(text);
  if (read.ok && !read.lifted) {
    // The chain vouches for the text, and it was a parsed Fact of this very version when it was written.
    return read.raw as unknown as Fact;
  }
  if (!read.ok && read.unknown) throw new FactUnknown(seq, read.unknown.type, read.unknown.version);
  if (!read.ok) throw new LogCorrupt(seq, read.problem);
  const parsed = Fact.safeParse(read.raw);
  if (!parsed.success) throw new LogCorrupt(seq, `an old fact could not be lifted: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}
