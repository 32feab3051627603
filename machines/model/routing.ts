/** Routes and rules as we would have them in the kernel: what a rule selects, and what stands in a PvD's table. */
import type { Family } from './units.ts';

/** rtm_protocol and FRA_PROTOCOL of everything that is ours. Free in rtnetlink.h; the design's number. */
export const OUR_PROTOCOL = 109;
/** The first of our routing tables: slot n is table 27000 + n. The design's number. */
export const FIRST_TABLE = 27_000;

export type RouteSpec = {
  readonly table: number;
  readonly destination: string;
  readonly gateway: string | null;
  readonly ifname: string | null;
  readonly source: string | null;
  readonly mtu: number | null;
};

/** `iif` is `lo` where only this host's own packets are meant. */
export type RuleSpec = {
  readonly family: Family;
  readonly priority: number;
  readonly action: 'lookup' | 'unreachable';
  readonly table: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly iif: string | null;
  readonly oif: string | null;
};

type RuleIdentity = Omit<RuleSpec, 'action'> & { readonly action: string };
export const ruleKey = (r: RuleIdentity): string =>
  [
    `rule ${r.family} ${r.priority} ${r.action}`,
    r.table,
    r.from && `from ${r.from}`,
    r.to && `to ${r.to}`,
    r.iif && `iif ${r.iif}`,
    r.oif && `oif ${r.oif}`,
  ]
    .filter((part) => part !== null)
    .join(' ');
export const routeKey = (r: Pick<RouteSpec, 'table' | 'destination' | 'gateway' | 'ifname'>): string =>
  `route ${r.table} ${r.destination} via ${r.gateway ?? ''} dev ${r.ifname ?? ''}`;

/** What of a fact about a rule or a route of ours is the rule or route itself. */
export const ruleSpec = ({ family, priority, action, table, from, to, iif, oif }: RuleIdentity): RuleSpec => ({
  family,
  priority,
  action: action === 'unreachable' ? 'unreachable' : 'lookup',
  table,
  from,
  to,
  iif,
  oif,
});
export const routeSpec = ({ table, destination, gateway, ifname, source, mtu }: RouteSpec): RouteSpec => ({
  table,
  destination,
  gateway,
  ifname,
  source,
  mtu,
});
