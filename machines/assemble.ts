/**
 * Which provisioning domains one interface has, and which object belongs to which. Design, «Provisioning domains».
 * Pure: what the sources say now, and which router was primary before.
 */
import { NO_FINGERPRINT } from './attachment.ts';
import { isInPrefix } from './model/address.ts';
import type { Fingerprint } from './model/facts/epoch.ts';
import { type Assembled, explicitPvd, implicitPvd, objectsOf, type PvdObject, routerPvd } from './model/pvd.ts';
import { compareId } from './model/rows.ts';
import {
  type Neighbourhood,
  objectsDiscovered,
  objectsInformed,
  objectsOfKernel,
  objectsOfLease,
  objectsOfRouter,
  objectsOfStatic,
  objectsPublished,
} from './objects.ts';
import { objectsOfLease6 } from './objects6.ts';
import type { Router6Context } from './router6.ts';

export type Assembly = { readonly primary: string | null; readonly pvds: readonly Assembled[] };

export function assemble(view: Neighbourhood, primaryBefore: string | null): Assembly {
  const { ifname } = view.link;
  const implicit = view.routers.filter((r) => r.pvd === null);
  const primary = choosePrimary(view, implicit, primaryBefore);
  const routers = view.routers.map((router) => ({ router, pvd: pvdOf(view, router, primary, implicit) }));
  const leasePvd = legacyPvd(view) ?? implicitPvd(ifname);
  const told: readonly (readonly [pvd: string, objects: readonly PvdObject[]])[] = [
    ...routers.map(({ router, pvd }) => [pvd, objectsOfRouter(view, router)] as const),
    [leasePvd, objectsOfLease(view)],
    ...objectsOfLease6(view, routers),
    ...view.informed.map((told) => [told.pvd, objectsInformed(told)] as const),
    ...view.discovered.map((found) => [found.id, objectsDiscovered(found)] as const),
    [implicitPvd(ifname), [...objectsOfStatic(view), ...objectsOfKernel(view), ...objectsPublished(view)]],
  ];
  const ids = [...new Set(told.filter(([, objects]) => objects.length > 0).map(([id]) => id))].sort();
  const pvds = ids.map((id): Assembled => {
    const objects = told
      .filter(([pvd]) => pvd === id)
      .flatMap(([, o]) => o)
      .sort(compareId);
    const own = routers.filter((r) => r.pvd === id).map((r) => r.router);
    return {
      id,
      ifname,
      identity: own.find((r) => r.pvd)?.pvd?.id ?? null,
      objects: withoutRepeats(advertisedFirst(objects)),
      fingerprint: fingerprintOf(view, objects, own),
    };
  });
  return { primary, pvds: pvds.filter((p) => isDomain(p.objects)) };
}

/** An interface with addresses only (docker0 and the like) is seen, but it is no provisioning domain that anything could be ranked by. */
const isDomain = (objects: readonly PvdObject[]): boolean => objects.some((o) => o.kind === 'gateway' || o.kind === 'dns');

/** The router of the IPv4 gateway's link-layer address; else the higher preference; else the first heard. Kept until its lifetime ends and another leads out. */
function choosePrimary(view: Neighbourhood, routers: readonly Router6Context[], before: string | null): string | null {
  const leadsOut = (router: Router6Context) => preferenceOf(router) >= 0;
  const kept = routers.find((r) => r.router === before);
  if (kept && (leadsOut(kept) || !routers.some(leadsOut))) return before;
  const mac = gatewayMac(view);
  const beside = routers.find((r) => mac !== null && r.mac === mac);
  if (beside) return beside.router;
  const order = [...routers].sort((a, b) => preferenceOf(b) - preferenceOf(a) || a.heard - b.heard || (a.router < b.router ? -1 : 1));
  return order[0]?.router ?? null;
}

const LEVELS = { high: 2, medium: 1, low: 0 } as const; // RFC 4191 §2.1
function preferenceOf(router: Router6Context): number {
  const preference = router.objects.find((o) => o.kind === 'gateway')?.detail.preference;
  return preference === 'high' || preference === 'medium' || preference === 'low' ? LEVELS[preference] : -1;
}

