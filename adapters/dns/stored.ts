/**
 * An answer as it is kept: the server's own bytes up to the authority section, checked once, with where its TTLs stand. What is
 * beyond that a program need not be told (RFC 2181 §6.1 has it that additional data may be left out), and could not be pinned.
 */
import {
  CLASS_IN,
  type Decoded,
  type FaultKind,
  FLAG,
  HEADER,
  long,
  RCODE,
  RCODE_MASK,
  TYPE,
  walkMessage,
  word,
} from '../../machines/model/dns/index.ts';
import { type Millis, seconds } from '../../machines/model/units.ts';
import { addressesIn } from './hints.ts';
import type { Wanted } from './query.ts';

export type Kind = 'positive' | 'noData' | 'noName' | 'other';
export type Stored = {
  readonly wanted: Wanted;
  /** Header, question in lower case, answers, authorities. The TTLs in it are as of `agedAt`. */
  readonly bytes: Uint8Array;
  readonly kind: Kind;
  readonly rcode: number;
  /** Where TTLs stand. */
  readonly ttls: readonly number[];
  /** From when it came; 0: it is not kept. */
  readonly lifetime: Millis;
  readonly expires: number;
  readonly addresses: readonly string[];
  readonly isSynthesised: boolean;
  agedAt: number;
  /** It was asked for since it was last looked at. */
  isUsed: boolean;
};

/** Seconds, a guess, as systemd-resolved's: what a network says is good for no longer. */
const TTL_MAX = 7_200;
/** Octets that no name can go on from: pointers to beyond themselves. */
const NO_LENGTH = 0xffffffff;

/** A message that is known to be the answer to this question. */
export function storeAnswer(message: Uint8Array, wanted: Wanted, now: number, isSynthesised = false): Decoded<Stored> {
  const ttls: number[] = [];
  const addresses: string[] = [];
  let [shortest, negative, hasType, fault] = [TTL_MAX, 0, false, -1];
  let soa = -1;
  const walked = walkMessage(message, (section, type, at, fields, start, end) => {
    if (section === 'additional') return;
    if (type === TYPE.OPT) fault = at;
    ttls.push(fields + 4);
    const ttl = ttlAt(message, fields + 4);
    if (section === 'answer') {
      shortest = Math.min(shortest, ttl);
      hasType ||= type === wanted.type || wanted.type === TYPE.ANY;
      if (word(message, fields + 2) === CLASS_IN) addresses.push(...addressesIn(message, type, start, end));
    } else if (type === TYPE.SOA && soa < 0) {
      soa = fields + 4;
      // RFC 2308 §5: the lesser of its TTL and its last field.
      negative = Math.min(ttl, capped(long(message, end - 4)));
    }
  });
  if (!walked.ok) return walked;
  if (fault >= 0) return badAt('badValue', fault);
  const rcode = word(message, 2) & RCODE_MASK;
  const kind = kindOf(rcode, hasType);
  const lifetime = kind === 'positive' ? shortest : kind === 'other' || soa < 0 ? 0 : Math.min(shortest, negative);
  const bytes = keptBytes(message, walked.value.authority, wanted);
  // A name must not lead through a TTL: as that goes down the name would be another, or none.
  for (const at of ttls) writeLong(bytes, at, NO_LENGTH);
  const isSteady = walkMessage(bytes, () => {});
  if (!isSteady.ok) return isSteady;
  for (const at of ttls) writeLong(bytes, at, ttlAt(message, at));
  if (kind !== 'positive' && soa >= 0) writeLong(bytes, soa, lifetime);
  const times = { lifetime: seconds(lifetime), expires: now + seconds(lifetime), agedAt: now };
  return { ok: true, value: { wanted, bytes, kind, rcode, ttls, ...times, addresses, isSynthesised, isUsed: false } };
}

const badAt = (kind: FaultKind, offset: number) => ({ ok: false, error: { kind, offset } }) as const;

const kindOf = (rcode: number, hasType: boolean): Kind =>
  rcode === RCODE.NXDOMAIN ? 'noName' : rcode !== RCODE.NOERROR ? 'other' : hasType ? 'positive' : 'noData';

function keptBytes(message: Uint8Array, end: number, { wire }: Wanted): Uint8Array {
  // A copy: the slice of a Buffer, which is what sockets give, is none.
  const bytes = new Uint8Array(message.subarray(0, end));
  bytes.set(wire, HEADER);
  bytes[0] = 0;
  bytes[1] = 0;
  bytes[2] = FLAG.QR >> 8;
  bytes[3] = FLAG.RA | (word(message, 2) & RCODE_MASK);
  bytes[10] = 0;
  bytes[11] = 0;
  return bytes;
}

/** Takes the whole seconds that have passed off its TTLs, in place; at most once a second for whatever many hits. */
export function age(stored: Stored, now: number): void {
  const passed = Math.floor((now - stored.agedAt) / 1000);
  if (passed <= 0) return;
  stored.agedAt += passed * 1000;
  for (const at of stored.ttls) writeLong(stored.bytes, at, Math.max(0, long(stored.bytes, at) - passed));
}

/** RFC 2181 §8: with the highest bit it is none. */
const capped = (ttl: number): number => (ttl > 0x7fffffff ? 0 : Math.min(ttl, TTL_MAX));
const ttlAt = (bytes: Uint8Array, at: number): number => capped(long(bytes, at));

function writeLong(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
