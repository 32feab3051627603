/**
 * Which server for which name: every PvD's suffix rules and its servers, in the order that RFC 6731 §4.1 gives: the longest
 * suffix, then preference (a person's rule before all), then trust, then what kind of claim it is, then the PvD's rank.
 * `.` is every other name.
 */
import type { Preference } from '../machines/model/facts/router.ts';
import { compareId, compareText } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { type Claim, claimsOf, KINDS, ordered } from './claims.ts';
import { attachedDomains, presentDomains, standingDomains } from './domains.ts';
import type { Part, Readable } from './part.ts';
import { orders, type Ranking, ranked } from './ranking.ts';
import { type Reason, reason } from './reasons.ts';
import { remembered } from './remembered.ts';
import { settingsOf, speakers } from './speakers.ts';

export type SuffixRule = Claim & {
  readonly id: string;
  readonly family: Family;
  /** Among the rules of this suffix and family: 1 is asked. */
  readonly place: number;
  readonly because: Reason;
};
/** Rows `corp.example 4 zone pvd:wlan0`, sorted by id. */
export type Resolution = readonly SuffixRule[];
export type Needs = { readonly ranking: Ranking };

export const resolution: Part<Resolution, Needs> = {
  initial: [],
  reads: (host, { ranking }) => [
    ...[host.settings, host.recalled, ...orders(ranking)],
    ...[...attachedDomains(host.pvds), null, ...presentDomains(host.pvds), null, ...standingDomains(host.pvds)],
  ],
  step: (previous, host, { ranking }) => {
    const claims = allClaims(previous, host, ranking);
    return settleRows(previous, FAMILIES.flatMap((family) => placed(claims, ranking, family)).sort(compareId));
  },
};

function allClaims(previous: Resolution, host: Readable, ranking: Ranking): readonly Claim[] {
  const speaking = speakers(host, ranking);
  const said = speaking.flatMap(({ domain, scope }) => claimsOf(host, domain, scope));
  // Who is not asked yet, or not any more, still says what nobody else may be asked for.
  const silent = standingDomains(host.pvds)
    .filter((domain) => settingsOf(host, domain)?.names === 'exclusive' && !speaking.some((s) => s.domain.id === domain.id))
    .flatMap((domain) => claimsOf(host, domain, 'none'));
  const claimed = [...said, ...silent];
  return [...claimed, ...remembered(previous, host, claimed, speaking, presentDomains(host.pvds)), ...ordered(host, speaking)];
}

const PREFERENCES: readonly Preference[] = ['high', 'medium', 'low'];

/**
 * The criteria in their order, each with the name of its rule; less is better. For all other names (`.`) networks have no say:
 * these are the default's, by rank (law 8), unless a person orders otherwise; else any network could take every name (sec-2).
 */
const CRITERIA: readonly (readonly [rule: string, of: (claim: Claim) => number])[] = [
  ['preference', (c) => Number(c.kind !== 'policy')],
  ['preference', (c) => (c.suffix === '.' ? 0 : PREFERENCES.indexOf(c.preference))],
  ['trust', (c) => (c.suffix === '.' ? 0 : Number(!c.trusted))],
  ['claim', (c) => KINDS.indexOf(c.kind)],
];

/** The first criterion that tells two rules of one suffix apart. */
export const toldApartBy = (a: Claim, b: Claim): string => CRITERIA.find(([, of]) => of(a) !== of(b))?.[0] ?? 'rank';

function placed(claims: readonly Claim[], ranking: Ranking, family: Family): readonly SuffixRule[] {
  const order = [...ranked(ranking, family), ...ranked(ranking, family === 4 ? 6 : 4)].map((p) => p.pvd);
  const places = new Map(order.toReversed().map((pvd, i) => [pvd, order.length - 1 - i]));
  const rankOf = (pvd: string) => places.get(pvd) ?? order.length;
  const before = (a: Claim, b: Claim): number =>
    CRITERIA.reduce((told, [, of]) => told || of(a) - of(b), 0) || rankOf(a.pvd) - rankOf(b.pvd) || compareText(a.pvd, b.pvd);
  return [...Map.groupBy(claims, (claim) => claim.suffix).values()].flatMap((same) => {
    const sorted = same.toSorted(before);
    return sorted.map((claim, i) => ruleOf(claim, family, i + 1, sorted[i === 0 ? 1 : 0]));
  });
}

/** `rival`: who would be asked next, or before it. */
function ruleOf(claim: Claim, family: Family, place: number, rival: Claim | undefined): SuffixRule {
  const known = made[family].get(claim);
  if (known?.place === place && known.rival === rival) return known.rule;
  const rule = {
    ...claim,
    family,
    id: `${claim.suffix} ${family} ${claim.kind} ${claim.pvd}`,
    place,
    because: reason(rival ? toldApartBy(claim, rival) : 'onlyOne', [claim.since, rival?.since]),
  };
  made[family].set(claim, { place, rival, rule });
  return rule;
}
type Made = { readonly place: number; readonly rival: Claim | undefined; readonly rule: SuffixRule };
/** A claim's rule stays the very same while it has its place, against the same other. */
const made: Record<Family, WeakMap<Claim, Made>> = { 4: new WeakMap(), 6: new WeakMap() };

/** Whether a name is the suffix or under it. */
export const covers = (suffix: string, name: string): boolean => suffix === '.' || name === suffix || name.endsWith(`.${suffix}`);

/** The rules that cover a name, the one that is asked first; longest suffix, then place. Under an exclusive one, what other networks claim comes last. */
export function covering(rows: Resolution, name: string, family: Family): readonly SuffixRule[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const length = (suffix: string) => (suffix === '.' ? 0 : suffix.length);
  const found = rows.filter((r) => r.family === family && covers(r.suffix, wanted));
  const isHeld = found.some((r) => r.exclusive);
  const behind = (r: SuffixRule) => Number(isHeld && !mayAnswer(r));
  return found.toSorted((a, b) => behind(a) - behind(b) || length(b.suffix) - length(a.suffix) || a.place - b.place);
}

/** Under an exclusive suffix: who it is exclusive for, and what a person orders. */
export const mayAnswer = (rule: SuffixRule): boolean => rule.exclusive || rule.kind === 'policy';
