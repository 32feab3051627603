/** What each source says of one interface, as objects of a PvD: values, who told, since which fact. */
import type { InterfaceContext, InterfaceRoute } from './configured.ts';
import type { Discovered } from './discovered.ts';
import type { InformationContext } from './information.ts';
import type { Lease4Context } from './lease4.ts';
import type { Lease6Context } from './lease6.ts';
import { familyOf, isInPrefix, networkOf, reachOf, scoped } from './model/address.ts';
import { inOrder, type ObjectOf, type Origin, objectId, type PvdObject } from './model/pvd.ts';
import { PLAIN_PORT, parseServer, TLS_PORT } from './model/server.ts';
import { type InterfaceSettings, searched } from './model/settings.ts';
import { FAMILIES, type Family, type Seq } from './model/units.ts';
import type { Router6Context } from './router6.ts';
import { selectedServers, selectedZones } from './selection.ts';

/** Resolvers that a file of another program names, attributed to this interface. */
export type Published = {
  readonly publisher: string;
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly since: Seq;
};
export type Neighbourhood = {
  readonly link: InterfaceContext;
  readonly lease: Lease4Context | null;
  readonly lease6: Lease6Context | null;
  readonly routers: readonly Router6Context[];
  readonly informed: readonly InformationContext[];
  readonly discovered: readonly Discovered[];
  readonly published: readonly Published[];
  readonly settings: InterfaceSettings | null;
  readonly settingsSince: Seq;
};

/** rtm_protocol, linux/rtnetlink.h. */
const RTPROT = { kernel: 2, ra: 9, dhcp: 16, ours: 109 } as const;
const MAIN = 254;

type Value = PvdObject extends infer O ? (O extends PvdObject ? Omit<O, 'id' | 'since' | keyof Origin> : never) : never;
const object = (value: Value, origin: Origin, since: Seq): PvdObject =>
  ({ ...value, id: objectId(value, origin), since, ...origin }) as PvdObject;

export function objectsOfRouter(view: Neighbourhood, router: Router6Context): readonly PvdObject[] {
  const origin: Origin = { source: 'ra', by: router.router };
  const { since } = router;
  const own = router.objects.flatMap((o): readonly PvdObject[] => {
    const preference = o.detail.preference === 'high' ? 'high' : o.detail.preference === 'low' ? 'low' : 'medium';
    switch (o.kind) {
      case 'gateway':
        return [object({ kind: 'gateway', value: router.router, family: 6, preference, metric: null }, origin, since)];
      case 'prefix':
        return [object({ kind: 'prefix', value: o.value, onLink: o.detail.onLink === true }, origin, since)];
      case 'route':
        return [object({ kind: 'route', value: o.value, gateway: router.router, preference }, origin, since)];
      case 'portal':
        return portalOf(o.value) === null ? [] : [object({ kind: 'portal', value: o.value }, origin, since)];
      case 'dns':
        return [object({ kind: 'dns', value: scoped(o.value, router.ifname) }, origin, since)];
      default:
        return [object({ kind: o.kind, value: o.value }, origin, since)];
    }
  });
  const prefixes = router.objects.filter((o) => o.kind === 'prefix').map((o) => o.value);
  return [...own, ...addressesOf(view, origin, (address) => !isLeased6(view, address) && prefixes.some((p) => isInPrefix(address, p)))];
}

export function objectsOfLease(view: Neighbourhood): readonly PvdObject[] {
  const { lease, since } = view.lease ?? { lease: null, since: 0 };
  if (!lease) return [];
  const origin: Origin = { source: 'dhcp4', by: lease.client };
  const flags = view.link.addresses.find((a) => a.address === lease.address)?.flags ?? [];
  const zones = selectedZones(lease.selection);
  const text = (kind: 'dns' | 'search' | 'ntp' | 'portal' | 'mtu', values: readonly (string | null)[]) =>
    values.filter((v) => v !== null).map((value, i) => object({ kind, value, ...inOrder(i) }, origin, since));
  return [
    object(
      { kind: 'address', value: lease.address, prefixLength: lease.prefixLength, flags: flags.filter((f) => f !== 'permanent') },
      origin,
      since,
    ),
    object({ kind: 'prefix', value: networkOf(lease.address, lease.prefixLength), onLink: true }, origin, since),
    ...lease.gateways.slice(0, 1).map((value) => gateway(value, 4, null, origin, since)),
    ...lease.routes.map((r) => object({ kind: 'route', value: r.destination, gateway: r.gateway, preference: 'medium' }, origin, since)),
    ...text('dns', [...new Set([...lease.dns, ...selectedServers(zones)])]),
    ...zones.map((zone) => object({ kind: 'zone', ...zone }, origin, since)),
    ...text('search', lease.search),
    ...text('ntp', lease.ntp),
    ...text('portal', [portalOf(lease.portal)]),
    ...text('mtu', [lease.mtu === null ? null : String(lease.mtu)]),
  ];
}

