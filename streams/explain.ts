/** The answers to «why»: read from one fold, nothing computed anew that the decision did not decide. */
import { informationId, informationState } from '../machines/information.ts';
import { familyOf, isInPrefix, prefixLength, reachOf } from '../machines/model/address.ts';
import { goodAddresses, objectsOf } from '../machines/model/pvd.ts';
import { find } from '../machines/model/rows.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { isAttached, type PvdContext, pvdState } from '../machines/pvd.ts';
import type { Fold } from './loop.ts';
import { ranked } from './ranking.ts';
import { type Beaten, type Reason, reason } from './reasons.ts';
import { covering } from './resolution.ts';
import { specificRoutes } from './routing.ts';

export type Explanation = {
  readonly question: string;
  /** Null: refused, or nobody's. */
  readonly answer: string | null;
  readonly details: Readonly<Record<string, string | number | readonly string[] | null>>;
  readonly because: Reason;
  readonly losers: readonly Beaten[];
};

/** Where a packet to `to` goes: by its own source; to a link it is on; by the longest specific route; else by rank. Design, «Linux». */
export function whyRoute(fold: Fold, to: string, from: string | null = null): Explanation {
  const family = familyOf(to);
  const question = `route ${to}${from === null ? '' : ` from ${from}`}`;
  const attached = fold.host.pvds
    .map((p) => p.snapshot)
    .filter(isAttached)
    .map((s) => s.context);
  if (reachOf(to) === 'loopback') return { question, answer: 'lo', details: {}, because: reason('loopback'), losers: [] };
  if (from !== null) return bySource(fold, question, attached, to, from);
  const order = ranked(fold.decision.ranking, family);
  const rankOf = (id: string) => order.find((p) => p.pvd === id)?.place ?? Number.POSITIVE_INFINITY;
  // Two links that claim one address: the rank decides (dns-4), for a network could claim any length.
  const byRank = (a: Option, b: Option) => rankOf(a.pvd.id) - rankOf(b.pvd.id) || 0;
  const byLength = (a: Option, b: Option) => b.length - a.length;
  const options = [...onLink(attached, to), ...specific(attached, to).filter((o) => rankOf(o.pvd.id) < Number.POSITIVE_INFINITY)].toSorted(
    (a, b) =>
      Number(b.rule === 'onLink') - Number(a.rule === 'onLink') ||
      (a.rule === 'onLink' ? byRank(a, b) || byLength(a, b) : byLength(a, b) || byRank(a, b)),
  );
  const lostBy = (winner: Option, o: Option): string => {
    if (o.rule !== winner.rule) return winner.rule;
    const isByRank = winner.rule === 'onLink' && byRank(winner, o) !== 0;
    return !isByRank && o.length < winner.length ? 'longestPrefix' : 'rank';
  };
  const [first, ...rest] = options;
  const [best] = order;
  if (first) {
    const losers = [
      ...rest.map(
        (o): Beaten => ({
          pvd: o.pvd.id,
          ...reason(lostBy(first, o), [first.since, o.since]),
        }),
      ),
      ...order
        .filter((p) => !options.some((o) => o.pvd.id === p.pvd))
        .map((p): Beaten => ({ pvd: p.pvd, ...reason(first.rule, [first.since]) })),
    ];
    return {
      question,
      answer: first.pvd.id,
      details: way(first.pvd, family, first.gateway, first.prefix),
      because: reason(first.rule, [first.since]),
      losers,
    };
  }
  const pvd = best && find(fold.host.pvds, best.pvd)?.snapshot.context;
  if (!best || !pvd) return { question, answer: null, details: {}, because: reason('nobodyRanked'), losers: unranked(fold, family) };
  const gateway = objectsOf(pvd.objects, 'gateway').find((g) => g.family === family)?.value ?? null;
  return {
    question,
    answer: pvd.id,
    details: way(pvd, family, gateway, 'default'),
    because: best.because,
    losers: [...best.beaten, ...unranked(fold, family)],
  };
}

