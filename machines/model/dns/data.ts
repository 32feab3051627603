/** What records hold: addresses, names with what stands around them, and bytes that are kept as they are (RFC 3597). */
import { addressBytes, formatAddress } from '../address.ts';
import { readName, skipName } from './name.ts';
import { type Decoded, decoded, fault, TYPE } from './numbers.ts';

/** `before`, `after` and `hex` are hexadecimal. */
export type Data =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'names'; readonly before: string; readonly names: readonly string[]; readonly after: string }
  | { readonly kind: 'raw'; readonly hex: string };

/** Bytes before the names, how many names, bytes after them. */
type Layout = readonly [before: number, names: number, after: number];
/** Types whose names may have been compressed: RFC 1035 §3.3, and those that RFC 3597 §4 lets a receiver expand. */
const LAYOUTS: Record<number, Layout> = {
  [TYPE.NS]: [0, 1, 0],
  [TYPE.CNAME]: [0, 1, 0],
  [TYPE.SOA]: [0, 2, 20],
  [TYPE.PTR]: [0, 1, 0],
  [TYPE.MX]: [2, 1, 0],
  17: [0, 2, 0], // RP
  18: [2, 1, 0], // AFSDB
  [TYPE.SRV]: [6, 1, 0],
  36: [2, 1, 0], // KX
  [TYPE.DNAME]: [0, 1, 0],
};
/** Only the names of these may be compressed by a sender. RFC 3597 §4. */
export const COMPRESSED: readonly number[] = [TYPE.NS, TYPE.CNAME, TYPE.SOA, TYPE.PTR, TYPE.MX];
const SIZES: Record<number, number> = { [TYPE.A]: 4, [TYPE.AAAA]: 16 };

export function decodeData(bytes: Uint8Array, type: number, start: number, end: number): Decoded<Data> {
  const size = SIZES[type];
  if (size !== undefined)
    return end - start === size
      ? decoded({ kind: 'address', address: formatAddress(bytes.subarray(start, end)) })
      : fault('badValue', start);
  const layout = LAYOUTS[type];
  return layout ? decodeNames(bytes, layout, start, end) : decoded({ kind: 'raw', hex: hexOf(bytes, start, end) });
}

/** Whether it can be decoded, without doing so. */
export function isData(bytes: Uint8Array, type: number, start: number, end: number): boolean {
  const size = SIZES[type];
  if (size !== undefined) return end - start === size;
  const layout = LAYOUTS[type];
  if (!layout) return true;
  let at = start + layout[0];
  for (let i = 0; i < layout[1]; i += 1) {
    at = skipName(bytes, at);
    if (at < 0) return false;
  }
  return at + layout[2] === end;
}

function decodeNames(bytes: Uint8Array, [before, count, after]: Layout, start: number, end: number): Decoded<Data> {
  const names: string[] = [];
  let at = start + before;
  for (let i = 0; i < count; i += 1) {
    const read = readName(bytes, at);
    if (!read.ok) return read;
    names.push(read.value.name);
    at = read.value.next;
  }
  if (at + after !== end) return fault('badValue', start);
  return decoded({ kind: 'names', before: hexOf(bytes, start, start + before), names, after: hexOf(bytes, at, end) });
}

/** `at`: how many bytes stand before the name to be put. Null when it cannot be. */
export function encodeData(data: Data, put: (name: string, at: number) => Uint8Array | null): Uint8Array | null {
  if (data.kind === 'address') return addressBytes(data.address);
  if (data.kind === 'raw') return bytesOf(data.hex);
  const head = bytesOf(data.before);
  const tail = bytesOf(data.after);
  if (!head || !tail) return null;
  let whole: Uint8Array = head;
  for (const name of data.names) {
    const named = put(name, whole.length);
    if (!named) return null;
    whole = joined([whole, named]);
  }
  return joined([whole, tail]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const hexOf = (bytes: Uint8Array, start: number, end: number): string =>
  Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, '0')).join('');

export const bytesOf = (hex: string): Uint8Array | null =>
  /^(?:[0-9a-f]{2})*$/.test(hex) ? Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) : null;
