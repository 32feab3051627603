/** The attributes that we read or write, by name. <linux/if_link.h>, <linux/if_addr.h>, <linux/rtnetlink.h>, <linux/fib_rules.h>, <linux/neighbour.h>. */
import type { Attribute } from './attribute.ts';
import { type Fields, ip, nested, raw, text, u8, u16, u32, words } from './field.ts';
import { type NextHop, nextHops, type Via, via } from './nexthop.ts';

/** NLA_F_NESTED, which requests must set under strict checking. */
const NESTED = 0x8000;

export type LinkFields = {
  readonly mac: Uint8Array;
  readonly ifname: string;
  readonly mtu: number;
  /** IFLA_LINK: what a VLAN or the like stands on, or a veth's other end. */
  readonly lower: number;
  readonly master: number;
  readonly info: readonly Attribute[];
  readonly downs: number;
};
export const LINK_FIELDS: Fields<LinkFields> = {
  mac: [1, raw],
  ifname: [3, text],
  mtu: [4, u32],
  lower: [5, u32],
  master: [10, u32],
  info: [18 | NESTED, nested],
  downs: [48, u32],
};
/** IFLA_INFO_*, inside `info`. */
export type LinkInfoFields = { readonly kind: string };
export const LINK_INFO_FIELDS: Fields<LinkInfoFields> = { kind: [1, text] };

/** `cache`: struct ifa_cacheinfo: preferred, valid (seconds, all ones for ever), created, updated. */
export type AddressFields = {
  readonly address: Uint8Array;
  readonly local: Uint8Array;
  readonly broadcast: Uint8Array;
  readonly cache: readonly number[];
  readonly flags: number;
  readonly protocol: number;
};
export const ADDRESS_FIELDS: Fields<AddressFields> = {
  address: [1, ip],
  local: [2, ip],
  broadcast: [4, ip],
  cache: [6, words(2)],
  flags: [8, u32],
  protocol: [11, u8],
};

/** `cache`: struct rta_cacheinfo; its third word is what is left, in 1/100 s, signed. `expires` (seconds) is for requests. */
export type RouteFields = {
  readonly destination: Uint8Array;
  readonly from: Uint8Array;
  readonly oif: number;
  readonly gateway: Uint8Array;
  readonly priority: number;
  readonly source: Uint8Array;
  readonly metrics: readonly Attribute[];
  readonly hops: readonly NextHop[];
  readonly cache: readonly number[];
  readonly table: number;
  readonly via: Via;
  readonly preference: number;
  readonly expires: number;
};
export const ROUTE_FIELDS: Fields<RouteFields> = {
  destination: [1, ip],
  from: [2, ip],
  oif: [4, u32],
  gateway: [5, ip],
  priority: [6, u32],
  source: [7, ip],
  metrics: [8 | NESTED, nested],
  hops: [9, nextHops],
  cache: [12, words(3)],
  table: [15, u32],
  via: [18, via],
  preference: [20, u8],
  expires: [23, u32],
};
/** RTAX_*, inside `metrics`. */
export type MetricFields = { readonly mtu: number };
export const METRIC_FIELDS: Fields<MetricFields> = { mtu: [2, u32] };

export type RuleFields = {
  readonly to: Uint8Array;
  readonly from: Uint8Array;
  readonly iif: string;
  readonly goto: number;
  readonly priority: number;
  readonly mark: number;
  readonly table: number;
  readonly mask: number;
  readonly oif: string;
  readonly protocol: number;
};
export const RULE_FIELDS: Fields<RuleFields> = {
  to: [1, ip],
  from: [2, ip],
  iif: [3, text],
  goto: [4, u32],
  priority: [6, u32],
  mark: [10, u32],
  table: [15, u32],
  mask: [16, u32],
  oif: [17, text],
  protocol: [21, u8],
};

export type NeighbourFields = { readonly address: Uint8Array; readonly mac: Uint8Array; readonly vlan: number };
export const NEIGHBOUR_FIELDS: Fields<NeighbourFields> = { address: [1, ip], mac: [2, raw], vlan: [5, u16] };
