/**
 * What a DHCPv6 lease says, as objects of the provisioning domains whose advertisements sent the host to DHCPv6.
 * RFC 8801 §3.4.1: an assignment belongs to the PvD advertised with the M flag and a prefix that includes it; the other
 * configuration to every PvD advertised with the O flag (or M, which makes O redundant: RFC 4861 §4.2), a copy each.
 */
import type { Lease6 } from './lease6.ts';
import { isInPrefix, scoped } from './model/address.ts';
import { implicitPvd, inOrder, type Origin, objectId, type PvdObject } from './model/pvd.ts';
import type { Seq } from './model/units.ts';
import type { Neighbourhood } from './objects.ts';
import type { Router6Context } from './router6.ts';
import { selectedServers, selectedZones } from './selection.ts';

/** A router, and the PvD that its advertisements make. */
type Advertised = { readonly router: Router6Context; readonly pvd: string };
type Told = readonly [pvd: string, objects: readonly PvdObject[]];

/** What no advertisement claims (asked for by the configuration, or the router has gone) is the interface's own PvD's. */
export function objectsOfLease6(view: Neighbourhood, routers: readonly Advertised[]): readonly Told[] {
  const { lease, since } = view.lease6 ?? { lease: null, since: 0 };
  if (!lease) return [];
  const own = implicitPvd(view.link.ifname);
  const origin: Origin = { source: 'dhcp6', by: lease.client };
  const object = (value: {
    readonly kind: 'delegated' | 'dns' | 'search' | 'ntp';
    readonly value: string;
    readonly order?: number;
  }): PvdObject => ({
    ...value,
    ...origin,
    id: objectId(value, origin),
    since,
  });
  const zones = selectedZones(lease.selection).map(({ servers, ...zone }) => ({
    ...zone,
    servers: servers.map((server) => scoped(server, view.link.ifname)),
  }));
  const dns = [...new Set([...lease.dns.map((value) => scoped(value, view.link.ifname)), ...selectedServers(zones)])];
  const managed = routers.filter(({ router }) => router.managed);
  const told = managed.length > 0 ? managed : routers.filter(({ router }) => router.other);
  const informed = new Set([...managed, ...routers.filter(({ router }) => router.other)].map(({ pvd }) => pvd));
  const others = [
    ...dns.map((value, i) => object({ kind: 'dns', value, ...inOrder(i) })),
    ...zones.map(
      (zone): PvdObject => ({ kind: 'zone', ...zone, ...origin, id: objectId({ kind: 'zone', value: zone.value }, origin), since }),
    ),
    ...lease.search.map((value, i) => object({ kind: 'search', value, ...inOrder(i) })),
    ...lease.ntp.map((value, i) => object({ kind: 'ntp', value: scoped(value, view.link.ifname), ...inOrder(i) })),
    ...policyOf(lease, origin, since),
  ];
  return [
    ...addressesOf(view, lease.addresses, origin, since).map(
      (address): Told => [managed.find(({ router }) => advertises(router, address.value))?.pvd ?? own, [address]],
    ),
    // No advertised prefix includes a delegated one: it is the only PvD's that asks for DHCPv6, where there is but one.
    [onlyPvd(told) ?? own, lease.prefixes.map((value) => object({ kind: 'delegated', value }))],
    ...(informed.size === 0 ? [own] : [...informed].sort()).map((pvd): Told => [pvd, others]),
  ];
}

/** Its address-selection policy (RFC 7078), for this PvD alone (policy-1); P is on as a rule, so only its absence is told. */
function policyOf({ policyTable, policyFlags }: Lease6, origin: Origin, since: Seq): readonly PvdObject[] {
  const rows = (policyTable ?? []).map(({ prefix, precedence, label }) => ({ kind: 'policy', value: prefix, precedence, label }) as const);
  const told = [...rows, ...(policyFlags?.privacy === false ? [{ kind: 'privacy', value: 'public' } as const] : [])];
  return told.map((value): PvdObject => ({ ...value, ...origin, id: objectId(value, origin), since }));
}

/** Those that the kernel has: only they can be sent from. */
const addressesOf = (view: Neighbourhood, leased: readonly string[], origin: Origin, since: Seq) =>
  view.link.addresses
    .filter(({ address }) => leased.includes(address))
    .map(({ address, prefixLength, flags }) => {
      const value = { kind: 'address', value: address } as const;
      return { ...value, id: objectId(value, origin), since, ...origin, prefixLength, flags: flags.filter((f) => f !== 'permanent') };
    });

const advertises = (router: Router6Context, address: string): boolean =>
  router.objects.some((o) => o.kind === 'prefix' && isInPrefix(address, o.value));

function onlyPvd(routers: readonly Advertised[]): string | null {
  const [pvd, ...more] = new Set(routers.map((r) => r.pvd));
  return pvd !== undefined && more.length === 0 ? pvd : null;
}
