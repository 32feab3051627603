/** What the kernel says through rtnetlink: links, addresses, routes, rules, neighbours. rtnetlink(7). */
import { z } from 'zod';
import { Address, Address6, Mac, Prefix } from '../address.ts';
import { Count, Flag, Integer, Positive, Text, textUpTo } from '../plain.ts';
import { Family, IfName, Millis } from '../units.ts';
import { fact } from './envelope.ts';

export const LinkKind = z.enum([
  'ethernet',
  'wifi',
  'cellular',
  'ppp',
  'tun',
  'wireguard',
  'bridge',
  'bond',
  'vlan',
  'veth',
  'loopback',
  'other',
]);
export type LinkKind = z.infer<typeof LinkKind>;

/** `up` is the administrator's wish (IFF_UP); `carrier` the wire (IFF_LOWER_UP); `dormant` waits for 802.1X and the like (RFC 2863); `downs` is IFLA_CARRIER_DOWN_COUNT. */
const LINK = {
  ifname: IfName,
  ifindex: Positive,
  kind: LinkKind,
  mac: Mac.nullable(),
  mtu: Count,
  up: Flag,
  carrier: Flag,
  dormant: Flag,
  downs: Count,
  master: IfName.nullable(),
};
export const Link = z.strictObject(LINK);
export type Link = z.infer<typeof Link>;

export const AddressFlag = z.enum([
  'tentative',
  'dadFailed',
  'optimistic',
  'deprecated',
  'temporary',
  'permanent',
  'noprefixroute',
  'managed',
  'secondary',
]);
export type AddressFlag = z.infer<typeof AddressFlag>;
export const Scope = z.enum(['global', 'site', 'link', 'host', 'nowhere']);

/** Lifetimes are what is left at `at`; null is for ever. `protocol` is IFA_PROTO, 0 when the kernel does not say. */
const ADDRESS = {
  ifname: IfName,
  address: Address,
  prefixLength: z.number().int().min(0).max(128),
  peer: Address.nullable(),
  scope: Scope,
  flags: z.array(AddressFlag).readonly(),
  protocol: Integer,
  valid: Millis.nullable(),
  preferred: Millis.nullable(),
};

export const RouteKind = z.enum([
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'other',
]);

/** A route's identity in the kernel: two routes with the same key are one. */
const ROUTE_KEY = {
  table: Count,
  destination: Prefix,
  metric: Count,
  gateway: Address.nullable(),
  ifname: IfName.nullable(),
};
/** `protocol` is rtm_protocol (RTPROT_*), 109 is ours; `preference` is RFC 4191's; `expires` what is left, null for ever. */
const ROUTE = {
  ...ROUTE_KEY,
  kind: RouteKind,
  protocol: Count,
  scope: Scope,
  source: Address.nullable(),
  mtu: Positive.nullable(),
  preference: z.enum(['high', 'medium', 'low']).nullable(),
  expires: Millis.nullable(),
};

/** A policy rule whole: what it matches and what it does. Two equal rules are one. */
const RULE = {
  family: Family,
  priority: Count,
  action: z.enum(['lookup', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit', 'other']),
  table: Count.nullable(),
  from: Prefix.nullable(),
  to: Prefix.nullable(),
  iif: textUpTo(15).nullable(),
  oif: textUpTo(15).nullable(),
  mark: Count.nullable(),
  mask: Count.nullable(),
  protocol: Count,
  /** Selectors that we keep but do not read (uid range, ports, dscp …), attribute number → hex. */
  other: z.record(Text, Text),
};

export const linkFacts = [
  fact('link.appeared', LINK),
  fact('link.changed', LINK),
  fact('link.carrierChanged', { ifname: IfName, carrier: Flag, dormant: Flag, downs: Count }),
  /** The network behind the link, as its lower layer names it: an SSID, an APN. */
  fact('link.attached', { ifname: IfName, network: textUpTo(64) }),
  /** What the lower layer says of the link (signal, retries): a hint, no verdict. */
  fact('link.signalled', { ifname: IfName, quality: z.enum(['good', 'poor']) }),
  fact('link.removed', { ifname: IfName }),
] as const;

export const addressFacts = [
  fact('address.added', ADDRESS),
  fact('address.removed', { ifname: IfName, address: Address, prefixLength: Integer }),
] as const;

export const routeFacts = [fact('route.added', ROUTE), fact('route.removed', ROUTE_KEY)] as const;
export const ruleFacts = [fact('rule.added', RULE), fact('rule.removed', RULE)] as const;

/** `known`: it has a link-layer address; `failed`: asked and silent (NUD_FAILED). RFC 4861 §7.3.2 in what a decision needs. */
export const neighbourFacts = [
  fact('neighbour.changed', {
    ifname: IfName,
    address: Address,
    mac: Mac.nullable(),
    state: z.enum(['known', 'failed']),
    router: Flag,
  }),
  fact('neighbour.removed', { ifname: IfName, address: Address }),
] as const;

/** Netlink lost messages (ENOBUFS): until `kernel.dumped` the facts are a dump, and no decision is made. */
export const kernelFacts = [
  fact('kernel.overran', { socket: textUpTo(64) }),
  fact('kernel.dumped', { links: Integer, addresses: Integer, routes: Integer, rules: Integer }),
  fact('kernel.messageRejected', { problem: textUpTo(256), offset: Count }),
] as const;

/** The link-local or global address of a router, without zone. */
export const RouterAddress = Address6;
