/** A program's query, read in place: where its question ends, and what it can. RFC 1035 §4.1, RFC 6891 §6. */
import { CLASS_IN, DNSSEC_OK, FLAG, HEADER, RCODE, readName, skipName, TYPE, word } from '../../machines/model/dns/index.ts';

/** Written anew by each `readQuery`: a query that is answered at once leaves nothing behind. */
export type Query = {
  /** Where the question ends; the header's length while it is not known. */
  end: number;
  type: number;
  hasEdns: boolean;
  /** What the asker takes by UDP. */
  size: number;
  variant: number;
  hash: number;
};
export const createQuery = (): Query => ({ end: HEADER, type: 0, hasEdns: false, size: 512, variant: 0, hash: 0 });

/** A question as it is kept and asked. `wire`: the name in lower case; `key` tells it from all others. */
export type Wanted = {
  readonly wire: Uint8Array;
  readonly name: string;
  readonly type: number;
  readonly variant: number;
  readonly key: string;
  readonly hash: number;
};

/** Answers differ by what was asked for with it: signatures (DO), and no validation (CD). */
export const [VARIANT_DNSSEC, VARIANT_UNCHECKED] = [1, 2];
/** Not to be answered at all: too short, or an answer. */
export const DROP = -1;
/** RFC 1035 §4.2.1. */
const SIZE_MIN = 512;
/** OPT and a signature; nobody sends more. */
const ADDITIONAL_MAX = 2;
/** 30 bits, so that a hash is a small integer. */
const HASH_MASK = 0x3fffffff;

/** NOERROR: it can be answered. Else the code to refuse it with, or DROP. */
export function readQuery(bytes: Uint8Array, query: Query): number {
  query.end = HEADER;
  query.hasEdns = false;
  query.size = SIZE_MIN;
  const flags = word(bytes, 2);
  if (bytes.length < HEADER || (flags & FLAG.QR) !== 0) return DROP;
  if ((flags & FLAG.OPCODE) !== 0) return RCODE.NOTIMP;
  if (word(bytes, 4) !== 1 || word(bytes, 6) !== 0 || word(bytes, 8) !== 0) return RCODE.FORMERR;
  const end = hashName(bytes, query);
  if (end < 0 || end + 4 > bytes.length) return RCODE.FORMERR;
  query.type = word(bytes, end);
  query.end = end + 4;
  query.variant = (flags & FLAG.CD) !== 0 ? VARIANT_UNCHECKED : 0;
  const read = readAdditional(bytes, query, word(bytes, 10));
  if (read !== RCODE.NOERROR) return read;
  query.hash = hashOf(query.hash, query.type, query.variant);
  return refusalOf(query.type, word(bytes, end + 2));
}

/** The hash of the name, letters as small ones. A length is never taken for a letter. -1: no name, or a compressed one. */
function hashName(bytes: Uint8Array, query: Query): number {
  let hash = 0x811c9dc5;
  let at = HEADER;
  for (;;) {
    const length = bytes[at];
    if (length === undefined || length > 63 || at - HEADER > 254) return -1;
    hash = Math.imul(hash ^ length, 0x01000193);
    at += 1;
    if (length === 0) break;
    for (const end = at + length; at < end; at += 1) hash = Math.imul(hash ^ lower(bytes[at] ?? 0), 0x01000193);
  }
  query.hash = hash;
  return at - HEADER > 255 ? -1 : at;
}

/** FNV-1a, as of the name. */
const hashOf = (hash: number, type: number, variant: number): number =>
  Math.imul(Math.imul(hash ^ type, 0x01000193) ^ variant, 0x01000193) & HASH_MASK;

function readAdditional(bytes: Uint8Array, query: Query, count: number): number {
  if (count > ADDITIONAL_MAX) return RCODE.FORMERR;
  let at = query.end;
  for (let i = 0; i < count; i += 1) {
    const fields = skipName(bytes, at);
    if (fields < 0 || fields + 10 > bytes.length) return RCODE.FORMERR;
    const next = fields + 10 + word(bytes, fields + 8);
    if (next > bytes.length) return RCODE.FORMERR;
    if (word(bytes, fields) === TYPE.OPT) {
      // RFC 6891 §6.1.1: more than one, or one with a name.
      if (query.hasEdns || fields !== at + 1) return RCODE.FORMERR;
      query.hasEdns = true;
      query.size = Math.max(SIZE_MIN, word(bytes, fields + 2));
      if ((word(bytes, fields + 6) & DNSSEC_OK) !== 0) query.variant |= VARIANT_DNSSEC;
      if (bytes[fields + 5] !== 0) return RCODE.BADVERS;
    }
    at = next;
  }
  return RCODE.NOERROR;
}

/** Zone transfers are not for a stub; of other classes nobody here knows. */
function refusalOf(type: number, kind: number): number {
  if (type === TYPE.AXFR || type === TYPE.IXFR) return RCODE.NOTIMP;
  if (type === TYPE.OPT) return RCODE.FORMERR;
  return kind === CLASS_IN ? RCODE.NOERROR : RCODE.REFUSED;
}

/** The question of a query that was read, for keeps. */
export const wantedOf = (bytes: Uint8Array, query: Query): Wanted =>
  wantedName(bytes.slice(HEADER, query.end - 4), query.type, query.variant, query.hash);

/** `hash`: where it is known already. */
export function wantedName(labels: Uint8Array, type: number, variant: number, hash = hashWire(labels, type, variant)): Wanted {
  const wire = labels.map(lower);
  const text = Buffer.from(wire.buffer, wire.byteOffset, wire.length).toString('latin1');
  const read = readName(wire, 0);
  return { wire, name: read.ok ? read.value.name : '', type, variant, key: `${type} ${variant} ${text}`, hash };
}

const hashWire = (labels: Uint8Array, type: number, variant: number): number =>
  hashOf(
    labels.reduce((hash, byte) => Math.imul(hash ^ lower(byte), 0x01000193), 0x811c9dc5),
    type,
    variant,
  );

/** Of a byte of a name: lengths are below the letters. RFC 4343 §3. */
export const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
