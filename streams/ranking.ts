/** The ranking of each family: all usable PvDs in order, tier behind tier, each place with its reason and what it beat. */
import { compareId } from '../machines/model/rows.ts';
import { isEqual, settle, settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family, type Instant } from '../machines/model/units.ts';
import { type Candidate, candidates, tierOf, UNKNOWN_TIER } from './candidates.ts';
import { type Chain, compileChain, type Filter } from './chain.ts';
import { areSame, perObject } from './memo.ts';
import type { Part, Readable } from './part.ts';
import { areSameBeaten, type Beaten, isSameReason, type Reason, reason } from './reasons.ts';
import { heldUntil, holdsUntil, moveAllowedAt, noticed, recalledStanding, type Standing, UNTIL_CHECKED, withMove } from './steadiness.ts';

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
/** The places are part of the decision; how they are held still is not, for it is made of moments. */
export type Ranked = { readonly places: Ranking; readonly standings: readonly Standing[] };

export const ranking: Part<Ranked> = {
  initial: { places: [], standings: [] },
  reads: (host) => [host.pvds, host.interfaces, host.policies, host.settings, host.woken],
  step(previous, host) {
    const made = FAMILIES.map((family) => rankedAnew(previous, host, family));
    const places = settleRows(previous.places, made.flatMap((m) => m.places).sort(compareId), isSamePlace);
    const standings = settle(
      previous.standings,
      made.map((m) => m.standing),
    );
    return places === previous.places && standings === previous.standings ? previous : { places, standings };
  },
};

/** Of one id, and so of one family and PvD. */
const isSamePlace = (a: Place, b: Place): boolean =>
  a.place === b.place &&
  a.reach === b.reach &&
  a.generation === b.generation &&
  isSameReason(a.because, b.because) &&
  areSameBeaten(a.beaten, b.beaten);

/** The ranked PvDs of a family, best first. */
export const ranked = (places: Ranking, family: Family): readonly Place[] =>
  places.filter((p) => p.family === family && p.place !== null).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));

/** The order alone, whatever its reasons: two texts that are the same while it is. */
export const orders = perObject((places: Ranking): readonly string[] =>
  FAMILIES.map((family) =>
    ranked(places, family)
      .map((p) => p.pvd)
      .join(' '),
  ),
);

type Made = { readonly places: readonly Place[]; readonly standing: Standing };

/** Most facts are about one family: the other is at rest, and time alone changes nothing there before something is due. */
function rankedAnew(previous: Ranked, host: Readable, family: Family): Made {
  const [known, read] = [stood[family], readBy(previous, host, family)];
  if (known && host.at >= known.from && host.at < known.until && areSame(known.read, read)) return known.made;
  const made = atRest(previous, host, family);
  const [standing] = read;
  const isAtRest = standing !== undefined && isEqual(standing, made.standing);
  stood[family] = isAtRest ? { read, made, from: host.at, until: holdsUntil(made.standing, host) } : null;
  return made;
}

/** What was made last of what, and from when until when it is the same. */
type Stood = { readonly read: readonly unknown[]; readonly made: Made; readonly from: Instant; readonly until: number };
const stood: Record<Family, Stood | null> = { 4: null, 6: null };

const readBy = ({ places, standings }: Ranked, host: Readable, family: Family): readonly unknown[] => [
  standings.find((s) => s.family === family),
  ...[host.policies, host.settings, host.started],
  ...places.filter((p) => p.family === family),
  candidates(host, family),
];

/**
 * Who has just come to a place is the incumbent there, with what that is worth: the reasons are those that the next tick would
 * give, and an epoch that opens now gives the same (law 4). The order stays: what one has won, it holds all the better.
 */
function atRest(previous: Ranked, host: Readable, family: Family): Made {
  const once = rank(previous, host, family);
  const before = ranked(previous.places, family);
  const isSame = ranked(once.places, family).every((p, i) => p.pvd === before[i]?.pvd);
  return isSame ? once : rank({ places: once.places, standings: [once.standing] }, host, family);
}

function rank(previous: Ranked, host: Readable, family: Family): Made {
  const all = candidates(host, family);
  const chain = compileChain(host, family);
  const now = host.at;
  const isFirst = previous.standings.length === 0;
  const incumbents = isFirst
    ? (host.recalled.ranks.find((r) => r.family === family)?.pvds ?? [])
    : ranked(previous.places, family).map((p) => p.pvd);
  const refused = all.map((c) => [c, refusal(c, chain)] as const);
  const fit = refused.filter(([, because]) => because === null).map(([c]) => c);
  const gone = incumbents.flatMap((pvd) => {
    const c = all.find(({ id }) => id === pvd);
    return c?.unfit === null ? [] : [{ pvd, since: c?.unfitSince ?? null }];
  });
  const known = previous.standings.find((s) => s.family === family) ?? recalledStanding(family, host.recalled, now);
  const standing = noticed(known, fit, gone, host, now);
  const placed = (by: Standing, leader: string | undefined) => {
    const holds = new Map(fit.map((c) => [c.id, heldUntil(by, c, host, c.id === leader)]));
    const filters = [usability(holds), holdDown(holds, by, now), ...chain.filters];
    return { holds, places: order(fit, filters, incumbents, family) };
  };
  const before = placed(standing, incumbents[0]);
  const lead = ledBy(before.places, fit, incumbents[0], standing, host, now);
  // Who has just come to lead is protected from now on.
  const leader = lead.places[0]?.pvd;
  const { holds, places: led } = leader === incumbents[0] ? { ...before, places: lead.places } : placed(lead.standing, leader);
  const unranked = refused.flatMap(([c, because]) => (because === null ? [] : [place(c, family, null, because, [])]));
  const dues = [...holds.values(), lead.due].filter((due): due is Instant => due !== null && due > now && Number.isFinite(due));
  const due = dues.length === 0 ? null : (Math.min(...dues) as Instant);
  return { places: [...led, ...unranked], standing: { ...lead.standing, due } };
}

