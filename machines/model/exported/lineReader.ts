/** The lines of an export, one after the other, into transactions: a pure fold that says what is wrong with a line. */
import { Fact } from '../facts/index.ts';
import { createChain, GENESIS, MAX_TRANSACTION, positionOf, previousOf } from './chain.ts';
import { basePosition, Close, closing, FORMAT, Footer, Header, type ImportFault, lineOf } from './format.ts';
import type { Octets } from './octets.ts';
import type { Position, ReadTransaction } from './position.ts';
import { readRaw } from './raw.ts';

export type LineResult =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: true; readonly transaction: ReadTransaction }
  /** A fact was kept, or the footer closed the file. */
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: ImportFault; readonly problem: string };
export type LineReader = {
  read(text: string): LineResult;
  /** Whether the footer has been read. */
  ended(): boolean;
  /** The first seq that no transaction has brought yet. */
  seq(): number;
};

const fail = (kind: ImportFault, problem: string): LineResult => ({ ok: false, kind, problem });
const issue = (error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0] ?? 'invalid';

export function lineReader(octets: Octets): LineReader {
  const { chainHash, link } = createChain(octets);
  let header: { readonly value: Header; readonly hash: string } | null = null;
  let position: Position | null = null;
  let facts: Fact[] = [];
  let texts: string[] = [];
  let size = 0;
  let ended = false;
  const counted = { transactions: 0, facts: 0 };

  function read(text: string): LineResult {
    if (ended) return fail('trailing', 'there is something after the footer');
    if (!header) return readHeader(text);
    if (text.startsWith('{"transaction":')) return readClose(text);
    if (text.startsWith('{"end":')) return readFooter(text);
    return readFact(text);
  }

  function readHeader(text: string): LineResult {
    const json = parsed(text);
    if (!json.ok) return json;
    const value = json.value;
    if (isObject(value) && value.multihome === 'log' && typeof value.format === 'number' && value.format > FORMAT)
      return fail('version', `the export has format ${value.format}, this program knows up to ${FORMAT}`);
    const result = Header.safeParse(value);
    if (!result.success) return fail('header', `not the header of an exported log: ${issue(result.error)}`);
    header = { value: result.data, hash: octets.sha256(text) };
    position = basePosition(result.data);
    return { ok: true, header: result.data };
  }

  function readFact(text: string): LineResult {
    size += text.length;
    if (size > MAX_TRANSACTION) return fail('tooLong', `a transaction is larger than ${MAX_TRANSACTION} bytes`);
    const raw = readRaw(text);
    if (!raw.ok) return fail(raw.unknown ? 'unknownFact' : raw.problem.startsWith('not JSON') ? 'notJson' : 'fact', raw.problem);
    const result = Fact.safeParse(raw.raw);
    if (!result.success) return fail('fact', `${raw.raw.type}: ${issue(result.error)}`);
    facts.push(result.data);
    texts.push(text);
    return { ok: true };
  }

  function readClose(text: string): LineResult {
    const json = parsed(text);
    if (!json.ok) return json;
    const result = Close.safeParse(json.value);
    if (!result.success) return fail('transaction', issue(result.error));
    const { hash, digest } = result.data.transaction;
    if (chainHash(previousOf(position), texts, digest) !== hash) return fail('hash', 'the hash chain breaks in this transaction');
    const linked = link(position, facts, texts, digest, hash);
    if (!linked.ok) return fail('order', linked.problem);
    if (lineOf(closing(linked.row)) !== text) return fail('transaction', 'the transaction is not numbered as its facts are');
    const { at: _at, bytes: _bytes, ...transaction } = linked.row;
    const done = { ...transaction, facts };
    position = positionOf(linked.row);
    counted.transactions += 1;
    counted.facts += facts.length;
    [facts, texts, size] = [[], [], 0];
    return { ok: true, transaction: done };
  }

  function readFooter(text: string): LineResult {
    const json = parsed(text);
    if (!json.ok) return json;
    const result = Footer.safeParse(json.value);
    if (!result.success) return fail('footer', issue(result.error));
    if (texts.length > 0) return fail('footer', 'the last transaction is not closed');
    const end = { ...counted, hash: position?.hash ?? GENESIS, header: header?.hash ?? '' };
    if (lineOf({ end }) !== text) return fail('footer', `the footer does not fit what is above it: ${lineOf({ end })} was read`);
    ended = true;
    return { ok: true };
  }

  return { read, ended: () => ended, seq: () => (position?.seq ?? -1) + 1 };
}

type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly kind: 'notJson'; readonly problem: string };

function parsed(text: string): Json {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, kind: 'notJson', problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
