/** The tables and rules that the ranking amounts to. Design, «Linux»: one table a PvD, and the ranking as a row of rules over them. */
import { familyOf, isInPrefix, prefixLength } from '../machines/model/address.ts';
import { objectsOf } from '../machines/model/pvd.ts';
import { FIRST_TABLE, type RouteSpec, type RuleSpec, routeKey, ruleKey } from '../machines/model/routing.ts';
import { compareId } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { goodAddresses } from '../machines/pvd.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { perObject } from './memo.ts';
import type { Part, Readable } from './part.ts';
import { type Ranking, ranked } from './ranking.ts';

export type RouteRow = { readonly id: string; readonly pvd: string; readonly route: RouteSpec };
export type RuleRow = { readonly id: string; readonly pvd: string | null; readonly rule: RuleSpec };
export type Routing = { readonly routes: readonly RouteRow[]; readonly rules: readonly RuleRow[] };

/** Priorities of our rules. The design's numbers. */
const PRIORITY = {
  fromOnDevice: 20_200,
  from: 20_300,
  refuseFrom: 20_400,
  device: 20_500,
  specific: 21_000,
  ranked: 22_000,
  nowhere: 22_999,
} as const;
/** Specific routes heeded of one PvD: rules are scanned one by one. The design's number. */
const SPECIFIC_MAX = 64;
const LINK_LOCAL = 'fe80::/64';
const EVERYWHERE: Record<Family, string> = { 4: '0.0.0.0/0', 6: '::/0' };

export const routing: Part<Routing, { readonly ranking: Ranking }> = {
  initial: { routes: [], rules: [] },
  reads: (host, { ranking }) => [ranking, ...attachedDomains(host.pvds)],
  step(previous, host, { ranking }) {
    const attached = attachedDomains(host.pvds);
    const routes = settleRows(previous.routes, unique(attached.flatMap(tableOf)));
    const rules = settleRows(
      previous.rules,
      unique([...attached.flatMap(sourceRules), ...FAMILIES.flatMap((f) => rankedRules(host, ranking, f))]),
    );
    return routes === previous.routes && rules === previous.rules ? previous : { routes, rules };
  },
};

const unique = <R extends { readonly id: string }>(rows: readonly R[]): readonly R[] =>
  rows.toSorted(compareId).filter((row, i, all) => row.id !== all[i - 1]?.id);

const tableNumber = (pvd: Domain): number => FIRST_TABLE + pvd.slot;
const addressesOf = (pvd: Domain, family: Family) => goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
const sourceOf = (pvd: Domain, family: Family): string | null => {
  const own = addressesOf(pvd, family);
  return (own.find((a) => !a.flags.includes('deprecated')) ?? own[0])?.value ?? null;
};

/** One PvD's table: connected prefixes, link-local, its default with `src`, its specific routes. */
const tableOf = perObject((pvd: Domain): readonly RouteRow[] => {
  const mtu = Number(objectsOf(pvd.objects, 'mtu')[0]?.value ?? 0) || null;
  const route = (destination: string, gateway: string | null): RouteRow => {
    const spec = { table: tableNumber(pvd), destination, gateway, ifname: pvd.ifname, source: sourceOf(pvd, familyOf(destination)), mtu };
    return { id: routeKey(spec), pvd: pvd.id, route: spec };
  };
  return [
    ...objectsOf(pvd.objects, 'prefix')
      .filter((p) => p.onLink)
      .map((p) => route(p.value, null)),
    ...(addressesOf(pvd, 6).length > 0 ? [route(LINK_LOCAL, null)] : []),
    ...FAMILIES.flatMap((family) => {
      const gateway = objectsOf(pvd.objects, 'gateway').find((g) => g.family === family);
      return gateway ? [route(EVERYWHERE[family], gateway.value || null)] : [];
    }),
    ...specificRoutes(pvd).map((r) => route(r.value, r.gateway === '0.0.0.0' ? null : r.gateway || null)),
  ];
});

export const specificRoutes = (pvd: Domain) =>
  objectsOf(pvd.objects, 'route')
    .filter((r) => prefixLength(r.value) > 0)
    .slice(0, SPECIFIC_MAX);

/** A packet with this PvD's source, or bound to its device, goes by its table or is refused (law 9). */
const sourceRules = perObject((pvd: Domain): readonly RuleRow[] => {
  const table = tableNumber(pvd);
  return FAMILIES.flatMap((family) => {
    const own = addressesOf(pvd, family);
    const host = (address: string) => `${address}/${family === 4 ? 32 : 128}`;
    return [
      ...own.flatMap((a) => [
        rule(pvd.id, { family, priority: PRIORITY.fromOnDevice, table, from: host(a.value), oif: pvd.ifname, iif: 'lo' }),
        rule(pvd.id, { family, priority: PRIORITY.from, table, from: fromOf(pvd, a.value, family), iif: 'lo' }),
        rule(pvd.id, { family, priority: PRIORITY.refuseFrom, action: 'unreachable', from: fromOf(pvd, a.value, family), iif: 'lo' }),
      ]),
      ...(own.length > 0 ? [rule(pvd.id, { family, priority: PRIORITY.device, table, oif: pvd.ifname, iif: 'lo' })] : []),
    ];
  });
});

/** IPv6: the whole prefix, so that temporary addresses (RFC 8981) are covered before they are known. */
const fromOf = (pvd: Domain, address: string, family: Family): string =>
  family === 4 ? `${address}/32` : (objectsOf(pvd.objects, 'prefix').find((p) => isInPrefix(address, p.value))?.value ?? `${address}/128`);

function rankedRules(host: Readable, ranking: Ranking, family: Family): readonly RuleRow[] {
  const domains = attachedDomains(host.pvds);
  const pvds = ranked(ranking, family).flatMap((p) => domains.find((d) => d.id === p.pvd) ?? []);
  const specific = pvds.flatMap((pvd) =>
    specificRoutes(pvd)
      .filter((r) => familyOf(r.value) === family)
      .map((r) =>
        rule(pvd.id, { family, priority: PRIORITY.specific + 128 - prefixLength(r.value), table: tableNumber(pvd), to: r.value }),
      ),
  );
  const places = pvds.map((pvd, i) => rule(pvd.id, { family, priority: PRIORITY.ranked + i + 1, table: tableNumber(pvd) }));
  return [...specific, ...places, ...(pvds.length > 0 ? [rule(null, { family, priority: PRIORITY.nowhere, action: 'unreachable' })] : [])];
}

function rule(pvd: string | null, some: Partial<RuleSpec> & Pick<RuleSpec, 'family' | 'priority'>): RuleRow {
  const spec: RuleSpec = { action: 'lookup', table: null, from: null, to: null, iif: null, oif: null, ...some };
  return { id: ruleKey(spec), pvd, rule: spec };
}
