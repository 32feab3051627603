/** Who claims which names: what networks say of themselves, and what a person orders. */
import { reverseZones } from '../machines/model/address.ts';
import type { Preference } from '../machines/model/facts/router.ts';
import { implicitPvd, objectsOf } from '../machines/model/pvd.ts';
import { routed, searched } from '../machines/model/settings.ts';
import type { Seq } from '../machines/model/units.ts';
import type { Domain } from './domains.ts';
import { perObject } from './memo.ts';
import type { Readable } from './part.ts';
import { serversOf } from './servers.ts';
import { type Speaker, settingsOf } from './speakers.ts';

/** Best first: an order of a person, a zone that a network knows, a name that it would have searched, the reverse names of its prefixes, all others. */
export const KINDS = ['policy', 'zone', 'search', 'reverse', 'default'] as const;

export type Claim = {
  readonly suffix: string;
  readonly kind: (typeof KINDS)[number];
  readonly pvd: string;
  readonly generation: number;
  readonly servers: readonly string[];
  readonly preference: Preference;
  readonly trusted: boolean;
  /** Asked nowhere else, also while this PvD is away. */
  readonly exclusive: boolean;
  readonly since: Seq;
};

/** What a PvD says, as far as it is asked. A name that it has no server for is claimed for nothing, unless nobody else may have it. */
export function claimsOf(host: Readable, domain: Domain, scope: Speaker['scope'] | 'none'): readonly Claim[] {
  const { names = 'shared', trusted = true } = settingsOf(host, domain) ?? {};
  const known = heard(domain);
  const made = known.get(`${scope} ${names} ${trusted}`) ?? heardOf(domain, scope, names, trusted);
  known.set(`${scope} ${names} ${trusted}`, made);
  return made;
}
/** The very same claims while they are heard alike, so that rules made of them stay the same too. */
const heard = perObject((_: Domain): Map<string, readonly Claim[]> => new Map());

function heardOf(domain: Domain, scope: Speaker['scope'] | 'none', names: string, trusted: boolean): readonly Claim[] {
  return saidBy(domain).flatMap((claim) => {
    if (claim.suffix === '.' && scope !== 'all') return [];
    const exclusive = names === 'exclusive' && (claim.kind === 'zone' || claim.kind === 'search');
    const servers = scope === 'none' ? [] : claim.servers;
    if (servers.length === 0 && !exclusive) return [];
    // Who is not trusted does not put itself before others: a choice of ours.
    const preference = claim.preference === 'high' && !trusted ? 'medium' : claim.preference;
    return [{ ...claim, servers, preference, trusted, exclusive }];
  });
}

const saidBy = perObject((pvd: Domain): readonly Claim[] => {
  const all: readonly string[] = serversOf(pvd).map((s) => s.address);
  const claim = (kind: Claim['kind'], suffix: string, since: Seq, servers = all, preference: Preference = 'medium'): Claim => ({
    ...{ suffix, kind, pvd: pvd.id, generation: pvd.generation, servers, preference },
    ...{ trusted: true, exclusive: false, since },
  });
  const zones = objectsOf(pvd.objects, 'zone').toSorted((a, b) => Number(b.servers.length > 0) - Number(a.servers.length > 0));
  const root = zones.find((z) => z.value === '.');
  const claims = [
    ...zones.filter((z) => z !== root).map((z) => claim('zone', z.value, z.since, z.servers.length > 0 ? z.servers : all, z.preference)),
    ...objectsOf(pvd.objects, 'search').map((o) => claim('search', o.value, o.since)),
    ...objectsOf(pvd.objects, 'prefix').flatMap((o) => reverseZones(o.value).map((zone) => claim('reverse', zone, o.since))),
    claim('default', '.', objectsOf(pvd.objects, 'dns')[0]?.since ?? 0, all, root?.preference),
  ];
  const seen = new Set<string>();
  return claims.filter((c) => !seen.has(`${c.kind} ${c.suffix}`) && seen.add(`${c.kind} ${c.suffix}`));
});

/** Rules of the configuration. An exclusive one whose PvD is away has no server: the name is asked nowhere. */
export function ordered(host: Readable, speaking: readonly Speaker[]): readonly Claim[] {
  const { interfaces, names } = host.settings;
  const rules = [
    ...names,
    ...interfaces.flatMap(({ name, names: how, static: own }) => routedTo(implicitPvd(name), own?.search ?? [], how === 'exclusive')),
  ];
  return rules.flatMap(({ suffix, pvd, exclusive }): readonly Claim[] => {
    const domain = speaking.find((speaker) => speaker.domain.id === pvd)?.domain;
    const servers = domain ? serversOf(domain).map((s) => s.address) : [];
    if (servers.length === 0 && !exclusive) return [];
    const order = { kind: 'policy', preference: 'medium', trusted: true, since: host.settingsSince } as const;
    return [{ ...order, suffix, pvd, generation: domain?.generation ?? 0, servers, exclusive }];
  });
}

/** `~corp.example` of an interface. Where its names are exclusive those to be searched are orders too: they hold before it first came. */
const routedTo = (pvd: string, search: readonly string[], isExclusive: boolean) =>
  [...routed(search), ...(isExclusive ? searched(search) : [])].map((suffix) => ({
    suffix,
    pvd,
    exclusive: isExclusive && suffix !== '.',
  }));
