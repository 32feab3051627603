/**
 * What may be heeded of other networks while an exclusive PvD leads (sec-6): a network that hands out public prefixes as on-link
 * (LocalNet), routes or halves of the default (TunnelVision) would pull traffic off a VPN. Left to them are private, shared,
 * unique-local and link-local addresses, and what is no network's word: the configuration's routes, and single hosts that a
 * program routes by hand, as a VPN does with its own server. Rules of policy on traffic stand before all of this; so does what is
 * bound to another network by its device or source (DHCP, checks), and IPv6 multicast, which the kernel's own table has. IPv4
 * multicast that is bound to nothing goes by the exclusive PvD: no network may claim it.
 */
import { familyOf, isInPrefix, prefixLength } from '../../machines/model/address.ts';
import { type ObjectOf, objectsOf } from '../../machines/model/pvd.ts';
import { find } from '../../machines/model/rows.ts';
import type { Family, Seq } from '../../machines/model/units.ts';
import { attachedDomains, type Domain, presentDomains } from '../domains.ts';
import type { Readable } from '../part.ts';
import { type Ranking, ranked } from '../ranking.ts';

/** RFC 1918, 6598, 3927; RFC 4193, 4291 §2.4. */
export const LOCAL: Readonly<Record<Family, readonly string[]>> = {
  4: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  6: ['fc00::/7', 'fe80::/10'],
};

/** The PvD that leads a family, if its interface is exclusive, and the interfaces that are. */
export type Exclusive = { readonly pvd: string; readonly ifnames: readonly string[] };

export function exclusiveOf({ settings, pvds }: Pick<Readable, 'settings' | 'pvds'>, ranking: Ranking, family: Family): Exclusive | null {
  const ifnames = settings.interfaces.filter((i) => i.exclusive).map((i): string => i.name);
  if (ifnames.length === 0) return null;
  const [first] = ranked(ranking, family);
  const ifname = first && find(pvds, first.pvd)?.snapshot.context.ifname;
  return first && ifname !== undefined && ifnames.includes(ifname) ? { pvd: first.pvd, ifnames } : null;
}

type Way = ObjectOf<'prefix'> | ObjectOf<'route'>;
/** Whether what this PvD says of a destination counts. */
export const isHeeded = (exclusive: Exclusive | null, { ifname }: Pick<Domain, 'ifname'>, object: Way): boolean =>
  exclusive === null || exclusive.ifnames.includes(ifname) || isLocal(object.value) || isByHand(object);

/** Domains without what they say and is not heeded. */
export const heeded = (exclusive: Exclusive | null, domains: readonly Domain[]): readonly Domain[] =>
  exclusive === null
    ? domains
    : domains.map((pvd) => ({
        ...pvd,
        objects: pvd.objects.filter((o) => (o.kind !== 'prefix' && o.kind !== 'route') || isHeeded(exclusive, pvd, o)),
      }));

/** All of it, not a part. */
export const isLocal = (prefix: string): boolean => {
  const address = prefix.split('/', 1)[0] ?? '';
  return LOCAL[familyOf(prefix)].some((space) => prefixLength(prefix) >= prefixLength(space) && isInPrefix(address, space));
};
const isByHand = ({ kind, source, by, value }: Way): boolean =>
  kind === 'route' && source === 'static' && (by === 'configuration' || isHost(value));
const isHost = (prefix: string): boolean => prefixLength(prefix) === (familyOf(prefix) === 4 ? 32 : 128);

/** Whether an address may be tied to a PvD. */
export const isPinHeeded = (exclusive: Exclusive | null, { ifname }: Pick<Domain, 'ifname'>, address: string): boolean =>
  exclusive === null || exclusive.ifnames.includes(ifname) || LOCAL[familyOf(address)].some((space) => isInPrefix(address, space));

/** What is not heeded, and of whom. */
export type Unheeded = { readonly about: string; readonly winner: string; readonly loser: string; readonly facts: readonly Seq[] };
export function unheeded(host: Readable, ranking: Ranking, family: Family): readonly Unheeded[] {
  const exclusive = exclusiveOf(host, ranking, family);
  if (!exclusive) return [];
  const row = (about: string, loser: string, since: Seq): Unheeded => ({ about, winner: exclusive.pvd, loser, facts: [since] });
  const objects = attachedDomains(host.pvds).flatMap((pvd) =>
    waysOf(pvd)
      .filter((o) => familyOf(o.value) === family && !isHeeded(exclusive, pvd, o))
      .map((o) => row(`${o.kind === 'prefix' ? 'on-link' : 'route to'} ${o.value}`, pvd.id, o.since)),
  );
  const present = new Map(presentDomains(host.pvds).map((d) => [d.id, d]));
  const pins = host.pins.filter(({ id, pvd }) => {
    const owner = familyOf(id) === family ? present.get(pvd) : undefined;
    return owner !== undefined && !isPinHeeded(exclusive, owner, id);
  });
  return [...objects, ...pins.map(({ id, pvd, since }) => row(`answer ${id}`, pvd, since))];
}

const waysOf = ({ objects }: Domain): readonly Way[] => [
  ...objectsOf(objects, 'prefix').filter((p) => p.onLink),
  ...objectsOf(objects, 'route').filter((r) => prefixLength(r.value) > 0),
];