/** What stands in the kernel for ever and what the configuration declares: nobody else's, so somebody set it by hand. */
export function objectsOfStatic(view: Neighbourhood): readonly PvdObject[] {
  const kernel: Origin = { source: 'static', by: 'kernel' };
  const config: Origin = { source: 'static', by: 'configuration' };
  const since = view.settingsSince;
  const { gateways = [], dns = [], search = [], ntp = [], routes = [] } = view.settings?.static ?? {};
  const text = (kind: 'search' | 'ntp', values: readonly string[]) =>
    values.map((value, i) => object({ kind, value, ...inOrder(i) }, config, since));
  const own = addressesOf(
    view,
    kernel,
    (address, flags) => flags.includes('permanent') && !isLeased(view, address) && !isAdvertised(view, address),
  );
  return [
    ...own,
    ...onLinkPrefixes(own),
    ...kernelRoutes(view, (r) => r.protocol !== RTPROT.ra && r.protocol !== RTPROT.ours && !isLeaseRoute(view, r)).map((r) =>
      routeObject(r, kernel),
    ),
    ...gateways.map((value) => gateway(value, familyOf(value), null, config, since)),
    ...routes.map((r) => object({ kind: 'route', value: r.destination, gateway: r.gateway, preference: 'medium' }, config, since)),
    ...dns.flatMap((server, i) => configuredServer(server, i, config, since)),
    ...text('search', searched(search)),
    ...text('ntp', ntp),
  ];
}

function configuredServer(text: string, i: number, origin: Origin, since: Seq): readonly PvdObject[] {
  const server = parseServer(text);
  if (!server) return [];
  const { address: value, port, tls } = server;
  const isUsual = port === (tls === null ? PLAIN_PORT : TLS_PORT);
  return [object({ kind: 'dns', value, ...(isUsual ? {} : { port }), ...(tls === null ? {} : { tls }), ...inOrder(i) }, origin, since)];
}

/** Rows of the kernel that come from an advertisement or a lease which nobody here has heard: addresses that end, routes from RAs. */
export function orphansOf(view: Neighbourhood) {
  const heard = view.routers.map((r) => r.router);
  return {
    addresses: view.link.addresses.filter(
      (a) => !a.flags.includes('permanent') && !isAdvertised(view, a.address) && !isLeased(view, a.address),
    ),
    routes: view.link.routes.filter((r) => r.protocol === RTPROT.ra && !heard.includes(r.gateway ?? '')),
  };
}

/** What the kernel has from those that we know nothing of (no raw socket, a client that publishes nothing). */
export function objectsOfKernel(view: Neighbourhood): readonly PvdObject[] {
  const origin = (family: Family): Origin => ({ source: 'kernel', by: family === 6 ? 'ra' : 'dhcp' });
  const orphans = orphansOf(view);
  const isOrphan = (address: string) => orphans.addresses.some((a) => a.address === address);
  const addresses = FAMILIES.flatMap((family) => addressesOf(view, origin(family), (a) => familyOf(a) === family && isOrphan(a)));
  const routes = kernelRoutes(view, (r) => orphans.routes.includes(r));
  return [...addresses, ...onLinkPrefixes(addresses), ...routes.map((r) => routeObject(r, origin(6)))];
}

