/** Where unbound packets go: to a link they are on, by the longest specific route, by the best of the ranking. Design, «Linux». */
import { familyOf, prefixLength } from '../machines/model/address.ts';
import { goodAddresses, objectsOf } from '../machines/model/pvd.ts';
import type { Family, Seq } from '../machines/model/units.ts';
import type { Domain } from './domains.ts';
import { type Ranking, ranked } from './ranking.ts';
import { EVERYWHERE } from './routing/numbers.ts';
import { specificRoutes } from './routing.ts';

/** `gateway` null: on the link itself. */
export type Way = {
  readonly rule: 'onLink' | 'specificRoute' | 'ranked';
  readonly pvd: Domain;
  readonly prefix: string;
  readonly length: number;
  readonly gateway: string | null;
  readonly since: Seq;
};

/** Every way of one family: of those that have an address, the first is taken. */
export function waysOf(domains: readonly Domain[], ranking: Ranking, family: Family): readonly Way[] {
  const order = ranked(ranking, family);
  const rankOf = (way: Way) => order.find((p) => p.pvd === way.pvd.id)?.place ?? UNRANKED;
  const mayLead = (pvd: Domain) => order.some((p) => p.pvd === pvd.id) || objectsOf(pvd.objects, 'noInternet').length > 0;
  const isOurs = (way: Way) => familyOf(way.prefix) === family;
  // Two links that claim one address: the rank decides (dns-4), for a network could claim any length.
  const onLink = domains.flatMap(onLinkWays).filter(isOurs);
  const specific = domains.filter(mayLead).flatMap(specificWays).filter(isOurs);
  const leader = domains.find((pvd) => pvd.id === order[0]?.pvd);
  return [
    ...onLink.toSorted((a, b) => rankOf(a) - rankOf(b) || b.length - a.length),
    ...specific.toSorted((a, b) => b.length - a.length || rankOf(a) - rankOf(b)),
    ...(leader ? [everywhere(leader, family)] : []),
  ];
}

const UNRANKED = 1e6;

export const onLinkWays = (pvd: Domain): readonly Way[] =>
  objectsOf(pvd.objects, 'prefix')
    .filter((p) => p.onLink)
    .map((p) => ({ rule: 'onLink', pvd, prefix: p.value, length: prefixLength(p.value), gateway: null, since: p.since }));

export const specificWays = (pvd: Domain): readonly Way[] =>
  specificRoutes(pvd).map((r) => ({
    rule: 'specificRoute',
    pvd,
    prefix: r.value,
    length: prefixLength(r.value),
    gateway: r.gateway || null,
    since: r.since,
  }));

function everywhere(pvd: Domain, family: Family): Way {
  const gateway = objectsOf(pvd.objects, 'gateway').find((g) => g.family === family);
  return { rule: 'ranked', pvd, prefix: EVERYWHERE[family], length: 0, gateway: gateway?.value ?? null, since: gateway?.since ?? 0 };
}

/** The address that a packet of this PvD has as its source; null where it has none of that family. */
export function sourceOf(pvd: Domain, family: Family): string | null {
  const own = goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
  return (own.find((a) => !a.flags.includes('deprecated')) ?? own[0])?.value ?? null;
}
