/** The answers to «why»: read from one fold, nothing computed anew that the decision did not decide. */
import { informationId, informationState } from '../machines/information.ts';
import { familyOf, isInPrefix } from '../machines/model/address.ts';
import { goodAddresses, objectsOf } from '../machines/model/pvd.ts';
import { find } from '../machines/model/rows.ts';
import { isClaim, specialUse } from '../machines/model/special.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { pvdState } from '../machines/pvd.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { atHome, byTraffic, onOthersLink } from './explainNear.ts';
import type { Fold } from './loop.ts';
import { ranked } from './ranking.ts';
import { type Beaten, type Reason, reason } from './reasons.ts';
import { covering, mayAnswer, toldApartBy } from './resolution.ts';
import { exclusiveOf, heeded } from './routing/exclusive.ts';
import { pinRow } from './routing/pins.ts';
import { onLinkWays, sourceOf, specificWays, type Way, waysOf } from './ways.ts';

export type Explanation = {
  readonly question: string;
  /** Null: refused, or nobody's. */
  readonly answer: string | null;
  readonly details: Readonly<Record<string, string | number | readonly string[] | null>>;
  readonly because: Reason;
  readonly losers: readonly Beaten[];
};

/**
 * Where a packet to `to` goes, in the order of our rules: home or to somebody else's link; by its own source; by a rule for
 * its destination; where a name was answered with it; to a link it is on; by the longest specific route; else by rank.
 * Design, «Linux».
 */
export function whyRoute(fold: Fold, to: string, from: string | null = null): Explanation {
  const question = `route ${to}${from === null ? '' : ` from ${from}`}`;
  const near = atHome(fold, to) ?? onOthersLink(fold, to);
  if (near) return { question, ...near, losers: [] };
  if (from !== null) return bySource(fold, question, to, from);
  return byTold(fold, question, to) ?? byPin(fold, question, to) ?? byWays(fold, question, to);
}

/** Beside it everybody who is ranked has lost by the same. */
function byTold(fold: Fold, question: string, to: string): Explanation | null {
  const told = byTraffic(fold, to);
  const others = ranked(fold.decision.ranking, familyOf(to)).filter((p) => p.pvd !== told?.answer);
  return told && { question, ...told, losers: others.map((p) => ({ pvd: p.pvd, ...told.because })) };
}

function byWays(fold: Fold, question: string, to: string): Explanation {
  const family = familyOf(to);
  const order = ranked(fold.decision.ranking, family);
  const attached = attachedDomains(fold.host.pvds);
  const domains = heeded(exclusiveOf(fold.host, fold.decision.ranking, family), attached);
  const [first, ...rest] = waysOf(domains, fold.decision.ranking, family).filter((way) => isInPrefix(to, way.prefix));
  const [best] = order;
  if (!first) return { question, answer: null, details: {}, because: reason('nobodyRanked'), losers: unranked(fold, family) };
  const details = wayDetails(first.pvd, family, first.gateway, first.rule === 'ranked' ? 'default' : first.prefix);
  if (best && first.rule === 'ranked')
    return { question, answer: first.pvd.id, details, because: best.because, losers: [...best.beaten, ...unranked(fold, family)] };
  const because = reason(first.rule, [first.since]);
  const rankOf = (way: Way) => order.find((p) => p.pvd === way.pvd.id)?.place ?? null;
  const lostBy = (way: Way): string => {
    if (way.rule !== first.rule) return first.rule;
    const isByRank = first.rule === 'onLink' && rankOf(way) !== rankOf(first);
    return !isByRank && way.length < first.length ? 'longestPrefix' : 'rank';
  };
  const others = rest.filter((way) => way.rule !== 'ranked');
  const far = order.filter((p) => ![first, ...others].some((way) => way.pvd.id === p.pvd));
  const losers = [
    ...others.map((way): Beaten => ({ pvd: way.pvd.id, ...reason(lostBy(way), [first.since, way.since]) })),
    ...far.map((p): Beaten => ({ pvd: p.pvd, ...because })),
  ];
  return { question, answer: first.pvd.id, details, because, losers };
}

/** By the PvD whose answer the address is, where that is so (law 8). */
function byPin({ host, decision }: Fold, question: string, to: string): Explanation | null {
  const [pin, row] = [find(host.pins, to), pinRow(decision.routing.routes, to)];
  if (!pin || !row) return null;
  const because = reason('pinned', [pin.since]);
  const losers = ranked(decision.ranking, familyOf(to)).filter((p) => p.pvd !== row.pvd);
  const { ifname, gateway, source } = row.route;
  const details = { dev: ifname, via: gateway, src: source, by: 'pin', generation: pin.generation };
  return { question, answer: row.pvd, details, because, losers: losers.map((p) => ({ pvd: p.pvd, ...because })) };
}

