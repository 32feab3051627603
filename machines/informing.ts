/** When additional information may be asked for, and which of it may be used. RFC 8801 §4.1, as plain functions over plain values. */
import { isInPrefix, prefixLength } from './model/address.ts';
import { chance } from './model/chance.ts';
import type { FactOf } from './model/facts/index.ts';
import type { Information } from './model/facts/information.ts';
import { after, elapsed, type Instant, type Millis, millis, type Seq, seconds } from './model/units.ts';

/** What the advertisements of a PvD with the H flag say. */
export type Offer = {
  readonly generation: number;
  readonly identity: string;
  readonly sequence: number;
  /** The field of the option: 0 … 15. */
  readonly delay: number;
  /** Of all its prefix information options. */
  readonly prefixes: readonly string[];
  /** What makes this host's delays its own. */
  readonly seed: string;
};
export type Held = Information & { readonly generation: number; readonly sequence: number; readonly since: Seq };
type Asked = { readonly pvd: string; readonly asked: Instant | null };

/** Between two questions of one PvD. RFC 8801 §4.1 recommends it. */
const LEAST_WAIT = seconds(10);
/** After no answer at all: the least wait, doubled each time, up to an hour. A guess; the RFC leaves it open. */
const LONGEST_RETRY = seconds(3600);

/** Up to 2^(10 + Delay) ms after this moment; never later than what is waited for already. RFC 8801 §4.1. */
export function soonest(context: Asked & { readonly due: Instant | null }, offer: Offer, at: Instant): Instant {
  const delay = millis(Math.round(chance(seedOf('question', context, offer)) * 2 ** (10 + offer.delay)));
  const due = notBefore(context, after(at, delay));
  return context.due !== null && context.due < due ? context.due : due;
}

/** Somewhere in the second half of what is left of it. RFC 8801 §4.1: the interval [(B-A)/2, B]. */
export function refreshAt(context: Asked & { readonly offer: Offer | null }, at: Instant, expires: Instant): Instant {
  const half = elapsed(at, expires) / 2;
  return notBefore(context, after(at, millis(Math.round(half + half * chance(seedOf('refresh', context, context.offer))))));
}

export function retryAt(context: Asked & { readonly offer: Offer | null; readonly failed: number }, at: Instant): Instant {
  const wait = Math.min(LONGEST_RETRY, LEAST_WAIT * 2 ** Math.min(context.failed, 20));
  return notBefore(context, after(at, millis(Math.round(wait * (1 + chance(seedOf('retry', context, context.offer)) / 8)))));
}

const notBefore = ({ asked }: Asked, due: Instant): Instant => {
  const least = asked === null ? due : after(asked, LEAST_WAIT);
  return due < least ? least : due;
};
const seedOf = (what: string, { pvd, asked }: Asked, offer: Offer | null): string =>
  `${offer?.seed} ${what} ${pvd} ${offer?.generation} ${offer?.sequence} ${asked}`;

/** Whether every advertised prefix lies in one of those that the document names. RFC 8801 §4.4. */
export const coversAll = (prefixes: readonly string[], advertised: readonly string[]): boolean =>
  uncovered(prefixes, advertised).length === 0;
const uncovered = (prefixes: readonly string[], advertised: readonly string[]): readonly string[] =>
  advertised.filter((own) => !prefixes.some((p) => prefixLength(p) <= prefixLength(own) && isInPrefix(own.slice(0, own.indexOf('/')), p)));
export const uncoveredProblem = (prefixes: readonly string[], advertised: readonly string[]): string =>
  `it does not cover the advertised ${uncovered(prefixes, advertised).join(', ')}`.slice(0, 256);

export const heldOf = ({ generation, sequence, prefixes, dnsZones, noInternet, of, seq }: FactOf<'information.received'>): Held => ({
  generation,
  sequence,
  prefixes,
  dnsZones,
  noInternet,
  since: of ?? seq,
});
/** Another attachment or another sequence number ends the use of what is held, and so does a prefix that it does not name. RFC 8801 §4.1. */
export const isUsable = (held: Held | null, offer: Offer): boolean =>
  held !== null && held.generation === offer.generation && held.sequence === offer.sequence && coversAll(held.prefixes, offer.prefixes);

/** How often one network made us ask: an attacker who advertises PvDs may aim us at other people's servers. RFC 8801 §6. */
export type Restraint = { readonly id: string; readonly asked: readonly Instant[]; readonly refused: number };
/** Questions within ten seconds, and refused answers, of all PvDs of one network. RFC 8801 §4.1 recommends them. */
const QUESTIONS_MAX = 5;
export const REFUSED_MAX = 10;

/** When this network may be asked next; the moment itself where it may be now. */
export function roomAt(restraint: Restraint | undefined, at: Instant): Instant {
  const recent = (restraint?.asked ?? []).filter((asked) => elapsed(asked, at) < LEAST_WAIT);
  const [oldest] = recent;
  return recent.length < QUESTIONS_MAX || oldest === undefined ? at : after(oldest, LEAST_WAIT);
}
export const withQuestion = (restraint: Restraint | undefined, id: string, at: Instant): Restraint => ({
  id,
  asked: [...(restraint?.asked ?? []), at].slice(-QUESTIONS_MAX),
  refused: restraint?.refused ?? 0,
});
export const withRefusal = (restraint: Restraint | undefined, id: string): Restraint => ({
  id,
  asked: restraint?.asked ?? [],
  refused: (restraint?.refused ?? 0) + 1,
});
export const ageOf = (moment: Instant | null, now: Instant): Millis | null => (moment === null ? null : elapsed(moment, now));
