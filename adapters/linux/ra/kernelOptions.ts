/** Options about the link and its addresses: source link-layer address, MTU, prefixes, routes, PREF64. */
import { formatAddress } from '../../../machines/model/address.ts';
import { seconds } from '../../../machines/model/units.ts';
import { preferenceBits, preferenceOf } from './header.ts';
import type { Mtu, Pref64, PrefixInformation, RouteInformation, SourceLink } from './option.ts';
import { type Decoded, decoded, fault } from './result.ts';
import { address6, fitted, fromHex, lifetimeBytes, lifetimeOf, toHex, u16, u32, viewOf, wholeSeconds } from './wire.ts';

/** Each takes an option's bytes behind type and length, and where in the packet they lie. */
export const decodeSourceLink = (value: Uint8Array): Decoded<SourceLink> => decoded({ kind: 'sourceLink', hex: toHex(value) });
export const encodeSourceLink = ({ hex }: SourceLink): Uint8Array => fromHex(hex);

export function decodeMtu(value: Uint8Array, base: number): Decoded<Mtu> {
  if (value.length !== 6) return fault('badLength', base);
  return decoded({ kind: 'mtu', reserved: viewOf(value).getUint16(0), mtu: viewOf(value).getUint32(2) });
}

export const encodeMtu = ({ reserved, mtu }: Mtu): Uint8Array => Uint8Array.from([...u16(reserved), ...u32(mtu)]);

export function decodePrefix(value: Uint8Array, base: number): Decoded<PrefixInformation> {
  if (value.length !== 30) return fault('badLength', base);
  const view = viewOf(value);
  const [length, flags] = [view.getUint8(0), view.getUint8(1)];
  if (length > 128) return fault('badValue', base);
  return decoded({
    kind: 'prefix',
    address: formatAddress(value.subarray(14)),
    length,
    onLink: (flags & 0x80) !== 0,
    autonomous: (flags & 0x40) !== 0,
    flags: flags & 0x3f,
    valid: lifetimeOf(view.getUint32(2)),
    preferred: lifetimeOf(view.getUint32(6)),
    reserved: view.getUint32(10),
  });
}

export function encodePrefix(option: PrefixInformation): Uint8Array {
  const flags = (option.onLink ? 0x80 : 0) | (option.autonomous ? 0x40 : 0) | (option.flags & 0x3f);
  const lifetimes = [...lifetimeBytes(option.valid), ...lifetimeBytes(option.preferred)];
  return Uint8Array.from([option.length, flags, ...lifetimes, ...u32(option.reserved), ...address6(option.address)]);
}

export function decodeRoute(value: Uint8Array, base: number): Decoded<RouteInformation> {
  const size = value.length - 6;
  if (size !== 0 && size !== 8 && size !== 16) return fault('badLength', base);
  const view = viewOf(value);
  const [length, flags] = [view.getUint8(0), view.getUint8(1)];
  if (length > size * 8) return fault('badValue', base);
  return decoded({
    kind: 'route',
    address: formatAddress(fitted(value.subarray(6), 16)),
    size,
    length,
    preference: preferenceOf(flags),
    flags: flags & 0xe7,
    lifetime: lifetimeOf(view.getUint32(2)),
  });
}

export function encodeRoute(option: RouteInformation): Uint8Array {
  const flags = preferenceBits(option.preference) | (option.flags & 0xe7);
  const address = address6(option.address).subarray(0, option.size);
  return Uint8Array.from([option.length, flags, ...lifetimeBytes(option.lifetime), ...address]);
}

/** PLC, the prefix length code. RFC 8781 §4. */
const LENGTHS64: readonly number[] = [96, 64, 56, 48, 40, 32];
/** The 13 bits of lifetime count units of 8 seconds. */
const UNIT64 = 8;
const UNITS64_MAX = 0x1fff;

export function decodePref64(value: Uint8Array, base: number): Decoded<Pref64> {
  if (value.length !== 14) return fault('badLength', base);
  const scaled = viewOf(value).getUint16(0);
  const length = LENGTHS64[scaled & 7];
  if (length === undefined) return fault('badValue', base);
  return decoded({
    kind: 'pref64',
    address: formatAddress(fitted(value.subarray(2), 16)),
    length,
    lifetime: seconds((scaled >> 3) * UNIT64),
  });
}

/** A lifetime is rounded up to a multiple of 8 seconds. RFC 8781 §4.1. */
export function encodePref64({ address, length, lifetime }: Pref64): Uint8Array {
  const code = LENGTHS64.indexOf(length);
  if (code < 0) throw new RangeError(`PREF64 has no prefix length ${length}`);
  const units = Math.min(UNITS64_MAX, Math.ceil(wholeSeconds(lifetime, Number.MAX_SAFE_INTEGER) / UNIT64));
  return Uint8Array.from([...u16((units << 3) | code), ...address6(address).subarray(0, 12)]);
}
