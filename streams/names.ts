/** What a resolver needs of one fold: who is asked for what, and which way the answers go. Nothing is decided here. */
import { familyOf } from '../machines/model/address.ts';
import type { NameServer, NamesDomain, NamesRule, NamesView, NamesWay } from '../machines/model/names.ts';
import { objectsOf } from '../machines/model/pvd.ts';
import type { ReachState } from '../machines/model/reach.ts';
import { find } from '../machines/model/rows.ts';
import { PLAIN_PORT } from '../machines/model/server.ts';
import { settle } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import type { Pin } from '../machines/pins.ts';
import { pvdState } from '../machines/pvd.ts';
import { attachedDomains, type Domain, presentDomains } from './domains.ts';
import type { Fold } from './loop.ts';
import { lastResult } from './memo.ts';
import type { Readable } from './part.ts';
import type { Ranking } from './ranking.ts';
import { covers, mayAnswer, type Resolution, type SuffixRule } from './resolution.ts';
import { exclusiveOf, heeded } from './routing/exclusive.ts';
import { EVERYWHERE, hostPrefix } from './routing/numbers.ts';
import { onLinkPrefixes, specificRoutes } from './routing/tables.ts';
import { serversOf } from './servers.ts';
import { isInward } from './speakers.ts';
import { sourceOf, waysOf } from './ways.ts';

/** One for each agent: the same value while nothing in it has changed; its `seq` is then the fact that it was first decided after. */
export function createNamesView(): (fold: Fold) => NamesView {
  const recalledOf = createRecalled();
  let last: NamesView | null = null;
  // Asked for after every fact: compared through and through only when it was made anew.
  const settled = lastResult(
    (view: NamesView, recalled: readonly NamesWay[]) => [view, recalled],
    (view, recalled): NamesView => {
      const whole = recalled.length === 0 ? view : { ...view, ways: [...recalled, ...view.ways] };
      last = last === null ? whole : withSeqOf(last, whole);
      return last;
    },
  );
  return (fold) => settled(viewOf(fold), recalledOf(fold.host.pins));
}

/** Pins that were there before the resolver was (what it has tied itself, it knows): whoever answers with these addresses ties them anew. */
function createRecalled(): (pins: readonly Pin[]) => readonly NamesWay[] {
  let [first, known, ways]: [readonly Pin[] | null, readonly Pin[], readonly NamesWay[]] = [null, [], []];
  return (pins) => {
    if (first?.length === 0 || pins === known) return ways;
    first = (first ?? pins).filter((pin) => find(pins, pin.id)?.pvd === pin.pvd);
    known = pins;
    ways = first.map(({ id }) => ({ prefix: hostPrefix(id, familyOf(id)), pvd: null }));
    return ways;
  };
}

const viewOf = lastResult(
  ({ host, decision }: Fold) => [host.pvds, host.started, host.settings, decision.ranking, decision.resolution, decision.node],
  ({ host, decision }: Fold): NamesView => {
    const domains = domainsOf(host, decision.ranking, decision.resolution);
    const search = decision.node.find((value) => value.id === 'search')?.values ?? [];
    return { seq: host.seq, domains, rules: rulesOf(decision.resolution, domains), ways: waysIn(host, decision.ranking), search };
  },
);

function withSeqOf(before: NamesView, now: NamesView): NamesView {
  const settled = settle(before, { ...now, seq: before.seq });
  return settled === before ? before : { ...settled, seq: now.seq };
}

/** Who has servers of any kind. */
function domainsOf(host: Readable, ranking: Ranking, rows: Resolution): readonly NamesDomain[] {
  return presentDomains(host.pvds).flatMap((pvd): readonly NamesDomain[] => {
    const servers = serversOf(pvd).map(withoutZone);
    if (servers.length === 0 && !rows.some((r) => r.pvd === pvd.id && r.servers.length > 0)) return [];
    const { id, generation, ifname, slot } = pvd;
    const sources = { 4: sourceOf(pvd, 4), 6: sourceOf(pvd, 6) };
    const pref64 = [...new Set(objectsOf(pvd.objects, 'pref64').map((p) => p.value))];
    return [
      {
        pvd: id,
        generation,
        ifname,
        slot,
        servers,
        sources,
        leads: FAMILIES.flatMap((family) => leadsOf(pvd, family)),
        pref64,
        isOpen: isOpen(host, ranking, pvd),
      },
    ];
  });
}