/** An explicit PvD by its name; the primary router and those that advertise one of its prefixes share the implicit one; another is its own. */
function pvdOf(view: Neighbourhood, router: Router6Context, primary: string | null, implicit: readonly Router6Context[]): string {
  const { ifname } = view.link;
  if (router.pvd) return explicitPvd(router.pvd.id, ifname);
  if (router.router === primary) return implicitPvd(ifname);
  const first = implicit.find((other) => other.router === primary);
  if (first && sharesPrefix(first, router)) return implicitPvd(ifname);
  const elder = implicit.find((o) => o !== router && o.router !== primary && o.heard < router.heard && sharesPrefix(o, router));
  return elder ? routerPvd(ifname, elder.router) : routerPvd(ifname, router.router);
}

const prefixesOf = (router: Router6Context): readonly string[] => router.objects.filter((o) => o.kind === 'prefix').map((o) => o.value);
const sharesPrefix = (a: Router6Context, b: Router6Context): boolean => prefixesOf(a).some((p) => prefixesOf(b).includes(p));

/** DHCPv4 belongs to the one PvD with the L flag whose RA came from the DHCP gateway's or server's link-layer address. RFC 8801 §3.2. */
function legacyPvd(view: Neighbourhood): string | null {
  if (!view.lease) return null;
  const macs = [gatewayMac(view), view.lease.lease?.serverMac ?? null].filter((mac) => mac !== null);
  const claims = view.routers.filter((r) => r.pvd?.legacy && r.mac !== null && macs.includes(r.mac));
  const ids = new Set(claims.map((r) => r.pvd?.id));
  const [only] = claims;
  return ids.size === 1 && only?.pvd ? explicitPvd(only.pvd.id, view.link.ifname) : null;
}

const macOf = (view: Neighbourhood, address: string | null): string | null =>
  view.link.neighbours.find((n) => n.address === address)?.mac ?? null;
const gateway4 = (view: Neighbourhood): string | null =>
  view.lease?.lease?.gateways[0] ?? objectsOf(objectsOfStatic(view), 'gateway').find((g) => g.family === 4)?.value ?? null;
const gatewayMac = (view: Neighbourhood): string | null => macOf(view, gateway4(view));

function fingerprintOf(view: Neighbourhood, objects: readonly PvdObject[], routers: readonly Router6Context[]): Fingerprint {
  const gateway = objectsOf(objects, 'gateway').find((g) => g.family === 4)?.value || null;
  const address4 = objectsOf(objects, 'address').find((a) => !a.value.includes(':'));
  const prefixes = objectsOf(objects, 'prefix').map((p) => p.value);
  const within = (address: string | null | undefined) => (address ? prefixes.find((p) => isInPrefix(address, p)) : undefined);
  const [router] = routers;
  return {
    ...NO_FINGERPRINT,
    network: view.link.network,
    gateway,
    gatewayMac: gateway === null ? (router?.mac ?? null) : macOf(view, gateway),
    // The gateway's own prefix: an address of the last network may still stand beside the new lease.
    prefix4: within(gateway) ?? within(address4?.value) ?? null,
    router: router?.router ?? null,
    prefixes6: prefixes.filter((p) => p.includes(':')),
  };
}

/** What an advertisement says of the NAT64 is better than what an answer lets guess (RFC 8781 §5.1). */
const advertisedFirst = (objects: readonly PvdObject[]): readonly PvdObject[] =>
  objects.some((o) => o.kind === 'pref64' && o.source === 'ra') ? objects.filter((o) => o.kind !== 'pref64' || o.source === 'ra') : objects;

/** One object twice from one source (two routers of one PvD with one prefix) is one. Objects come sorted. */
const withoutRepeats = (objects: readonly PvdObject[]): readonly PvdObject[] => objects.filter((o, i) => o.id !== objects[i - 1]?.id);
