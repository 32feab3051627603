/** What stands in a PvD's table, and the little that stands in main. Design, «Linux». */
import { familyOf, isInPrefix, prefixLength } from '../../machines/model/address.ts';
import { goodAddresses, type ObjectOf, objectsOf, type PvdObject } from '../../machines/model/pvd.ts';
import { FIRST_TABLE, MAIN_TABLE, type RouteSpec } from '../../machines/model/routing.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import type { Domain } from '../domains.ts';
import { perObject } from '../memo.ts';
import { type Ranking, ranked } from '../ranking.ts';
import { EVERYWHERE, LINK_LOCAL, METRIC, SPECIFIC_MAX, UNREACHABLE_METRIC } from './numbers.ts';
import { type RouteRow, routeRow } from './rows.ts';

export const tableNumber = (pvd: Domain): number => FIRST_TABLE + pvd.slot;
export const addressesOf = (pvd: Domain, family: Family) => goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
export const onLinkPrefixes = (pvd: Domain) => objectsOf(pvd.objects, 'prefix').filter((p) => p.onLink);
export const specificRoutes = (pvd: Pick<Domain, 'objects'>) =>
  objectsOf(pvd.objects, 'route')
    .filter((r) => prefixLength(r.value) > 0)
    .slice(0, SPECIFIC_MAX);

const preferred = (addresses: readonly ObjectOf<'address'>[]): string | null =>
  (addresses.find((a) => !a.flags.includes('deprecated')) ?? addresses[0])?.value ?? null;
/** Within the prefix, if there is one: a router may be left by its own addresses only (RFC 6724 rule 5.5). */
function sourceOf(pvd: Domain, destination: string): string | null {
  const own = addressesOf(pvd, familyOf(destination));
  const near = prefixLength(destination) === 0 ? [] : own.filter((a) => isInPrefix(a.value, destination));
  return preferred(near.length > 0 ? near : own);
}

const untilOf = (object: PvdObject): RouteRow['until'] =>
  object.source === 'ra' ? { router: object.by, object: `${object.kind} ${object.kind === 'gateway' ? '' : object.value}` } : null;

/** One PvD's table: connected prefixes, link-local, its default with `src`, its specific routes. */
export const tableOf = perObject((pvd: Domain): readonly RouteRow[] => {
  const mtu = Number(objectsOf(pvd.objects, 'mtu')[0]?.value ?? 0) || null;
  const row = (destination: string, gateway: string | null, object: PvdObject | null): RouteRow => {
    const source = destination === LINK_LOCAL ? null : sourceOf(pvd, destination);
    const route = {
      table: tableNumber(pvd),
      kind: 'unicast',
      destination,
      metric: METRIC,
      gateway,
      ifname: pvd.ifname,
      source,
      mtu,
    } as const;
    return routeRow(pvd.id, route, object && untilOf(object));
  };
  const rows = [
    ...onLinkPrefixes(pvd).map((p) => row(p.value, null, p)),
    ...(speaksIPv6(pvd) ? [row(LINK_LOCAL, null, null)] : []),
    ...FAMILIES.flatMap((family) => {
      const gateway = objectsOf(pvd.objects, 'gateway').find((g) => g.family === family);
      return gateway ? [row(EVERYWHERE[family], hop(gateway.value), gateway)] : [];
    }),
    ...specificRoutes(pvd).map((r) => row(r.value, hop(r.gateway), r)),
  ];
  return oneAPlace(rows);
});
/**
 * The kernel tells routes apart by table, destination and metric: of two ways to one destination the first stays, what is on
 * the link before what is said to be behind a router. Both would take turns for ever.
 */
const oneAPlace = (rows: readonly RouteRow[]): readonly RouteRow[] => [
  ...new Map(rows.toReversed().map((r) => [`${r.route.destination} ${r.route.metric}`, r])).values(),
];
/** Its routers are reached by their link-local addresses, also before it has an address of its own. */
const speaksIPv6 = (pvd: Domain): boolean =>
  pvd.objects.some((o) =>
    o.kind === 'gateway' ? o.family === 6 : ['address', 'prefix', 'route'].includes(o.kind) && familyOf(o.value) === 6,
  );
/** Behind any place. */
const UNRANKED = 512;
/** Empty or all zeros: the other end of the link itself. */
const hop = (gateway: string): string | null => (gateway === '' || gateway === '0.0.0.0' || gateway === '::' ? null : gateway);

/**
 * Main, which the on-link rule asks without its defaults: the prefixes of addresses that we install ourselves (the kernel has
 * those of the others), and under each an `unreachable`: a dead link's prefix is skipped, and must not be sought elsewhere.
 */
export function mainOf(pvds: readonly Domain[], ranking: Ranking, isOurs: (object: PvdObject) => boolean): readonly RouteRow[] {
  const place = (pvd: Domain, family: Family) => ranked(ranking, family).find((p) => p.pvd === pvd.id)?.place ?? 0;
  const all = pvds.flatMap((pvd) => onLinkPrefixes(pvd).map((prefix) => ({ pvd, prefix, family: familyOf(prefix.value) })));
  return all.flatMap(({ pvd, prefix, family }) => {
    const nowhere: RouteSpec = {
      ...{ table: MAIN_TABLE, kind: 'unreachable', destination: prefix.value, metric: UNREACHABLE_METRIC },
      ...{ gateway: null, ifname: null, source: null, mtu: null },
    } as const;
    if (!isOurs(prefix)) return [routeRow(pvd.id, nowhere)];
    // One prefix on two links: the better PvD's comes first (dns-4).
    const isShared = all.some((o) => o.pvd !== pvd && o.prefix.value === prefix.value);
    const route: RouteSpec = {
      ...{
        table: MAIN_TABLE,
        kind: 'unicast',
        destination: prefix.value,
        metric: METRIC + (isShared ? place(pvd, family) || UNRANKED + pvd.slot : 0),
      },
      ...{ gateway: null, ifname: pvd.ifname, source: sourceOf(pvd, prefix.value), mtu: null },
    } as const;
    return [routeRow(pvd.id, route, untilOf(prefix)), routeRow(pvd.id, nowhere)];
  });
}
