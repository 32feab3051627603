/** What programs need of one fold: each PvD that is there with what it is good for, and who is asked for which name. Nothing is decided here. */
import { familyOf, networkOf, reachOf } from '../machines/model/address.ts';
import type { NamesView } from '../machines/model/names.ts';
import type { PolicyRule, Traffic } from '../machines/model/policy.ts';
import type { ProgramsAddress, ProgramsDomain, ProgramsTraffic, ProgramsView } from '../machines/model/programs.ts';
import { goodAddresses, objectsOf, type PvdObject } from '../machines/model/pvd.ts';
import { settle } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { type Candidate, candidates } from './candidates.ts';
import { authorsInOrder, isSpokenOf } from './chain.ts';
import { type Domain, presentDomains } from './domains.ts';
import type { Fold } from './loop.ts';
import { lastResult, perElement } from './memo.ts';
import type { Readable } from './part.ts';
import { type Place, type Ranking, ranked } from './ranking.ts';
import { exclusiveOf, heeded } from './routing/exclusive.ts';
import { EVERYWHERE } from './routing/numbers.ts';
import { onLinkPrefixes, specificRoutes } from './routing/tables.ts';

/** One for each agent: the same value while nothing in it has changed; its `seq` is then the fact that it was first so after. */
export function createProgramsView(): (fold: Fold, names: NamesView) => ProgramsView {
  const domainsOf = createDomains();
  const trafficOf = createTraffic();
  const besideOf = createBeside();
  const namesOf = lastResult(
    (names: NamesView) => [names.rules, names.search],
    ({ rules, search }) => ({ rules: rules.filter(({ suffix }) => !suffix.endsWith('.arpa')).map(ruleOf), search }),
  );
  let last: ProgramsView | null = null;
  return ({ host, decision }, names) => {
    const domains = domainsOf(host, decision.ranking);
    const beside = besideOf(host, presentDomains(host.pvds));
    const told = { domains, names: namesOf(names), traffic: trafficOf(host, decision.ranking), beside };
    if (last && last.domains === domains && last.names === told.names && last.traffic === told.traffic && last.beside === beside)
      return last;
    const settled: ProgramsView = last === null ? { seq: host.seq, ...told } : settle(last, { seq: last.seq, ...told });
    last = settled === last ? last : { ...settled, seq: host.seq };
    return last;
  };
}

/** Reverse zones are for addresses, not for connections; special servers are the resolver's business. */
const ruleOf = ({ suffix, family, pvds, exclusive }: NamesView['rules'][number]) => ({ suffix, family, pvds, exclusive });

type Both<T> = { readonly [F in Family]: T };
const perFamily = <T>(of: (family: Family) => T): Both<T> => ({ 4: of(4), 6: of(6) });

/** What one row is made of. `near`: the domain with only that of its prefixes and routes which is heeded. */
type Known = {
  readonly domain: Domain;
  readonly near: Domain;
  readonly candidates: Both<Candidate | undefined>;
  readonly places: Both<Place | undefined>;
};

/** A row of the view is made anew only where something that it is made of is new. */
function createDomains(): (host: Readable, ranking: Ranking) => readonly ProgramsDomain[] {
  const rowsOf = perElement(domainOf);
  let known: readonly Known[] = [];
  return (host, ranking) => {
    const all = perFamily((family) => candidates(host, family));
    const present = presentDomains(host.pvds);
    const near = heededIn(host, ranking, present);
    known = present.map((domain, i): Known => {
      const places = perFamily((family) => ranking.find((p) => p.family === family && p.pvd === domain.id));
      const own = perFamily((family) => all[family].find((c) => c.id === domain.id));
      return settledBy(known, { domain, near: near[i] ?? domain, candidates: own, places });
    });
    return rowsOf(known);
  };
}

function settledBy(known: readonly Known[], now: Known): Known {
  const before = known.find(({ domain }) => domain.id === now.domain.id);
  const isSame = (family: Family) => before?.places[family] === now.places[family] && before?.candidates[family] === now.candidates[family];
  return before && before.domain === now.domain && before.near === now.near && FAMILIES.every(isSame) ? before : now;
}

/** Below an exclusive PvD others are heeded for local addresses only (sec-6). */
const heededIn = lastResult(
  ({ settings }: Readable, ranking: Ranking, present: readonly Domain[]) => [settings, ranking, present],
  (host, ranking, present) => FAMILIES.reduce((domains, family) => heededBy(host, ranking, family, domains), present),
);
/** One family at a time, for each may be led by another. */
function heededBy(host: Readable, ranking: Ranking, family: Family, domains: readonly Domain[]): readonly Domain[] {
  const exclusive = exclusiveOf(host, ranking, family);
  if (exclusive === null) return domains;
  const isOthers = ({ kind, value }: PvdObject): boolean => (kind === 'prefix' || kind === 'route') && familyOf(value) !== family;
  return heeded(exclusive, domains).map((pvd, i) => ({
    ...pvd,
    objects: domains[i]?.objects.filter((object) => pvd.objects.includes(object) || isOthers(object)) ?? pvd.objects,
  }));
}

