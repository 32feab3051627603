/** When an object of a PvD ends: its sources keep that apart from the value, so it is looked up there. */

import { type Lifetime6, lease6Id } from '../../machines/lease6.ts';
import { familyOf } from '../../machines/model/address.ts';
import type { PvdObject } from '../../machines/model/pvd.ts';
import { find, type Row } from '../../machines/model/rows.ts';
import { elapsed, type Instant } from '../../machines/model/units.ts';
import type { PvdContext } from '../../machines/pvd.ts';
import type { Host } from '../../machines/state.ts';

type Ends = readonly (Row & { readonly at: Instant })[];

export const left = (end: Instant | null | undefined, now: Instant): number | null =>
  end === null || end === undefined ? null : elapsed(now, end);

/** Null: for ever, or nobody said. */
export function endOf(host: Host, pvd: Pick<PvdContext, 'ifname' | 'identity'>, object: PvdObject): Instant | null {
  switch (object.source) {
    case 'ra':
      return object.kind === 'address' ? addressEnd(host, pvd.ifname, object) : routerEnd(host, pvd, object);
    case 'dhcp4':
      return find(host.leases, `lease4:${pvd.ifname}`)?.snapshot.context.expires ?? null;
    case 'dhcp6':
      return lease6End(find(host.leases6, lease6Id(pvd.ifname))?.snapshot.context.lifetimes ?? [], object);
    case 'information':
      return host.information.find((i) => i.snapshot.context.held?.since === object.since)?.snapshot.context.expires ?? null;
    case 'dns':
      return host.discoveredEnds.find((end) => find(host.discovered, end.id)?.since === object.since)?.at ?? null;
    case 'kernel':
      return object.kind === 'address' ? addressEnd(host, pvd.ifname, object) : routeEnd(host, pvd.ifname, object);
    case 'static':
    case 'published':
      return null;
    default:
      object.source satisfies never;
      return null;
  }
}

/** An address or a prefix has an end of its own; the rest ends with the last of them. */
function lease6End(lifetimes: readonly Lifetime6[], object: PvdObject): Instant | null {
  if (object.kind === 'address' || object.kind === 'delegated') return find(lifetimes, object.value)?.valid ?? null;
  const ends = lifetimes.map(({ valid }) => valid);
  return ends.reduce((last, end) => (last === null || end === null ? null : end > last ? end : last), ends[0] ?? null);
}

const interfaceOf = (host: Host, ifname: string) => find(host.interfaces, `interface:${ifname}`)?.snapshot.context;

function addressEnd(host: Host, ifname: string, object: PvdObject & { readonly kind: 'address' }): Instant | null {
  return endIn(interfaceOf(host, ifname)?.expires ?? [], `${object.value}/${object.prefixLength}`);
}

/** The gateway has no value of its own in an advertisement; a link-local server has its zone only here. */
function routerEnd(host: Host, { ifname, identity }: Pick<PvdContext, 'ifname' | 'identity'>, object: PvdObject): Instant | null {
  const routers = host.routers.map((r) => r.snapshot.context).filter((c) => c.ifname === ifname && c.router === object.by);
  const router = routers.find((c) => (c.pvd?.id.toLowerCase() ?? null) === identity) ?? routers[0];
  const value = object.kind === 'gateway' ? '' : object.kind === 'dns' ? object.value.split('%', 1)[0] : object.value;
  return endIn(router?.expires ?? [], `${object.kind} ${value}`);
}

function routeEnd(host: Host, ifname: string, object: PvdObject): Instant | null {
  const context = interfaceOf(host, ifname);
  const isIt = (destination: string, gateway: string | null) =>
    object.kind === 'gateway'
      ? destination.endsWith('/0') && familyOf(destination) === object.family && (gateway ?? '') === object.value
      : object.kind === 'route' && destination === object.value && (gateway ?? '') === object.gateway;
  const route = context?.routes.find((r) => isIt(r.destination, r.gateway));
  return route ? endIn(context?.expires ?? [], route.id) : null;
}

/** A router's ends stand in the order they were told, so no bisection. */
const endIn = (ends: Ends, id: string): Instant | null => ends.find((end) => end.id === id)?.at ?? null;
