/** The ranking of each family: all usable PvDs in order, tier behind tier, each place with its reason and what it beat. */
import { compareId } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { type Candidate, candidates, tierOf } from './candidates.ts';
import { type Chain, compileChain, type Filter } from './chain.ts';
import type { Part, Readable } from './part.ts';
import { type Beaten, type Reason, reason } from './reasons.ts';

export type Place = {
  readonly id: string;
  readonly family: Family;
  readonly pvd: string;
  readonly generation: number;
  /** 1 is the best; null: not ranked. */
  readonly place: number | null;
  readonly reach: string;
  readonly because: Reason;
  readonly beaten: readonly Beaten[];
};
/** Rows `4 pvd:wlan0`, sorted by id. */
export type Ranking = readonly Place[];

export const ranking: Part<Ranking> = {
  initial: [],
  reads: (host) => [host.pvds, host.interfaces, host.policies, host.settings],
  step: (previous, host) => settleRows(previous, FAMILIES.flatMap((family) => rank(previous, host, family)).sort(compareId)),
};

/** The ranked PvDs of a family, best first. */
export const ranked = (places: Ranking, family: Family): readonly Place[] =>
  places.filter((p) => p.family === family && p.place !== null).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));

function rank(previous: Ranking, host: Readable, family: Family): readonly Place[] {
  const all = candidates(host, family);
  const chain = compileChain(host, family);
  const incumbents =
    previous.length > 0 ? ranked(previous, family).map((p) => p.pvd) : (host.recalled.ranks.find((r) => r.family === family)?.pvds ?? []);
  const refused = all.map((c) => [c, refusal(c, chain)] as const);
  const fit = refused.filter(([, because]) => because === null).map(([c]) => c);
  const places = order(fit, chain.filters, incumbents, family);
  const unranked = refused.flatMap(([c, because]) => (because === null ? [] : [place(c, family, null, because, [])]));
  return [...places, ...unranked];
}

function refusal(candidate: Candidate, chain: Chain): Reason | null {
  if (candidate.unfit) return reason(candidate.unfit, [candidate.reachSince ?? candidate.gatewaySince]);
  const never = chain.policies.find((f) => f.prohibits && f.keep([candidate]).length === 0);
  return never ? reason(never.rule, never.facts(candidate), never.by) : null;
}

/** Place n + 1 is the winner among the rest. */
function order(fit: readonly Candidate[], filters: readonly Filter[], incumbents: readonly string[], family: Family): readonly Place[] {
  const places: Place[] = [];
  for (let rest = fit; rest.length > 0; ) {
    const { winner, because, beaten } = choose(rest, filters, incumbents);
    places.push(place(winner, family, places.length + 1, because, beaten));
    rest = rest.filter((c) => c !== winner);
  }
  return places;
}

const place = (c: Candidate, family: Family, at: number | null, because: Reason, beaten: readonly Beaten[]): Place => ({
  id: `${family} ${c.id}`,
  family,
  pvd: c.id,
  generation: c.generation,
  place: at,
  reach: c.reach,
  because,
  beaten,
});

const USABILITY: Filter = {
  rule: 'usable',
  by: 'built-in',
  keep: (list) => {
    const best = Math.min(...list.map(tierOf));
    return list.filter((c) => tierOf(c) === best);
  },
  facts: (c) => [c.reachSince],
};

function choose(all: readonly Candidate[], filters: readonly Filter[], incumbents: readonly string[]) {
  let left = all;
  let because: Reason | null = null;
  const beaten: Beaten[] = [];
  const narrow = (kept: readonly Candidate[], why: (loser: Candidate, winner: Candidate) => Reason) => {
    const [winner] = kept;
    if (!winner || kept.length === left.length) return;
    for (const loser of left.filter((c) => !kept.includes(c))) {
      because = why(loser, winner);
      beaten.push({ pvd: loser.id, ...because });
    }
    left = kept;
  };
  for (const filter of [USABILITY, ...filters]) {
    narrow(filter.keep(left), (loser, winner) => reason(filter.rule, [...filter.facts(winner), ...filter.facts(loser)], filter.by));
  }
  // A tie keeps the incumbent, so that two equal links never flap.
  const incumbent = incumbents.find((id) => left.some((c) => c.id === id));
  const [first] = left.toSorted(compareId);
  const winner = left.find((c) => c.id === incumbent) ?? first;
  if (!winner) throw new RangeError('nothing to choose from');
  narrow([winner], () => reason(incumbent === undefined ? 'firstById' : 'incumbent'));
  return {
    winner,
    because: because ?? reason('onlyCandidate', [winner.gatewaySince, winner.reachSince]),
    beaten: beaten.sort((a, b) => (a.pvd < b.pvd ? -1 : 1)),
  };
}
