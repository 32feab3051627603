/**
 * IP addresses and prefixes as text in canonical form (RFC 5952 for IPv6), so that equal values are equal strings.
 * A link-local server keeps its zone: `fe80::1%wlan0` (RFC 4007 §11).
 */
import { z } from 'zod';
import type { Family } from './units.ts';

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

const REMEMBERED_MAX = 4096;

/** A function of one text that knows its last answers: a host meets the same few addresses again and again. Emptied when full, so that a stranger cannot fill it. */
function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = make(text);
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(text, value);
    return value;
  };
}

/** 4 or 16 bytes, or null when the text is no address. A zone is cut off. Not to be written to. */
export const addressBytes = remembering(parseAddress);

function parseAddress(text: string): Uint8Array | null {
  if (V4.test(text)) return Uint8Array.from(text.split('.').map(Number));
  const bare = text.split('%', 1)[0] ?? '';
  return bare.includes(':') ? bytes6(bare) : null;
}

/** 4 bytes → dotted, 16 bytes → RFC 5952. Any other length is a bug of the caller. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) throw new RangeError(`an address has 4 or 16 bytes, not ${bytes.length}`);
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  // IPv4-mapped: the prefix is well known, so the rest is dotted. RFC 5952 §5.
  if (groups[5] === 0xffff && groups.slice(0, 5).every((g) => g === 0)) return `::ffff:${bytes.slice(12).join('.')}`;
  const [start, length] = longestZeroRun(groups);
  const hex = groups.map((g) => g.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** Any accepted spelling → the canonical one; null when it is no address. */
export function canonicalAddress(text: string): string | null {
  const bytes = addressBytes(text);
  if (!bytes) return null;
  const zone = text.includes('%') ? text.slice(text.indexOf('%')) : '';
  return bytes.length === 4 && zone ? null : formatAddress(bytes) + zone;
}

export const familyOf = (addressOrPrefix: string): Family => (addressOrPrefix.includes(':') ? 6 : 4);

/** `prefix(bytes, length)` → `192.0.2.0/24`, host bits cleared. */
export function formatPrefix(bytes: Uint8Array, length: number): string {
  return `${formatAddress(bytes.map((b, i) => b & maskByte(length, i)))}/${length}`;
}

/** `192.0.2.7/24` → `192.0.2.0/24`; null when it is no prefix. */
export function canonicalPrefix(text: string): string | null {
  const parsed = parsePrefix(text);
  return parsed && formatPrefix(parsed.bytes, parsed.length);
}

export function isInPrefix(address: string, prefix: string): boolean {
  const bytes = addressBytes(address);
  const within = parsePrefix(prefix);
  return bytes !== null && within !== null && bytes.length === within.bytes.length && sharesBits(bytes, within.bytes, within.length);
}

/** Whether two prefixes have an address in common. */
export function overlaps(a: string, b: string): boolean {
  const [x, y] = [parsePrefix(a), parsePrefix(b)];
  return x !== null && y !== null && x.bytes.length === y.bytes.length && sharesBits(x.bytes, y.bytes, Math.min(x.length, y.length));
}

export const prefixLength = (prefix: string): number => Number(prefix.slice(prefix.indexOf('/') + 1));
export const networkOf = (address: string, length: number): string => {
  const bytes = addressBytes(address);
  if (!bytes) throw new RangeError(`not an address: ${address}`);
  return formatPrefix(bytes, length);
};

/** What a prefix or an address is good for, told by its number alone. */
export type Reach = 'loopback' | 'linkLocal' | 'multicast' | 'private' | 'shared' | 'uniqueLocal' | 'unspecified' | 'public';

const REACHES: readonly (readonly [string, Reach])[] = [
  ['0.0.0.0/8', 'unspecified'], // RFC 1122 §3.2.1.3
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'linkLocal'], // RFC 3927
  ['10.0.0.0/8', 'private'], // RFC 1918
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['100.64.0.0/10', 'shared'], // RFC 6598
  ['224.0.0.0/4', 'multicast'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['fe80::/10', 'linkLocal'], // RFC 4291 §2.4
  ['fc00::/7', 'uniqueLocal'], // RFC 4193
  ['ff00::/8', 'multicast'],
];

export const reachOf = remembering((address: string): Reach => REACHES.find(([prefix]) => isInPrefix(address, prefix))?.[1] ?? 'public');

