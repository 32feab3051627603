/** Where a packet goes before the ranking and its ways are asked: nowhere but here, to the link that its zone names, by a rule for its destination, or by main. */
import { familyOf, isInPrefix, networkOf, prefixLength, reachOf } from '../machines/model/address.ts';
import type { RuleSpec } from '../machines/model/routing.ts';
import { find } from '../machines/model/rows.ts';
import { attachedDomains, standingDomains } from './domains.ts';
import type { Fold } from './loop.ts';
import { type Reason, reason } from './reasons.ts';
import { PRIORITY } from './routing/numbers.ts';
import type { RouteRow } from './routing/rows.ts';
import { heardRules } from './routing/traffic.ts';

/** `answer`: a PvD, an interface that none of them has, `lo`, or null where it is refused. */
export type Near = {
  readonly answer: string | null;
  readonly details: Readonly<Record<string, string | number | null>>;
  readonly because: Reason;
};

/** Whether it leaves this host at all, and whether only its zone can say by which link (RFC 4007 §6). */
export function atHome({ host }: Fold, to: string): Near | null {
  if (reachOf(to) === 'loopback') return { answer: 'lo', details: {}, because: reason('loopback') };
  const [bare = '', zone] = to.split('%');
  const own = host.interfaces.flatMap((i) => i.snapshot.context.addresses).find((a) => a.address === bare);
  if (own) return { answer: 'lo', details: {}, because: reason('ownAddress', [own.since]) };
  if (familyOf(to) === 4 || !['linkLocal', 'multicast'].includes(reachOf(to))) return null;
  if (zone === undefined) return { answer: null, details: {}, because: reason('zoneMissing') };
  const link = find(host.interfaces, `interface:${zone}`)?.snapshot.context;
  if (!link?.link) return { answer: null, details: {}, because: reason('zoneUnknown') };
  return { answer: zone, details: { dev: zone, via: null, by: 'zone' }, because: reason('zone', [link.since]) };
}

/** On the link of an interface that is seen and not ranked (docker0): the kernel's own table has it. */
export function onOthersLink({ host }: Fold, to: string): Near | null {
  const pvds = standingDomains(host.pvds);
  const others = host.interfaces
    .map((i) => i.snapshot.context)
    .filter(({ link, ifname }) => link?.up && !pvds.some((d) => d.ifname === ifname));
  const own = others.flatMap(({ ifname, addresses }) =>
    addresses.map((a) => ({ ...a, ifname, prefix: networkOf(a.address, a.prefixLength) })),
  );
  const found = own.find((a) => a.scope === 'global' && isInPrefix(to, a.prefix));
  if (!found) return null;
  const { ifname, address, prefix, since } = found;
  return { answer: ifname, details: { dev: ifname, via: null, src: address, by: prefix }, because: reason('othersLink', [since]) };
}

/** By a rule for its destination alone (route-4). Those that want a port, a user or a mark too say nothing of an address. */
export function byTraffic({ host, decision }: Fold, to: string): Near | null {
  const family = familyOf(to);
  const { rules, routes } = decision.routing;
  const meant = rules.filter(({ rule }) => isForDestination(rule) && rule.family === family && isInPrefix(to, rule.to ?? ''));
  const first = meant
    .toSorted((a, b) => a.rule.priority - b.rule.priority)
    .map((row) => ({ row, way: wayIn(routes, row.rule.table, to) }))
    .find(({ row, way }) => row.rule.action !== 'lookup' || way);
  if (!first) return null;
  const because = heardRules(host, family)[Math.floor((first.row.rule.priority - PRIORITY.traffic) / 2)]?.because ?? reason('noWay');
  if (!first.way) return { answer: null, details: {}, because };
  const { gateway, ifname, source } = first.way.route;
  const generation = attachedDomains(host.pvds).find((d) => d.id === first.row.pvd)?.generation ?? null;
  return { answer: first.row.pvd, details: { dev: ifname, via: gateway, src: source, by: 'policy', generation }, because };
}

const isForDestination = ({ priority, to, mark, other }: RuleSpec): boolean =>
  priority >= PRIORITY.traffic && priority < PRIORITY.pins && to !== null && mark === null && Object.keys(other).length === 0;

/** What a table has for it, the longest first. */
const wayIn = (routes: readonly RouteRow[], table: number | null, to: string): RouteRow | undefined =>
  routes
    .filter(({ route }) => route.table === table && isInPrefix(to, route.destination))
    .toSorted((a, b) => prefixLength(b.route.destination) - prefixLength(a.route.destination))[0];
