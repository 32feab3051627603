/**
 * What becomes of a session: a table in order, a row a sentence; the first that has something to say decides (law 10, style 8).
 * First what must be (prohibitions, loss), then what is asked, then the session's own policy for a better network.
 */
import type { Instant, Millis, Seq } from '../../machines/model/units.ts';
import type { SessionContext, SessionState } from '../../machines/session.ts';
import { type Beaten, type Reason, reason } from '../reasons.ts';
import { byAsker, type Word } from './arbiter.ts';
import type { Ground } from './grounds.ts';
import type { Standing, Verdict } from './verdict.ts';

export type Case = {
  readonly session: SessionContext;
  readonly state: SessionState;
  /** Its attachment, while its PvD is that one still. */
  readonly home: Ground | undefined;
  /** Where it may go by its needs, and is not barred from; best first, its home among them. */
  readonly options: readonly Ground[];
  readonly word: Word;
  readonly standing: Standing;
  readonly previous: Verdict | undefined;
  /** When the sessions' deadline passed last. */
  readonly awake: Instant;
};
/** `isChosen`: a move by choice, which is damped. `drain`: for how long it may be drained, from the moment it begins. */
export type Finding = Pick<Verdict, 'verdict' | 'to' | 'because' | 'losers'> & {
  readonly isChosen?: boolean;
  readonly drain?: Millis;
};

type Rule = readonly [rule: string, find: (c: Case, rule: string) => Finding | null];

const RULES: readonly Rule[] = [
  ['ended', ({ previous, session }) => (previous?.verdict === 'end' && previous.since === session.since ? previous : null)],
  ['asked', ({ word: { end } }) => end && ending(reason('end', [end.since], byAsker(end)))],
  ['waiting', (c, rule) => (c.state === 'lost' && c.session.loss === 'wait' && c.home ? staying(reason(rule, lossOf(c))) : null)],
  ['lossEnds', (c, rule) => (isLost(c) && c.session.loss === 'end' ? ending(reason(rule, lossOf(c))) : null)],
  ['lost', (c, rule) => (isLost(c) ? leaving(c, reason(rule, lossOf(c))) : null)],
  ['addressGone', (c, rule) => (c.home && !c.home.hasAddress[c.session.family] ? leaving(c, reason(rule, [c.session.since])) : null)],
  ['barred', (c) => barred(c)],
  ['unusable', (c, rule) => (isUnusable(c) ? movingOn(c, reason(rule, [c.session.since, homeSince(c)])) : null)],
  ['needs', (c, rule) => (isUnfit(c) ? movingOn(c, reason(rule, [c.session.opened])) : null)],
  ['asked', (c) => asked(c)],
  ['best', (c, rule) => (betterOf(c) ? null : staying(reason(rule, [c.session.since])))],
  ['cannotMove', (c, rule) => (isMovable(c) || isDrain(c) ? null : stayingBefore(c, reason(rule, [c.session.opened])))],
  ['betterKept', (c, rule) => (policyOf(c) === 'keep' ? stayingBefore(c, ofPolicy(c, rule)) : null)],
  ['busy', (c, rule) => (policyOf(c) === 'idle' && !isIdle(c) ? stayingBefore(c, ofPolicy(c, rule, [c.session.changed])) : null)],
  ['drained', (c, rule) => (isDrain(c) && isOver(c) ? drained(c, leaving(c, ofPolicy(c, rule))) : null)],
  ['drain', (c, rule) => (isDrain(c) && !(isIdle(c) && isMovable(c)) ? drained(c, draining(c, ofPolicy(c, rule))) : null)],
  ['failBack', (c, rule) => (isFailBack(c) ? drained(c, chosen(c, ofPolicy(c, rule), betterOf(c))) : null)],
  ['better', (c, rule) => drained(c, chosen(c, ofPolicy(c, rule), betterOf(c)))],
];

/** Some rule always has something to say: `better` does without a condition. */
export function findingOf(c: Case): Finding {
  for (const [rule, find] of RULES) {
    const found = find(c, rule);
    if (found) return found;
  }
  throw new RangeError(`no rule for the session ${c.session.id}`);
}

/** A move by choice that is not allowed yet. */
export const heldBack = (c: Case, target: string | null): Finding => {
  const because = reason('steadiness', [c.session.since]);
  return { ...staying(because), losers: target === null ? [] : [{ pvd: target, ...because }] };
};

