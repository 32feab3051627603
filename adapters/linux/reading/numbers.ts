/** The kernel's numbers that mean something to us. <linux/rtnetlink.h>, <linux/if.h>, <linux/if_addr.h>, <linux/neighbour.h>. */

import type { z } from 'zod';
import type { AddressFlag, RouteKind, Scope } from '../../../machines/model/facts/kernel.ts';
import type { Family } from '../../../machines/model/units.ts';

export const AF_INET = 2;
export const AF_INET6 = 10;
export const familyOfWire = (family: number): Family | null => (family === AF_INET ? 4 : family === AF_INET6 ? 6 : null);
export const bitsOf = (family: Family): number => (family === 4 ? 32 : 128);

type ScopeName = z.infer<typeof Scope>;
const SCOPES: ReadonlyMap<number, ScopeName> = new Map([
  [200, 'site'],
  [253, 'link'],
  [254, 'host'],
  [255, 'nowhere'],
]);
/** Numbers between 0 and 200 are the administrator's own; packets may go anywhere. */
export const scopeOf = (number: number): ScopeName => SCOPES.get(number) ?? 'global';

type RouteKindName = z.infer<typeof RouteKind>;
const ROUTE_KINDS: readonly RouteKindName[] = [
  'other',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
];
export const routeKindOf = (number: number): RouteKindName => ROUTE_KINDS[number] ?? 'other';

/** 2 is reserved and means medium. RFC 4191 §2.1. */
export const preferenceOf = (number: number): 'high' | 'medium' | 'low' => (number === 1 ? 'high' : number === 3 ? 'low' : 'medium');

type AddressFlagName = z.infer<typeof AddressFlag>;
const ADDRESS_FLAGS: readonly (readonly [number, AddressFlagName])[] = [
  [0x40, 'tentative'],
  [0x08, 'dadFailed'],
  [0x04, 'optimistic'],
  [0x20, 'deprecated'],
  [0x80, 'permanent'],
  [0x200, 'noprefixroute'],
  [0x100, 'managed'],
];
/** Bit 0 is one thing for IPv6 (privacy address, RFC 8981) and another for IPv4. */
export const addressFlagsOf = (bits: number, family: Family): readonly AddressFlagName[] => [
  ...ADDRESS_FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name),
  ...((bits & 1) === 0 ? [] : [family === 6 ? ('temporary' as const) : ('secondary' as const)]),
];
