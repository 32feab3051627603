/** What a program needs of a network: one that it names, or a selector; and which PvDs meet it, each refusal with its reason. */
import { z } from 'zod';
import { LinkKind } from './facts/kernel.ts';
import { Flag, textUpTo } from './plain.ts';
import { REACHES, type ReachState, USABLE } from './reach.ts';
import { compareText } from './rows.ts';
import { FAMILIES, Family } from './units.ts';

/**
 * All given criteria must hold. `usable`: at least so good, in `family` where that is given (`any`: also one that carries no
 * traffic now, a portal's); left out: whatever the decision ranks. What nobody has declared meets no bound.
 */
export const Selector = z.strictObject({
  pvd: textUpTo(320).optional(),
  /** RFC 8801 §3.1: without regard to case. */
  identity: textUpTo(253).optional(),
  ifname: textUpTo(15).optional(),
  kind: z.union([LinkKind, z.array(LinkKind).min(1).max(12).readonly()]).optional(),
  metered: Flag.optional(),
  /** In the unit of the configuration's `cost`. */
  maxCost: z.number().nonnegative().optional(),
  /** Mbit/s. */
  minBandwidth: z.number().positive().optional(),
  family: Family.optional(),
  usable: z.enum([...REACHES, 'any']).optional(),
});
export type Selector = z.infer<typeof Selector>;

/** A PvD by its id, its identity or its interface, usable or not; or whatever a selector finds, best first. */
export const Use = z.union([z.string().min(1).max(320), Selector]);
export type Use = z.infer<typeof Use>;

/** What is asked of a PvD. Both tell each family apart: its place in the ranking, and how good it is; null: it carries nothing there. */
export type Traits = {
  readonly pvd: string;
  readonly identity: string | null;
  readonly ifname: string;
  readonly kind: LinkKind;
  readonly metered: boolean;
  readonly cost: number | null;
  readonly bandwidth: number | null;
  readonly rank: { readonly [F in Family]: number | null };
  readonly usable: { readonly [F in Family]: ReachState | null };
  /** The rule that keeps it from being ranked; null where it is. */
  readonly unfit: { readonly [F in Family]: string | null };
};

/** Which criterion was not met, and by what. */
export type Refusal = { readonly rule: keyof Selector; readonly found: string };
export type Fit = true | Refusal;

export function fits(use: Use, traits: Traits): Fit {
  if (typeof use === 'string') return isNamed(use, traits) || { rule: 'pvd', found: traits.pvd };
  const failed = CRITERIA.find(([rule, holds]) => !holds(traits, use) && (use[rule] !== undefined || rule === 'usable'));
  return failed ? { rule: failed[0], found: failed[2](traits, use) } : true;
}

/** `wlan0 is metered: true`, for people. */
export const refusalText = ({ pvd }: Pick<Traits, 'pvd'>, { rule, found }: Refusal): string => `${pvd}: ${rule} is ${found}`;

/** Its place, in one family or in the better of both; behind all places where it has none. */
export function placeOf({ rank }: Pick<Traits, 'rank'>, family: Family | null = null): number {
  return Math.min(...(family === null ? FAMILIES : [family]).map((f) => rank[f] ?? Number.POSITIVE_INFINITY));
}

/** Those that fit, in the order of the ranking; and why each other does not. */
export function choose<T extends Traits>(use: Use, all: readonly T[], family: Family | null = null) {
  const judged = all.map((traits) => ({ traits, fit: fits(use, traits) }));
  const byRank = (a: T, b: T): number => order(placeOf(a, family), placeOf(b, family)) || compareText(a.pvd, b.pvd);
  return {
    chosen: judged.flatMap(({ traits, fit }) => (fit === true ? [traits] : [])).toSorted(byRank),
    refused: judged.flatMap(({ traits, fit }) => (fit === true ? [] : [{ pvd: traits.pvd, ...fit }])),
  };
}

const order = (a: number, b: number): number => (a === b ? 0 : a - b);

type Criterion = readonly [
  rule: keyof Selector,
  holds: (traits: Traits, wanted: Selector) => boolean,
  found: (traits: Traits, wanted: Selector) => string,
];

/** In the order in which a person would look: which network, what kind of one, whether it works. */
const CRITERIA: readonly Criterion[] = [
  ['pvd', (t, s) => t.pvd === s.pvd, (t) => t.pvd],
  ['identity', (t, s) => t.identity?.toLowerCase() === s.identity?.toLowerCase(), (t) => String(t.identity)],
  ['ifname', (t, s) => t.ifname === s.ifname, (t) => t.ifname],
  ['kind', (t, s) => (Array.isArray(s.kind) ? s.kind : [s.kind]).includes(t.kind), (t) => t.kind],
  ['metered', (t, s) => t.metered === s.metered, (t) => String(t.metered)],
  ['maxCost', (t, { maxCost = 0 }) => t.cost !== null && t.cost <= maxCost, (t) => declared(t.cost)],
  ['minBandwidth', (t, { minBandwidth = 0 }) => t.bandwidth !== null && t.bandwidth >= minBandwidth, (t) => declared(t.bandwidth)],
  ['family', isOfFamily, (t, s) => notUsable(t, s)],
  ['usable', isUsable, (t, s) => notUsable(t, s)],
];

const isNamed = (name: string, { pvd, identity, ifname }: Traits): boolean =>
  pvd === name || ifname === name || (identity !== null && identity.toLowerCase() === name.toLowerCase());

function isOfFamily({ usable }: Traits, { family, usable: wanted }: Selector): boolean {
  return family !== undefined && (wanted === 'any' || usable[family] !== null);
}

function isUsable({ usable }: Traits, { usable: wanted, family }: Selector): boolean {
  if (wanted === 'any') return true;
  const reached = (family === undefined ? FAMILIES : [family]).map((f) => usable[f]).filter((reach) => reach !== null);
  return wanted === undefined ? reached.length > 0 : reached.some((reach) => reach === wanted || isBetter(reach, wanted));
}
const isBetter = (reach: ReachState, than: ReachState): boolean =>
  USABLE.includes(reach) && (!USABLE.includes(than) || USABLE.indexOf(reach) < USABLE.indexOf(than));

const declared = (value: number | null): string => (value === null ? 'not declared' : String(value));
function notUsable({ usable, unfit }: Traits, { family }: Selector): string {
  const told = (family === undefined ? FAMILIES : [family]).map((f) => usable[f] ?? unfit[f] ?? 'absent');
  return [...new Set(told)].join(', ');
}