const leadsOf = (pvd: Domain, family: Family): readonly string[] => {
  if (objectsOf(pvd.objects, 'gateway').some((g) => g.family === family)) return [EVERYWHERE[family]];
  const near = [...onLinkPrefixes(pvd), ...specificRoutes(pvd)].map((o) => o.value);
  return [...new Set(near.filter((prefix) => familyOf(prefix) === family))];
};

/** Usable above unknown; where nobody checks, nobody can be above it. One that leads nowhere else is not checked for that. */
function isOpen(host: Readable, ranking: Ranking, pvd: Domain): boolean {
  const snapshot = find(host.pvds, pvd.id)?.snapshot;
  if (!snapshot) return false;
  const { reach4, reach6 } = pvdState(snapshot);
  const reached: readonly ReachState[] = [reach4, reach6];
  // A portal in one family: what its server answers for the other may be the portal's, too.
  if (reached.includes('portal')) return false;
  if (isInward(host, pvd)) return true;
  const known: readonly ReachState[] = host.started?.checks === true ? ABOVE_UNKNOWN : [...ABOVE_UNKNOWN, 'unknown'];
  const isRanked = (family: Family) => ranking.some((p) => p.pvd === pvd.id && p.family === family && p.place !== null);
  return FAMILIES.some((family) => isRanked(family) && known.includes(family === 4 ? reach4 : reach6));
}
const ABOVE_UNKNOWN: readonly ReachState[] = ['validated', 'suspect', 'partial', 'assumed'];

function rulesOf(rows: Resolution, domains: readonly NamesDomain[]): readonly NamesRule[] {
  const closed = new Set(rows.flatMap((r) => (r.exclusive ? [r.suffix] : [])));
  const groups = Map.groupBy(rows, (row) => `${row.family} ${row.suffix}`);
  const rules = [...groups.values()].flatMap((same) => ruleOf(same, [...closed], domains));
  return rules.toSorted(
    (a, b) => lengthOf(b.suffix) - lengthOf(a.suffix) || (a.suffix < b.suffix ? -1 : Number(a.suffix > b.suffix)) || a.family - b.family,
  );
}
const lengthOf = (suffix: string): number => (suffix === '.' ? 0 : suffix.length);

/** None where nobody may be asked, and somebody may be for less of the name. */
function ruleOf(rows: readonly SuffixRule[], closed: readonly string[], domains: readonly NamesDomain[]): readonly NamesRule[] {
  const [first] = rows;
  if (!first) return [];
  const { suffix, family } = first;
  const isHeld = closed.some((held) => covers(held, suffix));
  const openTo = (r: SuffixRule) => r.servers.length > 0 && (!isHeld || mayAnswer(r)) && domains.some((d) => d.pvd === r.pvd && d.isOpen);
  const asked = rows.toSorted((a, b) => a.place - b.place).filter(openTo);
  const each = asked.filter((r, i) => asked.findIndex((other) => other.pvd === r.pvd) === i);
  const exclusive = rows.some((r) => r.exclusive);
  if (each.length === 0 && !exclusive) return [];
  const special = each.flatMap((row) => ownServers(row, domains));
  const rule = { suffix, family, pvds: each.map((r) => r.pvd), exclusive };
  return [special.length > 0 ? { ...rule, special } : rule];
}

/** Where a name has other servers than the rest of its PvD (RFC 6731). */
function ownServers({ pvd, servers }: SuffixRule, domains: readonly NamesDomain[]) {
  const known = domains.find((d) => d.pvd === pvd)?.servers ?? [];
  const own = servers.map((address): NameServer => withoutZone({ address, port: PLAIN_PORT, tls: null }));
  const isUsual = own.length === known.length && own.every((server) => known.some((k) => k.address === server.address));
  return isUsual ? [] : [{ pvd, servers: own.map((server) => known.find((k) => k.address === server.address) ?? server) }];
}

const withoutZone = (server: NameServer): NameServer => ({ ...server, address: server.address.split('%', 1)[0] ?? server.address });

const waysIn = (host: Readable, ranking: Ranking): readonly NamesWay[] =>
  FAMILIES.flatMap((family) => {
    const domains = heeded(exclusiveOf(host, ranking, family), attachedDomains(host.pvds));
    return waysOf(domains, ranking, family).map(({ prefix, pvd }) => ({ prefix, pvd: pvd.id }));
  });
