/** Priorities, metrics and bounds of our rules and routes. The design's numbers, unless said otherwise. */
import type { Family } from '../../machines/model/units.ts';

export const PRIORITY = {
  prohibited: 20_000,
  mark: 20_100,
  others: 20_150,
  fromOnDevice: 20_200,
  /** Ours, besides the design's. */
  heldBack: 20_250,
  from: 20_300,
  refuseFrom: 20_400,
  device: 20_500,
  refuseDevice: 20_550,
  traffic: 20_600,
  /** Over the table of the pins (PINS_TABLE, 26999): one rule a family. */
  pins: 20_700,
  onLink: 20_800,
  specific: 21_000,
  ranked: 22_000,
  nowhere: 22_999,
} as const;

/** Marks that a program may put on its packets: slot + 1 in these bits. */
export const MARK_MASK = 0x7f000000;
export const MARK_SHIFT = 24;
export const MARKED_MAX = 127;

/** One metric for all of ours, said aloud: the kernel's own for IPv6 (IP6_RT_PRIO_USER), so that both families look alike. */
export const METRIC = 1024;
/** Behind every route that leads somewhere. */
export const UNREACHABLE_METRIC = 4_000_000;
/** Specific routes heeded of one PvD: rules are scanned one by one. */
export const SPECIFIC_MAX = 64;
/** Traffic rules heeded of all authors, each with two priorities below those of pins; addresses of an interface that is not ours. Guesses. */
export const TRAFFIC_MAX = 48;
export const OTHERS_MAX = 64;

export const LINK_LOCAL = 'fe80::/64';
export const EVERYWHERE: Record<Family, string> = { 4: '0.0.0.0/0', 6: '::/0' };
export const hostPrefix = (address: string, family: Family): string => `${address}/${family === 4 ? 32 : 128}`;