function bySource(fold: Fold, question: string, attached: readonly PvdContext[], to: string, from: string): Explanation {
  const owner = attached.find((p) => objectsOf(p.objects, 'address').some((a) => a.value === from));
  if (!owner) return { question, answer: null, details: {}, because: reason('nobodysSource'), losers: [] };
  const own = goodAddresses(owner.objects).find((a) => a.value === from);
  const [nearer] = [...onLink([owner], to), ...specific([owner], to)].toSorted((a, b) => b.length - a.length);
  const gateway = objectsOf(owner.objects, 'gateway').find((g) => g.family === familyOf(to));
  // Without a way in its own table it is refused at home (law 9).
  if (!nearer && !gateway) return { question, answer: null, details: {}, because: reason('noWay', [own?.since]), losers: [] };
  const [via, by] = nearer ? [nearer.gateway, nearer.prefix] : [gateway?.value || null, 'default'];
  const others = ranked(fold.decision.ranking, familyOf(to)).filter((p) => p.pvd !== owner.id);
  const because = reason('sourceOwner', [own?.since]);
  return {
    question,
    answer: owner.id,
    details: { ...way(owner, familyOf(to), via, by), src: from },
    because,
    losers: others.map((p) => ({ pvd: p.pvd, ...because })),
  };
}

type Option = {
  readonly pvd: PvdContext;
  readonly rule: string;
  readonly prefix: string;
  readonly length: number;
  readonly gateway: string | null;
  readonly since: number;
};
const onLink = (pvds: readonly PvdContext[], to: string): readonly Option[] =>
  pvds.flatMap((pvd) =>
    objectsOf(pvd.objects, 'prefix')
      .filter((p) => p.onLink && isInPrefix(to, p.value))
      .map((p) => ({ pvd, rule: 'onLink', prefix: p.value, length: prefixLength(p.value), gateway: null, since: p.since })),
  );
const specific = (pvds: readonly PvdContext[], to: string): readonly Option[] =>
  pvds.flatMap((pvd) =>
    specificRoutes(pvd)
      .filter((r) => isInPrefix(to, r.value))
      .map((r) => ({
        pvd,
        rule: 'specificRoute',
        prefix: r.value,
        length: prefixLength(r.value),
        gateway: r.gateway || null,
        since: r.since,
      })),
  );

const way = (pvd: PvdContext, family: Family, gateway: string | null, prefix: string): Explanation['details'] => {
  const own = goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
  const source = own.find((a) => !a.flags.includes('deprecated')) ?? own[0];
  return { dev: pvd.ifname, via: gateway, src: source?.value ?? null, by: prefix, generation: pvd.generation };
};

const unranked = (fold: Fold, family: Family): readonly Beaten[] =>
  fold.decision.ranking.filter((p) => p.family === family && p.place === null).map((p) => ({ pvd: p.pvd, ...p.because }));

/** Which server is asked for a name: the rule that covers it, and those that it beat. */
export function whyName(fold: Fold, name: string, family: Family = 4): Explanation {
  const question = `name ${name} IPv${family}`;
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const special = specialUse(wanted);
  if (special) return { question, answer: null, details: { never: special }, because: reason('specialUseName'), losers: [] };
  const [first, ...rest] = covering(fold.decision.resolution, wanted, family);
  if (!first) return { question, answer: null, details: {}, because: reason('noServer'), losers: [] };
  const losers = rest.map((r): Beaten => {
    const isLonger = r.suffix !== '.' && r.suffix.length > first.suffix.length;
    const rule = isLonger ? 'exclusive' : r.suffix !== first.suffix ? 'longestSuffix' : r.kind !== first.kind ? 'preference' : 'rank';
    return { pvd: r.pvd, rule: `${rule} (${r.kind} ${r.suffix})`, by: 'built-in', facts: r.because.facts };
  });
  const details = { servers: first.servers, suffix: first.suffix, kind: first.kind, generation: first.generation };
  return { question, answer: first.servers.length > 0 ? first.pvd : null, details, because: first.because, losers };
}

/** Names that no network is asked for. RFC 6761 §6, RFC 6762 §3, RFC 7686 §2, RFC 8375 is not one of them. */
const SPECIAL = ['localhost', 'local', 'invalid', 'test', 'onion', 'alt'];
const specialUse = (name: string): string | null =>
  SPECIAL.find((s) => name === s || name.endsWith(`.${s}`)) ?? (name.includes('.') || name === '' ? null : 'single label');

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
