/**
 * Which server for which name: every PvD's suffix rules and its servers, in the order that RFC 6731 §4.1 gives: the longest
 * suffix, then preference (a person's rule before a network's), then the PvD's rank. `.` is every other name.
 */
import { reverseZones } from '../machines/model/address.ts';
import { objectsOf } from '../machines/model/pvd.ts';
import { compareId, compareText } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family, type Seq } from '../machines/model/units.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { perObject } from './memo.ts';
import type { Part, Readable } from './part.ts';
import { type Ranking, ranked } from './ranking.ts';
import { type Reason, reason } from './reasons.ts';

export type SuffixRule = {
  readonly id: string;
  readonly suffix: string;
  readonly family: Family;
  readonly kind: (typeof KINDS)[number];
  readonly pvd: string;
  readonly generation: number;
  readonly servers: readonly string[];
  /** Asked nowhere else, also while this PvD is away. */
  readonly exclusive: boolean;
  /** Among the rules of this suffix and family: 1 is asked. */
  readonly place: number;
  readonly because: Reason;
};
/** Rows `corp.example 4 zone pvd:wlan0`, sorted by id. */
export type Resolution = readonly SuffixRule[];

/** Preference among rules of one suffix, best first. */
const KINDS = ['policy', 'zone', 'search', 'reverse', 'default'] as const;
export type Needs = { readonly ranking: Ranking };

export const resolution: Part<Resolution, Needs> = {
  initial: [],
  reads: (host, { ranking }) => [host.settings, ranking, ...attachedDomains(host.pvds)],
  step: (previous, host, { ranking }) => settleRows(previous, FAMILIES.flatMap((family) => rules(host, ranking, family)).sort(compareId)),
};

/** A rule that is not placed yet, of either family. */
type Claim = Omit<SuffixRule, 'place' | 'because' | 'id' | 'family'> & { readonly since: Seq };

function rules(host: Readable, ranking: Ranking, family: Family): readonly SuffixRule[] {
  const order = ranked(ranking, family).map((p) => p.pvd);
  const other = ranked(ranking, family === 4 ? 6 : 4).map((p) => p.pvd);
  const rankOf = (pvd: string) =>
    order.includes(pvd) ? order.indexOf(pvd) : other.includes(pvd) ? order.length + other.indexOf(pvd) : Number.POSITIVE_INFINITY;
  const speaking = attachedDomains(host.pvds).filter((domain) => rankOf(domain.id) < Number.POSITIVE_INFINITY);
  const suffixes = Map.groupBy([...speaking.flatMap(claimsOf), ...ordered(host)], (claim) => claim.suffix);
  return [...suffixes.values()].flatMap((same) => {
    const sorted = same.toSorted(
      (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || rankOf(a.pvd) - rankOf(b.pvd) || compareText(a.pvd, b.pvd),
    );
    return sorted.map(({ since, ...claim }, i): SuffixRule => {
      const next = sorted[i === 0 ? 1 : 0];
      const decided = !next ? 'onlyOne' : next.kind !== claim.kind ? 'preference' : 'rank';
      return {
        ...claim,
        family,
        id: `${claim.suffix} ${family} ${claim.kind} ${claim.pvd}`,
        place: i + 1,
        because: reason(decided, [since, next?.since]),
      };
    });
  });
}

/** What one PvD claims: its search and zone names, the reverse zones of its prefixes, and everything else. It needs a server for it. */
const claimsOf = perObject((pvd: Domain): readonly Claim[] => {
  const servers = [...new Set(objectsOf(pvd.objects, 'dns').map((o) => o.value))];
  if (servers.length === 0) return [];
  const claim = (kind: SuffixRule['kind'], suffix: string, since: Seq): Claim => ({
    suffix,
    kind,
    pvd: pvd.id,
    generation: pvd.generation,
    servers,
    exclusive: false,
    since,
  });
  const all = [
    ...objectsOf(pvd.objects, 'zone').map((o) => claim('zone', o.value, o.since)),
    ...objectsOf(pvd.objects, 'search').map((o) => claim('search', o.value, o.since)),
    ...objectsOf(pvd.objects, 'prefix').flatMap((o) => reverseZones(o.value).map((zone) => claim('reverse', zone, o.since))),
    claim('default', '.', objectsOf(pvd.objects, 'dns')[0]?.since ?? 0),
  ];
  const seen = new Set<string>();
  return all.filter((d) => !seen.has(`${d.kind} ${d.suffix}`) && seen.add(`${d.kind} ${d.suffix}`));
});

/** Rules of the configuration. An exclusive one whose PvD is away has no server: the name is asked nowhere. */
function ordered(host: Readable): readonly Claim[] {
  return host.settings.names.flatMap(({ suffix, pvd, exclusive }) => {
    const found = attachedDomains(host.pvds).find((domain) => domain.id === pvd);
    const servers = found ? [...new Set(objectsOf(found.objects, 'dns').map((o) => o.value))] : [];
    if (servers.length === 0 && !exclusive) return [];
    const generation = found?.generation ?? 0;
    return [{ suffix, kind: 'policy' as const, pvd, generation, servers, exclusive, since: host.settingsSince }];
  });
}

/** The rules that cover a name, the one that is asked first; longest suffix, then place. Under an exclusive one, what networks claim comes last. */
export function covering(rows: Resolution, name: string, family: Family): readonly SuffixRule[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const covers = (suffix: string) => suffix === '.' || wanted === suffix || wanted.endsWith(`.${suffix}`);
  const length = (suffix: string) => (suffix === '.' ? 0 : suffix.length);
  const found = rows.filter((r) => r.family === family && covers(r.suffix));
  const isHeld = found.some((r) => r.exclusive);
  const behind = (r: SuffixRule) => Number(isHeld && r.kind !== 'policy');
  return found.toSorted((a, b) => behind(a) - behind(b) || length(b.suffix) - length(a.suffix) || a.place - b.place);
}