/** What is link-local means nothing without its link; who told it may have said which (RFC 4007 §11). */
export const scoped = (address: string, ifname: string): string =>
  reachOf(address) === 'linkLocal' && !address.includes('%') ? `${address}%${ifname}` : address;

/** The zones under `in-addr.arpa` or `ip6.arpa` that a prefix owns: cut up to the next label boundary, 256 (or 16) at most. RFC 1035 §3.5, RFC 3596 §2.5. */
export const reverseZones = remembering(zonesOf);
function zonesOf(prefix: string): readonly string[] {
  const parsed = parsePrefix(prefix);
  if (!parsed || parsed.length === 0) return [];
  const step = parsed.bytes.length === 4 ? 8 : 4;
  const labels = Math.ceil(parsed.length / step);
  const digits = step === 8 ? [...parsed.bytes] : [...parsed.bytes].flatMap((b) => [b >> 4, b & 15]);
  const free = labels * step - parsed.length;
  const last = digits[labels - 1] ?? 0;
  return Array.from({ length: 2 ** free }, (_, i) => {
    const own = [...digits.slice(0, labels - 1), last + i].map((d) => (step === 8 ? String(d) : d.toString(16)));
    return `${own.reverse().join('.')}.${step === 8 ? 'in-addr' : 'ip6'}.arpa`;
  });
}

const canonical = (name: string, to: (text: string) => string | null, accepts: (text: string) => boolean) =>
  z
    .string()
    .max(64)
    .transform((text, ctx) => {
      const value = to(text);
      if (value !== null && accepts(value)) return value;
      ctx.addIssue({ code: 'custom', message: `not an ${name}: ${JSON.stringify(text)}` });
      return z.NEVER;
    });

/** Schemas: they accept any spelling and give the canonical one. */
export const Address = canonical('IP address', canonicalAddress, () => true);
export const Address4 = canonical('IPv4 address', canonicalAddress, (a) => familyOf(a) === 4);
export const Address6 = canonical('IPv6 address', canonicalAddress, (a) => familyOf(a) === 6);
export const Prefix = canonical('IP prefix (address/length)', canonicalPrefix, () => true);
/** Six (or eight) bytes as `02:00:5e:10:00:01`. */
export const Mac = z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5,19}$/);

const parsePrefix = remembering(prefixOf);
function prefixOf(text: string): { readonly bytes: Uint8Array; readonly length: number } | null {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^\d{1,3}$/.test(text.slice(slash + 1)) || text.includes('%')) return null;
  const bytes = addressBytes(text.slice(0, slash));
  const length = Number(text.slice(slash + 1));
  return bytes && length <= bytes.length * 8 ? { bytes, length } : null;
}

function sharesBits(a: Uint8Array, b: Uint8Array, length: number): boolean {
  for (let i = 0; i * 8 < length; i += 1) if ((((a[i] ?? 0) ^ (b[i] ?? 0)) & maskByte(length, i)) !== 0) return false;
  return true;
}

const maskByte = (length: number, i: number): number => {
  const bits = Math.max(0, Math.min(8, length - 8 * i));
  return (0xff << (8 - bits)) & 0xff;
};

function bytes6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : groups6(half)));
  if (!head || tail === null || (halves.length === 1 && head.length !== 8)) return null;
  const rest = tail ?? [];
  if (halves.length === 2 && head.length + rest.length > 7) return null;
  const all = [...head, ...Array<number>(8 - head.length - rest.length).fill(0), ...rest];
  return Uint8Array.from(all.flatMap((g) => [g >> 8, g & 255]));
}

function groups6(half: string): number[] | null {
  const parts = half.split(':');
  const last = parts.at(-1) ?? '';
  const embedded = V4.test(last) ? last.split('.').map(Number) : null;
  const texts = embedded ? parts.slice(0, -1) : parts;
  if (!texts.every((t) => /^[0-9a-f]{1,4}$/i.test(t))) return null;
  const groups = texts.map((t) => Number.parseInt(t, 16));
  return embedded ? [...groups, ((embedded[0] ?? 0) << 8) | (embedded[1] ?? 0), ((embedded[2] ?? 0) << 8) | (embedded[3] ?? 0)] : groups;
}

function longestZeroRun(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end += 1;
    if (end - i > best[1]) best = [i, end - i];
    i = Math.max(i, end - 1);
  }
  return best;
}
