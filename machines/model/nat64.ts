/** IPv4 addresses within IPv6 ones: how a NAT64's prefix holds them (RFC 6052), and which answers a DNS64 makes of it (RFC 6147). */
import { addressBytes, formatAddress, formatPrefix, isInPrefix, prefixLength, reachOf } from './address.ts';

/** RFC 6052 §2.2. */
export const LENGTHS = [32, 40, 48, 56, 64, 96] as const;
/** RFC 6052 §2.1. */
export const WELL_KNOWN = '64:ff9b::/96';
/** The name that has these two IPv4 addresses everywhere, and IPv6 ones where somebody synthesises them. RFC 7050 §2.2, §8.2. */
export const IPV4_ONLY = 'ipv4only.arpa';
const IPV4_ONLY_ADDRESSES = ['192.0.0.170', '192.0.0.171'] as const;
/** Bits 64 to 71 are zero, whatever the length. RFC 6052 §2.2. */
const U = 8;

/** The four octets after the prefix, around the one that is zero. Null where the prefix has none of the six lengths. */
function places(length: number): readonly number[] | null {
  if (!LENGTHS.some((known) => known === length)) return null;
  const first = length / 8;
  return [0, 1, 2, 3].map((i) => (first + i >= U && length < 96 ? first + i + 1 : first + i));
}

/** `64:ff9b::/96` and `192.0.2.33` → `64:ff9b::c000:221`; null where one of them is no such thing. */
export function embed(prefix: string, address: string): string | null {
  const [within, four, at] = [addressBytes(prefix.split('/', 1)[0] ?? ''), addressBytes(address), places(prefixLength(prefix))];
  if (within?.length !== 16 || four?.length !== 4 || !at) return null;
  const bytes = Uint8Array.from(within);
  at.forEach((place, i) => {
    bytes[place] = four[i] ?? 0;
  });
  return formatAddress(bytes);
}

/** The IPv4 address in one that was made with this prefix; null where it was not. */
export function extract(prefix: string, address: string): string | null {
  return isInPrefix(address, prefix) ? embedded(addressBytes(address), prefixLength(prefix)) : null;
}
function embedded(bytes: Uint8Array | null, length: number): string | null {
  const at = places(length);
  if (bytes?.length !== 16 || !at || (length < 96 && bytes[U] !== 0)) return null;
  return formatAddress(Uint8Array.from(at, (place) => bytes[place] ?? 0));
}

/** AAAA records that are as if absent: no host is reached by an IPv4-mapped address. RFC 6147 §5.1.4. */
export const isExcluded = (address: string): boolean => isInPrefix(address, '::ffff:0:0/96');

/**
 * What an answer without AAAA records becomes: each A record within the first prefix, in their order. The well-known prefix is not
 * for addresses that mean nothing everywhere (RFC 6052 §3.1); those for documentation are let pass, they are in laboratories only.
 */
export function synthesised(prefixes: readonly string[], addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((address) => {
    const prefix = prefixes.find((p) => p !== WELL_KNOWN || reachOf(address) === 'public');
    return (prefix && embed(prefix, address)) ?? [];
  });
}

/**
 * The prefixes in AAAA records of ipv4only.arpa, each once, in the order of the answer: those with which both of its addresses can
 * be read. Where none is, those of records that can be read in one way only. RFC 7050 §3.
 */
export function prefixesIn(answers: readonly string[]): readonly string[] {
  const read = answers.map(readings);
  const both = read.flat().filter((r) => read.flat().some((other) => other.prefix === r.prefix && other.address !== r.address));
  const told = both.length > 0 ? both : read.filter((of) => of.length === 1).flat();
  return [...new Set(told.map((r) => r.prefix))];
}
const readings = (answer: string) =>
  LENGTHS.flatMap((length) => {
    const bytes = addressBytes(answer);
    const address = embedded(bytes, length);
    return bytes && IPV4_ONLY_ADDRESSES.some((known) => known === address) ? [{ prefix: formatPrefix(bytes, length), address }] : [];
  });