function domainOf({ domain, near, candidates: of, places }: Known): ProgramsDomain | null {
  const [one] = [of[4] ?? of[6]];
  if (!one) return null;
  const { id: pvd, generation, ifname, objects } = domain;
  const { identity, kind, metered, cost, bandwidth } = one;
  const isRanked = (family: Family): boolean => (places[family]?.place ?? null) !== null;
  const rows = objectsOf(objects, 'policy').map(({ value, precedence, label }) => ({ prefix: value, precedence, label }));
  return {
    ...{ pvd, identity, generation, ifname, kind, metered, cost, bandwidth },
    rank: perFamily((family) => places[family]?.place ?? null),
    usable: perFamily((family) => (isRanked(family) ? (of[family]?.reach ?? null) : null)),
    unfit: perFamily((family) => (isRanked(family) ? null : (places[family]?.because.rule ?? 'noGateway'))),
    addresses: addressesOf(domain),
    prefixes: unique(onLinkPrefixes(near).map(({ value }) => value)),
    leads: unique([...FAMILIES.flatMap((family) => wayOut(domain, family)), ...specificRoutes(near).map(({ value }) => value)]),
    pref64: unique(objectsOf(objects, 'pref64').map(({ value }) => value)),
    policy: rows.length === 0 ? null : rows,
    privacy: objectsOf(objects, 'privacy').length === 0,
  };
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
const wayOut = ({ objects }: Domain, family: Family): readonly string[] =>
  objectsOf(objects, 'gateway').some((g) => g.family === family) ? [EVERYWHERE[family]] : [];

/** One address that two sources tell is one to be sent from. */
function addressesOf({ objects }: Domain): readonly ProgramsAddress[] {
  const all = goodAddresses(objects);
  return all
    .filter(({ value }, i) => all.findIndex((other) => other.value === value) === i)
    .map(({ value, prefixLength, flags }) => ({
      ...{ address: value, prefixLength },
      ...{ temporary: flags.includes('temporary'), deprecated: flags.includes('deprecated') },
    }));
}

/** Prefixes on links that have no PvD. */
function createBeside(): (host: Readable, present: readonly Domain[]) => readonly string[] {
  let last: readonly string[] = [];
  return lastResult(
    ({ interfaces }: Readable, present: readonly Domain[]) => [interfaces, present],
    ({ interfaces }, present) => {
      const others = interfaces.map((i) => i.snapshot.context).filter(({ ifname }) => !present.some((domain) => domain.ifname === ifname));
      const near = others.flatMap(({ addresses }) =>
        addresses.filter(({ scope, address }) => scope === 'global' && reachOf(address) !== 'loopback'),
      );
      last = settle(last, unique(near.map(({ address, prefixLength }) => networkOf(address, prefixLength))));
      return last;
    },
  );
}

type TrafficRule = Extract<PolicyRule, { use: unknown } | { never: unknown }> & { readonly for: Traffic };
const isTrafficRule = (rule: PolicyRule): rule is TrafficRule => ('use' in rule || 'never' in rule) && rule.for !== undefined;

/** Rules on traffic (route-4) as a program can heed them; its sockets have neither mark nor DSCP, and speak TCP and UDP. */
const createTraffic = (): ((host: Readable, ranking: Ranking) => readonly ProgramsTraffic[]) =>
  lastResult(
    (host: Readable, ranking: Ranking) => [host.policies, host.settings, ranking],
    (host, ranking) =>
      FAMILIES.flatMap((family) =>
        authorsInOrder(host.policies, host.settings)
          .filter(({ pvd }) => pvd === null)
          .flatMap((author) => author.rules.filter(isTrafficRule))
          .flatMap((rule) => trafficOf(rule, family, host, ranking)),
      ),
  );

function trafficOf(rule: TrafficRule, family: Family, host: Readable, ranking: Ranking): readonly ProgramsTraffic[] {
  const { to, uid, mark, dscp, protocol, port } = rule.for;
  const isOther = (rule.family ?? family) !== family || (to !== undefined && familyOf(to) !== family);
  if (isOther || mark !== undefined || dscp !== undefined || protocol === 'icmp' || protocol === 'sctp') return [];
  const places = ranked(ranking, family).map((place) => place.pvd);
  const placeOf = (pvd: string): number => (places.includes(pvd) ? places.indexOf(pvd) : places.length);
  const isRight = (c: Candidate): boolean => ('use' in rule ? isSpokenOf(rule.use, c) : !isSpokenOf(rule.never, c));
  const right = candidates(host, family)
    .filter(isRight)
    .map(({ id }) => id);
  return [
    {
      ...{ family, to: to ?? null, uid: both(uid), protocol: protocol ?? null, port: both(port) },
      pvds: right.toSorted((a, b) => placeOf(a) - placeOf(b)),
      only: !('use' in rule) || rule.only,
    },
  ];
}
const both = (range: number | readonly [number, number] | undefined): readonly [number, number] | null =>
  range === undefined ? null : typeof range === 'number' ? [range, range] : range;
