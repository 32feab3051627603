/** Routes and rules as we would have them in the kernel: what a rule selects, and what stands in a PvD's table. */
import { z } from 'zod';
import { Count, Positive, Text } from './plain.ts';
import { Family } from './units.ts';

/** rtm_protocol, FRA_PROTOCOL and IFA_PROTO of everything that is ours. Free in rtnetlink.h; the design's number. */
export const OUR_PROTOCOL = 109;
/** The first of our routing tables: slot n is table 27000 + n. The design's number. */
export const FIRST_TABLE = 27_000;
/** Host routes of pins: the table before the first of the PvDs'. Rules are scanned one by one, so 4,096 pins are no rules. */
export const PINS_TABLE = 26_999;
/** RT_TABLE_MAIN, rtnetlink.h. */
export const MAIN_TABLE = 254;

const text = Text.nullable();
const count = Count.nullable();

/** `unreachable`: what is on a link that is down must not be looked for elsewhere. */
export const RouteSpec = z.strictObject({
  table: Count,
  kind: z.enum(['unicast', 'unreachable']),
  destination: Text,
  metric: Count,
  gateway: text,
  ifname: text,
  source: text,
  mtu: Positive.nullable(),
});
export type RouteSpec = z.infer<typeof RouteSpec>;

/** `iif` is `lo` where only this host's own packets are meant; `other` is for what kernels know by number only (selectors.ts). */
export const RuleSpec = z.strictObject({
  family: Family,
  priority: Count,
  action: z.enum(['lookup', 'unreachable']),
  table: count,
  from: text,
  to: text,
  iif: text,
  oif: text,
  mark: count,
  mask: count,
  other: z.record(Text, Text).readonly(),
});
export type RuleSpec = z.infer<typeof RuleSpec>;

type RuleIdentity = Omit<RuleSpec, 'action'> & { readonly action: string };
export const ruleKey = (r: RuleIdentity): string =>
  [
    `rule ${r.family} ${r.priority} ${r.action}`,
    r.table,
    r.from && `from ${r.from}`,
    r.to && `to ${r.to}`,
    r.iif && `iif ${r.iif}`,
    r.oif && `oif ${r.oif}`,
    r.mark && `mark ${r.mark}/${r.mask}`,
    ...Object.entries(r.other)
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([attribute, hex]) => `${attribute}:${hex}`),
  ]
    .filter((part) => part !== null)
    .join(' ');

/**
 * Endpoints of multipath TCP carry no protocol number: ours are those with these ids, two for each slot, one a family. The kernel
 * numbers from 1 on what has no id of its own, and holds eight (MPTCP_PM_ADDR_MAX). A choice of ours, as near to 109 as can be.
 */
const FIRST_ENDPOINT = OUR_PROTOCOL;
export const ENDPOINTS_MAX = 8;
export const endpointNumber = (slot: number, family: Family): number | null =>
  slot < ENDPOINTS_MAX ? FIRST_ENDPOINT + 2 * slot + (family === 6 ? 1 : 0) : null;
export const isOurEndpoint = (number: number): boolean => number >= FIRST_ENDPOINT && number < FIRST_ENDPOINT + 2 * ENDPOINTS_MAX;
type EndpointIdentity = { readonly number: number; readonly address: string; readonly ifname: string | null; readonly backup: boolean };
export const endpointKey = ({ number, address, ifname, backup }: EndpointIdentity): string =>
  `endpoint ${number} ${address} dev ${ifname ?? ''}${backup ? ' backup' : ''}`;

type RouteIdentity = Pick<RouteSpec, 'table' | 'destination' | 'metric' | 'gateway' | 'ifname'> & { readonly kind?: string };
/** A route that leads nowhere has no device, whatever the kernel says (IPv6: `lo`). */
export const routeKey = (r: RouteIdentity): string =>
  `route ${r.table} ${r.destination} ${r.metric} via ${r.gateway ?? ''} dev ${r.ifname === 'lo' ? '' : (r.ifname ?? '')}`;

export const addressKey = (a: { readonly ifname: string; readonly address: string; readonly prefixLength: number }): string =>
  `address ${a.address}/${a.prefixLength} dev ${a.ifname}`;

/** What of a fact about a rule or a route of ours is the rule or route itself. */
export const ruleSpec = ({ family, priority, action, table, from, to, iif, oif, mark, mask, other }: RuleIdentity): RuleSpec => ({
  family,
  priority,
  action: action === 'unreachable' ? 'unreachable' : 'lookup',
  table,
  from,
  to,
  iif,
  oif,
  mark,
  mask,
  other,
});
export const routeSpec = (r: Omit<RouteSpec, 'kind'> & { readonly kind: string }): RouteSpec => ({
  table: r.table,
  kind: r.kind === 'unreachable' ? 'unreachable' : 'unicast',
  destination: r.destination,
  metric: r.metric,
  gateway: r.gateway,
  ifname: r.ifname === 'lo' ? null : r.ifname,
  source: r.source,
  mtu: r.mtu,
});