/** What a PvD's additional information adds to it; it speaks for no other (law 7). */
export function objectsInformed({ pvd, held }: InformationContext): readonly PvdObject[] {
  if (!held) return [];
  const origin: Origin = { source: 'information', by: pvd.slice('pvd:'.length, pvd.lastIndexOf('@')) };
  return [
    ...held.dnsZones.map((value) => object({ kind: 'zone', value, servers: [], preference: 'medium' }, origin, held.since)),
    ...(held.noInternet ? [object({ kind: 'noInternet', value: 'true' }, origin, held.since)] : []),
  ];
}

/** RFC 7050 §3. */
export const objectsDiscovered = ({ prefixes, since }: Discovered): readonly PvdObject[] =>
  prefixes.map((value) => object({ kind: 'pref64', value }, { source: 'dns', by: 'ipv4only.arpa' }, since));

const onLinkPrefixes = (addresses: readonly PvdObject[]): readonly PvdObject[] =>
  addresses.flatMap((a) =>
    a.kind === 'address'
      ? [object({ kind: 'prefix', value: networkOf(a.value, a.prefixLength), onLink: true }, { source: a.source, by: a.by }, a.since)]
      : [],
  );

export const objectsPublished = (view: Neighbourhood): readonly PvdObject[] =>
  view.published.flatMap(({ publisher, servers, search, since }) => {
    const origin: Origin = { source: 'published', by: publisher };
    return [
      ...servers.map((value, i) => object({ kind: 'dns', value, ...inOrder(i) }, origin, since)),
      ...search.map((value, i) => object({ kind: 'search', value, ...inOrder(i) }, origin, since)),
    ];
  });

function addressesOf(
  view: Neighbourhood,
  origin: Origin,
  belongs: (address: string, flags: ObjectOf<'address'>['flags']) => boolean,
): readonly PvdObject[] {
  return view.link.addresses
    .filter((a) => a.scope === 'global' && reachOf(a.address) !== 'linkLocal' && belongs(a.address, a.flags))
    .map((a) =>
      object(
        { kind: 'address', value: a.address, prefixLength: a.prefixLength, flags: a.flags.filter((f) => f !== 'permanent') },
        origin,
        a.since,
      ),
    );
}

const kernelRoutes = (view: Neighbourhood, belongs: (route: InterfaceRoute) => boolean): readonly InterfaceRoute[] =>
  view.link.routes.filter((r) => r.table === MAIN && belongs(r));
const isDefault = (destination: string): boolean => destination === '0.0.0.0/0' || destination === '::/0';
const isLeased6 = (view: Neighbourhood, address: string): boolean => view.lease6?.lease?.addresses.includes(address) ?? false;
const isLeased = (view: Neighbourhood, address: string): boolean => view.lease?.lease?.address === address || isLeased6(view, address);
const isAdvertised = (view: Neighbourhood, address: string): boolean =>
  view.routers.some((r) => r.objects.some((o) => o.kind === 'prefix' && isInPrefix(address, o.value)));

/** A route that only repeats what the lease says; whoever holds the lease put it there. */
function isLeaseRoute(view: Neighbourhood, route: InterfaceRoute): boolean {
  const lease = view.lease?.lease;
  if (!lease || familyOf(route.destination) !== 4) return false;
  return (
    route.protocol === RTPROT.dhcp ||
    (isDefault(route.destination) && lease.gateways.includes(route.gateway ?? '')) ||
    lease.routes.some((r) => r.destination === route.destination && r.gateway === route.gateway)
  );
}

function routeObject(route: InterfaceRoute, origin: Origin): PvdObject {
  const { destination, since, metric } = route;
  const preference = route.preference ?? 'medium';
  return isDefault(destination)
    ? gateway(route.gateway ?? '', familyOf(destination), metric, origin, since, preference)
    : object({ kind: 'route', value: destination, gateway: route.gateway ?? '', preference }, origin, since);
}

const gateway = (
  value: string,
  family: Family,
  metric: number | null,
  origin: Origin,
  since: Seq,
  preference: 'high' | 'medium' | 'low' = 'medium',
) => object({ kind: 'gateway', value, family, preference, metric }, origin, since);

/** The one URI that says there is no portal (RFC 8910 §2). */
const NO_PORTAL = 'urn:ietf:params:capport:unrestricted';
const portalOf = (uri: string | null): string | null => (uri === NO_PORTAL ? null : uri);