function bySource(fold: Fold, question: string, to: string, from: string): Explanation {
  const owner = attachedDomains(fold.host.pvds).find((p) => objectsOf(p.objects, 'address').some((a) => a.value === from));
  if (!owner) return { question, answer: null, details: {}, because: reason('nobodysSource'), losers: [] };
  const own = goodAddresses(owner.objects).find((a) => a.value === from);
  const near = [...onLinkWays(owner), ...specificWays(owner)].filter((way) => isInPrefix(to, way.prefix));
  const [nearer] = near.toSorted((a, b) => b.length - a.length);
  const gateway = objectsOf(owner.objects, 'gateway').find((g) => g.family === familyOf(to));
  // Without a way in its own table it is refused at home (law 9).
  if (!nearer && !gateway) return { question, answer: null, details: {}, because: reason('noWay', [own?.since]), losers: [] };
  const [via, by] = nearer ? [nearer.gateway, nearer.prefix] : [gateway?.value || null, 'default'];
  const others = ranked(fold.decision.ranking, familyOf(to)).filter((p) => p.pvd !== owner.id);
  const because = reason('sourceOwner', [own?.since]);
  return {
    question,
    answer: owner.id,
    details: { ...wayDetails(owner, familyOf(to), via, by), src: from },
    because,
    losers: others.map((p) => ({ pvd: p.pvd, ...because })),
  };
}

const wayDetails = (pvd: Domain, family: Family, gateway: string | null, prefix: string): Explanation['details'] => ({
  ...{ dev: pvd.ifname, via: gateway, src: sourceOf(pvd, family), by: prefix, generation: pvd.generation },
});

const unranked = (fold: Fold, family: Family): readonly Beaten[] =>
  fold.decision.ranking.filter((p) => p.family === family && p.place === null).map((p) => ({ pvd: p.pvd, ...p.because }));

/** Which server is asked for a name: the rule that covers it, and those that it beat. */
export function whyName(fold: Fold, name: string, family: Family = 4): Explanation {
  const question = `name ${name} IPv${family}`;
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const special = specialUse(wanted);
  const rules = covering(fold.decision.resolution, wanted, family);
  if (special && !rules.some((rule) => isClaim(special, rule.suffix)))
    return { question, answer: null, details: { never: special.zone }, because: reason('specialUseName'), losers: [] };
  const [first, ...rest] = rules;
  if (!first) return { question, answer: null, details: {}, because: reason('noServer'), losers: [] };
  const losers = rest.map((r): Beaten => {
    const isHeld = !mayAnswer(r) && rules.some((rule) => rule.exclusive && r.suffix.length >= rule.suffix.length);
    const rule = isHeld ? 'exclusive' : r.suffix !== first.suffix ? 'longestSuffix' : toldApartBy(first, r);
    return { pvd: r.pvd, rule: `${rule} (${r.kind} ${r.suffix})`, by: 'built-in', facts: r.because.facts };
  });
  const { servers, suffix, kind, preference, generation } = first;
  const details = { servers, suffix, kind, preference, trust: first.trusted ? 'trusted' : 'not trusted', generation };
  return { question, answer: servers.length > 0 ? first.pvd : null, details, because: first.because, losers };
}

/** What a PvD is, and what it is used for. Null when there is none of that id (its `identity` will do). */
export function whyPvd(fold: Fold, wanted: string): Explanation | null {
  const found = fold.host.pvds.find((p) => p.id === wanted || p.id === `pvd:${wanted}` || p.snapshot.context.identity === wanted);
  if (!found) return null;
  const { context } = found.snapshot;
  const state = pvdState(found.snapshot);
  const places = fold.decision.ranking.filter((p) => p.pvd === found.id);
  const best = places.toSorted((a, b) => (a.place ?? 1e9) - (b.place ?? 1e9))[0];
  const said = FAMILIES.map((family) => {
    const place = places.find((p) => p.family === family);
    return [
      `IPv${family}`,
      place ? (place.place === null ? `not ranked: ${place.because.rule}` : `place ${place.place}: ${place.because.rule}`) : 'absent',
    ] as const;
  });
  return {
    question: `pvd ${found.id}`,
    answer: state.provisioning,
    details: {
      ...Object.fromEntries(said),
      reach4: state.reach4,
      reach6: state.reach6,
      generation: context.generation,
      objects: context.objects.map((o) => o.id),
      ...informationOf(fold, found.id),
    },
    because: best?.because ?? reason('unranked'),
    losers: best?.beaten ?? [],
  };
}

/** What became of asking for its additional information (RFC 8801 §4), where it is offered. */
function informationOf({ host }: Fold, pvd: string): Explanation['details'] {
  const found = find(host.information, informationId(pvd))?.snapshot;
  if (!found) return {};
  const { asking, holding } = informationState(found);
  return { information: `${holding}, ${asking}${found.context.problem === null ? '' : `: ${found.context.problem}`}` };
}
