/**
 * The ordered chain of filters (law 11): prohibitions of all authors, then the authors' preferences in their order of
 * authority, then the built-ins. A filter that all fail says nothing. Its order is the policy; no score is summed.
 */
import type { LinkKind } from '../machines/model/facts/kernel.ts';
import type { PolicyRule, Selector } from '../machines/model/policy.ts';
import type { Family, Seq } from '../machines/model/units.ts';
import type { PolicyContext } from '../machines/policy.ts';
import type { Candidate } from './candidates.ts';
import { lastResult } from './memo.ts';
import type { Readable } from './part.ts';

export type Filter = {
  readonly rule: string;
  /** The author, or `built-in`. */
  readonly by: string;
  /** `incumbent`: the one of these that stood highest before. */
  readonly keep: (candidates: readonly Candidate[], incumbent?: string) => readonly Candidate[];
  /** The facts that gave the values it looked at, of one candidate. */
  readonly facts: (candidate: Candidate) => readonly (Seq | null)[];
};
export type PolicyFilter = Filter & {
  readonly prohibits: boolean;
  /** What a network said of another PvD: ignored (law 7). */
  readonly foreign: (candidates: readonly Candidate[]) => readonly Candidate[];
};
export type Chain = { readonly policies: readonly PolicyFilter[]; readonly filters: readonly Filter[] };

export const compileChain = (host: Readable, family: Family): Chain => compiled[family](host.policies, host.settings);

const compiled = {
  4: lastResult(
    (...made: Compiling) => made,
    (policies, settings) => compileFor(policies, settings, 4),
  ),
  6: lastResult(
    (...made: Compiling) => made,
    (policies, settings) => compileFor(policies, settings, 6),
  ),
};
type Compiling = readonly [policies: Readable['policies'], settings: Readable['settings']];

function compileFor(policies: Readable['policies'], settings: Readable['settings'], family: Family): Chain {
  const all = authorsInOrder(policies, settings).flatMap((author) =>
    author.rules.map((rule, i) => policyFilter(author, rule, i, family)).filter((f) => f !== null),
  );
  const prohibitions = all.filter((f) => f.prohibits);
  const preferences = all.filter((f) => !f.prohibits);
  return { policies: [...prohibitions, ...preferences], filters: [...preferences, ...BUILT_IN] };
}

/** The strongest first; who is not named comes last. */
export function authorsInOrder(policies: Readable['policies'], settings: Readable['settings']): readonly PolicyContext[] {
  const order = (p: PolicyContext) => {
    const place = settings.authority.indexOf(p.author);
    return place < 0 ? settings.authority.length : place;
  };
  return policies.map((p) => p.snapshot.context).sort((a, b) => order(a) - order(b));
}

function policyFilter(author: PolicyContext, rule: PolicyRule, index: number, family: Family): PolicyFilter | null {
  // What is said of some packets only is no word on the ranking: it becomes rules of its own (routing/traffic.ts).
  if ((rule.family !== undefined && rule.family !== family) || 'use' in rule || ('never' in rule && rule.for)) return null;
  const [verb, selector] =
    'never' in rule
      ? (['never', rule.never] as const)
      : 'prefer' in rule
        ? (['prefer', rule.prefer] as const)
        : (['avoid', rule.avoid] as const);
  const isItsOwn = (c: Candidate) => author.pvd === null || c.id === author.pvd;
  const isMeant = (c: Candidate) => isItsOwn(c) && isSpokenOf(selector, c);
  const isSelfPraise = author.pvd !== null && verb === 'prefer';
  return {
    rule: `${verb} ${words(selector)} (rule ${index + 1})`,
    by: author.pvd === null ? author.author : `${author.author} ${author.pvd}`,
    prohibits: verb === 'never',
    // To prefer oneself is to put the others down: a network may hold itself back, and no more.
    keep: (list) => (isSelfPraise ? list : list.filter((c) => (verb === 'prefer' ? isMeant(c) : !isMeant(c)))),
    foreign: (list) => list.filter((c) => isSpokenOf(selector, c) && (isSelfPraise || !isItsOwn(c))),
    facts: () => [author.since],
  };
}

