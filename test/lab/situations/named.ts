/** What is to be said of names asked in a storm: answers that had no right to be given, questions on a wire that was not theirs, and how late the resolver was. */

import { isUnder } from '../../../machines/model/dns/index.ts';
import type { Fact } from '../../../machines/model/facts/index.ts';
import type { Shown } from '../shown.ts';
import type { Asked } from './asking-child.ts';
import { type Asking, EXCLUSIVE, pvdOf, UPLINKS } from './naming.ts';

/** Ms that a program may take to read what it was sent. */
const SLACK = 100;
const PRIVATE = UPLINKS.map(({ ifname, names }) => ({ ifname, suffix: names?.search ?? '' }));

/** Whose answer it is, and after how many losses of that network, by the addresses that it encodes (answering-child.ts). */
const ENCODED = /^(?:10\.(\d+)\.0\.(\d+)|2001:db8:ee:(\d+)::([0-9a-f]*))$/;
function whose(address: string): { readonly ifname: string; readonly number: number } | null {
  const [, n4, a4, n6, a6] = ENCODED.exec(address) ?? [];
  const ifname = UPLINKS[Number(n4 ?? n6) - 1]?.ifname;
  return ifname === undefined ? null : { ifname, number: a4 === undefined ? Number.parseInt(a6 || '0', 16) : Number(a4) };
}

/** Losses of each network, by the seq of their facts. */
export type Losses = Readonly<Record<string, readonly number[]>>;
export function lossesIn(facts: readonly Fact[]): Losses {
  const lost = facts.flatMap((fact) => (fact.type === 'link.carrierChanged' && !fact.carrier ? [fact] : []));
  return Object.fromEntries(UPLINKS.map(({ ifname }) => [ifname, lost.flatMap((fact) => (fact.ifname === ifname ? [fact.seq] : []))]));
}

/** Null: some view that was in force when it was given says that this network is asked for this name, and it is not from before a loss. */
export function faultOf(asked: Asked, shown: readonly Shown[], losses: Losses): string | null {
  const from = Math.max(asked.sent, asked.received - SLACK);
  // From when it may be in force until its successor surely is.
  const views = shown.filter(
    (view, i) => view.posted <= asked.received && (shown[i + 1]?.acknowledged ?? Number.POSITIVE_INFINITY) >= from,
  );
  const own = PRIVATE.find(({ suffix }) => isUnder(asked.name, suffix));
  for (const address of asked.told) {
    const by = whose(address);
    const told = `${asked.name} IPv${asked.family} has ${address} of ${by?.ifname ?? 'nobody'}, ${asked.received.toFixed(1)}`;
    if (!by) return `unknown: ${told}`;
    if (own && EXCLUSIVE.includes(own.ifname) && own.ifname !== by.ifname) return `crossed: ${told}`;
    const asking = views.filter((view) => isAsked(view, pvdOf(by), asked));
    if (asking.length === 0) return `lost: ${told}, while ${views.map(({ seq }) => seq).join(', ')} held`;
    const numberAt = ({ seq }: Shown) => losses[by.ifname]?.filter((lost) => lost <= seq).length;
    if (!asking.some((view) => numberAt(view) === by.number)) return `stale: ${told}, not ${asking.map(numberAt).join(', ')}`;
  }
  return null;
}
function isAsked({ rules, domains }: Shown, pvd: string, { name, family }: Asked): boolean {
  const covering = rules.filter((r) => r.family === family && (r.suffix === '.' || isUnder(name, r.suffix)));
  const [longest] = covering.toSorted((a, b) => b.suffix.length - a.suffix.length || Number(a.suffix === '.') - Number(b.suffix === '.'));
  return longest?.pvds.includes(pvd) === true && domains.some((d) => d.pvd === pvd && d.isOpen);
}

/** Of these questions on the wire of one network: those with a name under this suffix. */
export const questionsFor = ({ questions }: Asking, ifname: string, suffix: string): readonly string[] =>
  (questions[ifname] ?? []).filter((line) => / [a-z0-9]+\? (\S+)\. /i.exec(line)?.[1]?.toLowerCase().endsWith(`.${suffix}`));
/** By no wire but its own is a name of an exclusive network to be asked; `own` are the questions that were. */
export function leaks(asking: Asking): { readonly own: number; readonly foreign: readonly string[] } {
  const on = (isOwn: boolean) =>
    PRIVATE.filter(({ ifname }) => EXCLUSIVE.includes(ifname)).flatMap(({ ifname, suffix }) =>
      UPLINKS.filter((uplink) => (uplink.ifname === ifname) === isOwn).flatMap((uplink) => questionsFor(asking, uplink.ifname, suffix)),
    );
  return { own: on(true).length, foreign: on(false) };
}

/** The views from which on a lost network was not asked, and losses after which it still was. */
export function lossesShown(
  shown: readonly Shown[],
  facts: readonly Fact[],
): { readonly views: readonly Shown[]; readonly missed: readonly number[] } {
  const views: Shown[] = [];
  const missed: number[] = [];
  for (const [ifname, lost] of Object.entries(lossesIn(facts)))
    for (const seq of lost) {
      const back =
        facts.find((f) => f.seq > seq && f.type === 'link.carrierChanged' && f.ifname === ifname && f.carrier)?.seq ??
        Number.POSITIVE_INFINITY;
      const has = ({ domains }: Shown) => domains.some(({ pvd }) => pvd === pvdOf({ ifname }));
      const after = shown.filter((view) => view.seq >= seq && view.seq < back);
      const before = shown.findLast((view) => view.seq < seq);
      if (after.some(has) || (before && has(before) && after.length === 0)) missed.push(seq);
      else if (before && has(before) && after[0]) views.push(after[0]);
    }
  return { views, missed };
}

/** One that so many of them do not exceed; NaN of none. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