const NONE: readonly Beaten[] = [];
const isLost = ({ state, home }: Case): boolean => state !== 'bound' || home === undefined;
const lossOf = ({ session: { since, lost } }: Case): readonly (Seq | null)[] => [since, lost];
const isMovable = ({ session }: Case): boolean => session.mobility !== 'none';
const isIdle = ({ session }: Case): boolean => session.activity === 'idle';
const isOver = ({ standing, awake }: Case): boolean => standing.drain !== null && standing.drain <= awake;
const isUnusable = ({ home, session }: Case): boolean => home !== undefined && home.rank[session.family] === null;
const isUnfit = ({ home, options }: Case): boolean => home !== undefined && !options.includes(home);
const homeSince = ({ home, session }: Case): Seq | null => home?.since[session.family] ?? null;
const others = ({ options, home }: Case): readonly Ground[] => options.filter((ground) => ground !== home);

/** The first network that ranks before its own on its merits, in its own family. */
export function betterOf({ home, options, session: { family } }: Case): Ground | null {
  const mine = home?.rank[family] ?? null;
  if (!home || mine === null) return null;
  return options.find(({ rank, over }) => (rank[family] ?? mine) < mine && over[family].includes(home.id)) ?? null;
}
const isFailBack = (c: Case): boolean => c.home?.metered === true && betterOf(c)?.metered === false;
const policyOf = (c: Case) => (isFailBack(c) ? c.session.failBack : c.session.better);
const isDrain = (c: Case): boolean => typeof policyOf(c) === 'object';
const ofPolicy = (c: Case, rule: string, facts: readonly (Seq | null)[] = []): Reason =>
  reason(rule, [c.session.opened, betterOf(c)?.since[c.session.family], ...facts]);

const ending = (because: Reason): Finding => ({ verdict: 'end', to: null, because, losers: NONE });
const staying = (because: Reason): Finding => ({ verdict: 'keep', to: null, because, losers: NONE });
const stayingBefore = (c: Case, because: Reason): Finding => {
  const better = betterOf(c);
  return { ...staying(because), losers: better ? [{ pvd: better.id, ...because }] : NONE };
};

/** It goes by what it has, or ends. */
function leaving(c: Case, because: Reason): Finding {
  if (!isMovable(c)) return ending(because);
  const [to] = isLost(c) ? c.options : others(c);
  return going(c, because, to ?? null);
}
const going = ({ session }: Case, because: Reason, to: Ground | null): Finding => ({
  verdict: session.mobility === 'reconnect' ? 'reconnect' : 'migrate',
  to: to?.id ?? null,
  because,
  losers: to === null || to.id === session.pvd ? NONE : [{ pvd: session.pvd, ...because }],
});

/** It goes if it can, and to what is there now; else it stays as long as it lasts. */
function movingOn(c: Case, because: Reason): Finding {
  const [to] = others(c);
  if (!isMovable(c)) return staying(reason('cannotMove', [c.session.opened, ...because.facts]));
  return to ? going(c, because, to) : staying(reason('nothingElse', because.facts));
}

/** By an author's rule that keeps it from the ranking, or by a manager's word. */
function barred(c: Case): Finding | null {
  const { leave } = c.word;
  const because = c.home?.barred[c.session.family] ?? (leave && reason(leave.ask, [leave.since], byAsker(leave)));
  return because ? leaving(c, because) : null;
}

function asked(c: Case): Finding | null {
  const { wish } = c.word;
  if (!wish) return null;
  const because = reason(wish.asked.ask, [wish.asked.since], byAsker(wish.asked));
  return wish.target ? chosen(c, because, wish.target) : stayingBefore(c, because);
}
const chosen = (c: Case, because: Reason, to: Ground | null): Finding => ({ ...going(c, because, to), isChosen: true });

function draining(c: Case, because: Reason): Finding {
  const to = betterOf(c);
  const losers = to ? [{ pvd: to.id, ...because }] : NONE;
  return { verdict: 'drain', to: isMovable(c) && to ? to.id : null, because, losers, isChosen: true };
}
/** Under a drain's policy, whatever it comes to: the drain goes on. */
function drained(c: Case, finding: Finding): Finding {
  const policy = policyOf(c);
  return typeof policy === 'object' ? { ...finding, drain: policy.drain } : finding;
}
