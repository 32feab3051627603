/** The first 16 bytes of a Router Advertisement. RFC 4861 §4.2, RFC 4191 §2.2. */
import { type Millis, seconds } from '../../../machines/model/units.ts';
import { u16, u32, viewOf, wholeSeconds } from './wire.ts';

/** Two bits, in this order. RFC 4191 §2.1. */
export const PREFERENCES = ['medium', 'high', 'reserved', 'low'] as const;
export type WirePreference = (typeof PREFERENCES)[number];

export type Header = {
  readonly type: number;
  readonly code: number;
  /** The kernel checks and fills it in. */
  readonly checksum: number;
  readonly hopLimit: number;
  readonly managed: boolean;
  readonly other: boolean;
  readonly preference: WirePreference;
  /** The other bits of the flags octet: home agent (RFC 6275), proxy (RFC 4389), and those reserved. */
  readonly flags: number;
  readonly lifetime: Millis;
  /** Milliseconds on the wire; 0 is «not said». */
  readonly reachable: number;
  readonly retransmit: number;
};

export const ROUTER_ADVERTISEMENT = 134;
export const HEADER_SIZE = 16;
const OTHER_FLAGS = 0x27;

/** 16 bytes or more. */
export function decodeHeader(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  const flags = view.getUint8(5);
  return {
    type: view.getUint8(0),
    code: view.getUint8(1),
    checksum: view.getUint16(2),
    hopLimit: view.getUint8(4),
    managed: (flags & 0x80) !== 0,
    other: (flags & 0x40) !== 0,
    preference: preferenceOf(flags),
    flags: flags & OTHER_FLAGS,
    lifetime: seconds(view.getUint16(6)),
    reachable: view.getUint32(8),
    retransmit: view.getUint32(12),
  };
}

export function encodeHeader(header: Header): readonly number[] {
  const flags = (header.managed ? 0x80 : 0) | (header.other ? 0x40 : 0) | preferenceBits(header.preference) | (header.flags & OTHER_FLAGS);
  const lifetime = u16(wholeSeconds(header.lifetime, 0xffff));
  return [
    ...[header.type, header.code, ...u16(header.checksum), header.hopLimit, flags, ...lifetime],
    ...u32(header.reachable),
    ...u32(header.retransmit),
  ];
}

export const preferenceOf = (octet: number): WirePreference => PREFERENCES[(octet >> 3) & 3] ?? 'medium';
export const preferenceBits = (preference: WirePreference): number => PREFERENCES.indexOf(preference) << 3;