export const words = (selector: Selector): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key} ${value}`)
    .sort()
    .join(', ');

export function isSpokenOf(s: Selector, c: Candidate): boolean {
  return (
    (s.pvd === undefined || s.pvd === c.id) &&
    (s.identity === undefined || s.identity.toLowerCase() === c.identity) &&
    (s.interface === undefined || s.interface === c.ifname) &&
    (s.kind === undefined || s.kind === c.kind) &&
    (s.metered === undefined || s.metered === c.metered) &&
    (s.network === undefined || s.network === c.network)
  );
}

/** Wire before radio before what one pays for; what we cannot tell stands between. A guess that policy overrides. */
const KINDS: Partial<Record<LinkKind, number>> = { ethernet: 0, bridge: 0, bond: 0, vlan: 0, wifi: 1, cellular: 3, ppp: 3 };
const kindOrder = (c: Candidate): number => KINDS[c.kind] ?? 2;
const LEVEL = { high: 0, medium: 1, low: 2 } as const;
const best = (list: readonly Candidate[], of: (c: Candidate) => number) => {
  const least = Math.min(...list.map(of));
  return list.filter((c) => of(c) === least);
};

/**
 * A number decides only where it differs by more than its band: `share` of the best, or `least` where that is little.
 * The incumbent has twice the band, so that two that are nearly equal do not take turns. What nobody measured passes.
 */
type Band = { readonly share: number; readonly least: number };
const within =
  (of: (c: Candidate) => number | null, { share, least }: Band): Filter['keep'] =>
  (list, incumbent) => {
    const known = list.map(of).filter((value) => value !== null);
    const lowest = Math.min(...known);
    const band = Math.max(share * lowest, least);
    return list.filter((c) => {
      const value = of(c);
      return value === null || value <= lowest + (c.id === incumbent ? 2 * band : band);
    });
  };
/** Guesses: a tenth of the packets, half of the round trip or 20 ms, half of the bandwidth. */
const LOSS: Band = { share: 0, least: 10 };
const RTT: Band = { share: 0.5, least: 20 };
const SLOWNESS: Band = { share: 1, least: 0 };
const slowness = (c: Candidate) => (c.bandwidth === null ? null : 1 / c.bandwidth);
/** What is not declared is free: a cost is named where there is one. */
const costOf = (c: Candidate) => c.cost ?? 0;

const BUILT_IN: readonly Filter[] = [
  { rule: 'unmetered', by: 'built-in', keep: (list) => list.filter((c) => !c.metered), facts: (c) => [c.meteredSince] },
  { rule: 'loss', by: 'built-in', keep: within((c) => c.loss, LOSS), facts: (c) => [c.measuredSince] },
  { rule: 'cost', by: 'built-in', keep: (list) => best(list, costOf), facts: (c) => [c.cost === null ? null : c.declaredSince] },
  { rule: 'kind', by: 'built-in', keep: (list) => best(list, kindOrder), facts: (c) => [c.kindSince] },
  {
    rule: 'metric',
    by: 'built-in',
    keep: (list) => best(list, (c) => c.metric ?? Number.POSITIVE_INFINITY),
    facts: (c) => [c.gatewaySince],
  },
  { rule: 'bandwidth', by: 'built-in', keep: within(slowness, SLOWNESS), facts: (c) => [c.declaredSince] },
  { rule: 'roundTripTime', by: 'built-in', keep: within((c) => c.rtt, RTT), facts: (c) => [c.measuredSince] },
  {
    /** Router preference (RFC 4191 §2.1) compares routers of one link only: across links it would be a network speaking of another. */
    rule: 'routerPreference',
    by: 'built-in',
    keep: (list) => list.filter((c) => !list.some((o) => o.ifname === c.ifname && LEVEL[o.preference] < LEVEL[c.preference])),
    facts: (c) => [c.gatewaySince],
  },
];