function refusal(candidate: Candidate, chain: Chain): Reason | null {
  if (candidate.unfit) return reason(candidate.unfit, [candidate.unfitSince]);
  const never = chain.policies.find((f) => f.prohibits && f.keep([candidate]).length === 0);
  return never ? reason(never.rule, never.facts(candidate), never.by) : null;
}

type Lead = { readonly places: readonly Place[]; readonly standing: Standing; readonly due: Instant | null };

/** A leader that is lost or in doubt is left at once; one that is well is left by choice, and not too often. */
function ledBy(
  free: readonly Place[],
  fit: readonly Candidate[],
  leader: string | undefined,
  standing: Standing,
  { settings: { steadiness } }: Readable,
  now: Instant,
): Lead {
  const first = free[0];
  const left: Lead = { places: free, standing, due: null };
  if (leader === undefined || first === undefined || first.pvd === leader) return left;
  const old = fit.find((c) => c.id === leader);
  if (!old || old.reach === 'suspect') return { ...left, standing: { ...standing, taken: now } };
  const due = moveAllowedAt(standing, steadiness, now);
  if (due <= now) return { ...left, standing: withMove(standing, now) };
  const because = reason('steadiness', [old.reachSince ?? old.gatewaySince]);
  const kept = free.flatMap((p) => (p.pvd === leader ? [{ ...p, because, beaten: [{ pvd: first.pvd, ...because }, ...p.beaten] }] : []));
  const places = [...kept, ...free.filter((p) => p.pvd !== leader)].map((p, i) => ({ ...p, place: i + 1 }));
  return { ...left, places, due };
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

type Holds = ReadonlyMap<string, number | null>;
/** Who came back and waits for a check is as good as unknown, whatever was known before it was lost. */
function usability(holds: Holds): Filter {
  const tier = (c: Candidate) => (holds.get(c.id) === UNTIL_CHECKED ? Math.max(tierOf(c), UNKNOWN_TIER) : tierOf(c));
  return {
    rule: 'usable',
    by: 'built-in',
    keep: (list) => {
      const best = Math.min(...list.map(tier));
      return list.filter((c) => tier(c) === best);
    },
    facts: (c) => [c.reachSince],
  };
}
const holdDown = (holds: Holds, { lost }: Standing, now: Instant): Filter => ({
  rule: 'holdDown',
  by: 'built-in',
  keep: (list) => list.filter((c) => (holds.get(c.id) ?? 0) <= now),
  facts: (c) => [lost.find((row) => row.pvd === c.id)?.since ?? null],
});

function choose(all: readonly Candidate[], filters: readonly Filter[], incumbents: readonly string[]) {
  let left = all;
  let because: Reason | null = null;
  const beaten: Beaten[] = [];
  const incumbent = incumbents.find((id) => all.some((c) => c.id === id));
  const narrow = (kept: readonly Candidate[], why: (loser: Candidate, winner: Candidate) => Reason) => {
    const [winner] = kept;
    if (!winner || kept.length === left.length) return;
    for (const loser of left.filter((c) => !kept.includes(c))) {
      because = why(loser, winner);
      beaten.push({ pvd: loser.id, ...because });
    }
    left = kept;
  };
  for (const filter of filters) {
    if (left.length === 1) break;
    narrow(filter.keep(left, incumbent), (loser, winner) =>
      reason(filter.rule, [...filter.facts(winner), ...filter.facts(loser)], filter.by),
    );
  }
  // A tie keeps the incumbent, so that two equal links never flap.
  const kept = incumbents.find((id) => left.some((c) => c.id === id));
  const [first] = left.toSorted(compareId);
  const winner = left.find((c) => c.id === kept) ?? first;
  if (!winner) throw new RangeError('nothing to choose from');
  narrow([winner], () => reason(kept === undefined ? 'firstById' : 'incumbent'));
  return {
    winner,
    because: because ?? reason('onlyCandidate', [winner.gatewaySince, winner.reachSince]),
    beaten: beaten.sort((a, b) => (a.pvd < b.pvd ? -1 : 1)),
  };
}
