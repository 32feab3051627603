/** Bytes that all of an advertisement is made of: big-endian numbers, lifetimes in seconds, addresses, hexadecimal text. */
import { addressBytes } from '../../../machines/model/address.ts';
import { type Millis, seconds } from '../../../machines/model/units.ts';

/** Null is infinity. RFC 4861 §4.6.2. */
export type Lifetime = Millis | null;

const INFINITE = 0xffffffff;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

export const u16 = (n: number): readonly number[] => [(n >>> 8) & 0xff, n & 0xff];
export const u32 = (n: number): readonly number[] => [...u16(n >>> 16), ...u16(n)];

export const lifetimeOf = (n: number): Lifetime => (n === INFINITE ? null : seconds(n));
export const lifetimeBytes = (lifetime: Lifetime): readonly number[] =>
  u32(lifetime === null ? INFINITE : wholeSeconds(lifetime, INFINITE - 1));
/** What does not fit is the most that does. */
export const wholeSeconds = (duration: Millis, most: number): number => Math.min(most, Math.floor(duration / seconds(1)));

/** 16 bytes. Any other text is a bug of the caller. */
export function address6(text: string): Uint8Array {
  const bytes = addressBytes(text);
  if (bytes?.length !== 16) throw new RangeError(`not an IPv6 address: ${text}`);
  return bytes;
}

/** `length` bytes: cut, or zeros behind. */
export function fitted(bytes: Uint8Array, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  whole.set(bytes.subarray(0, length));
  return whole;
}

/** Zeros up to the next multiple of 8 octets. RFC 4861 §4.6. */
export const padding = (length: number): number => (8 - (length % 8)) % 8;
