/**
 * What becomes of a session: a table in order, a row a sentence; the first that has something to say decides (law 10, style 8).
 * First what must be (prohibitions, loss), then what is asked, then the session's own policy for a better network.
 */
import type { Instant, Millis, Seq } from '../../machines/model/units.ts';
import type { SessionContext, SessionState } from '../../machines/session.ts';
import { type Beaten, type Reason, reason } from '../reasons.ts';
import { byAsker, type Word } from './arbiter.ts';
import type { Goal } from './grounds.ts';
import { isFailBack, type Outlook } from './outlook.ts';
import type { Standing, Verdict } from './verdict.ts';

export type Case = {
  readonly session: SessionContext;
  readonly state: SessionState;
  readonly outlook: Outlook;
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
  ['waiting', (c, rule) => (isWaiting(c) ? staying(reason(rule, lossOf(c))) : null)],
  ['lossEnds', (c, rule) => (isLost(c) && c.session.loss === 'end' ? ending(reason(rule, lossOf(c))) : null)],
  ['lost', (c, rule) => (isLost(c) ? leaving(c, reason(rule, lossOf(c)), c.outlook.first) : null)],
  ['addressGone', (c, rule) => (c.outlook.home?.hasAddress ? null : leaving(c, reason(rule, [c.session.since])))],
  ['barred', (c) => barred(c)],
  ['unusable', (c, rule) => (c.outlook.home?.isUsable ? null : movingOn(c, rule))],
  ['needs', (c, rule) => (c.outlook.isFit ? null : movingOn(c, rule))],
  ['asked', (c) => asked(c)],
  ['best', (c, rule) => (c.outlook.better ? null : staying(reason(rule, [c.session.since])))],
  ['cannotMove', (c, rule) => (isMovable(c) || isDrain(c) ? null : staying(reason(rule, [c.session.opened])))],
  ['betterKept', (c, rule) => (policyOf(c) === 'keep' ? staying(reason(rule, [c.session.opened])) : null)],
  ['busy', (c, rule) => (policyOf(c) === 'idle' && !isIdle(c) ? staying(reason(rule, [c.session.opened, c.session.changed])) : null)],
  ['drained', (c, rule) => (isDrain(c) && isOver(c) ? drained(c, leaving(c, ofPolicy(c, rule))) : null)],
  ['drain', (c, rule) => (isDrain(c) && !(isIdle(c) && isMovable(c)) ? drained(c, draining(c, ofPolicy(c, rule))) : null)],
  ['failBack', (c, rule) => (isFailBack(c.outlook) ? drained(c, chosen(c, ofPolicy(c, rule), c.outlook.better)) : null)],
  ['better', (c, rule) => drained(c, chosen(c, ofPolicy(c, rule), c.outlook.better))],
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
export const heldBack = ({ session }: Case): Finding => staying(reason('steadiness', [session.since]));

const NONE: readonly Beaten[] = [];
const isLost = ({ state, outlook }: Case): boolean => state !== 'bound' || !outlook.home?.isThere;
const isWaiting = ({ state, session, outlook }: Case): boolean => state === 'lost' && session.loss === 'wait' && outlook.home !== null;
const lossOf = ({ session: { since, lost } }: Case): readonly (Seq | null)[] => [since, lost];
const isMovable = ({ session }: Case): boolean => session.mobility !== 'none';
const isIdle = ({ session }: Case): boolean => session.activity === 'idle';
const isOver = ({ standing, awake }: Case): boolean => standing.drain !== null && standing.drain <= awake;

const policyOf = (c: Case) => (isFailBack(c.outlook) ? c.session.failBack : c.session.better);
const isDrain = (c: Case): boolean => typeof policyOf(c) === 'object';
const ofPolicy = (c: Case, rule: string): Reason => reason(rule, [c.session.opened, c.session.changed, c.outlook.better?.since]);

const ending = (because: Reason): Finding => ({ verdict: 'end', to: null, because, losers: NONE });
/**
 * What it stays before is the ranking's to say, and `why session`'s: it would change with every rank that moves elsewhere. Nor is
 * any other fact in it than of the session's own: who stays is not judged anew for what changes elsewhere (touched.ts).
 */
const staying = (because: Reason): Finding => ({ verdict: 'keep', to: null, because, losers: NONE });

/** It goes by what it has, or ends. */
const leaving = (c: Case, because: Reason, to: Goal | null = c.outlook.other): Finding =>
  isMovable(c) ? going(c, because, to) : ending(because);
const going = ({ session }: Case, because: Reason, to: Goal | null): Finding => ({
  verdict: session.mobility === 'reconnect' ? 'reconnect' : 'migrate',
  to: to?.pvd ?? null,
  because,
  losers: to === null || to.pvd === session.pvd ? NONE : [{ pvd: session.pvd, ...because }],
});

/** It goes if it can, and to what is there now; else it stays as long as it lasts. */
function movingOn(c: Case, rule: string): Finding {
  const { session, outlook } = c;
  if (!isMovable(c)) return staying(reason('cannotMove', [session.opened]));
  if (!outlook.other) return staying(reason('nothingElse', [session.since]));
  return going(c, reason(rule, [session.opened, session.since, outlook.home?.since]), outlook.other);
}

/** By an author's rule that keeps it from the ranking, or by a manager's word. */
function barred(c: Case): Finding | null {
  const { leave } = c.word;
  const because = c.outlook.home?.barred ?? (leave && reason(leave.ask, [leave.since], byAsker(leave)));
  return because ? leaving(c, because) : null;
}

function asked(c: Case): Finding | null {
  const { wish } = c.word;
  if (!wish) return null;
  const because = reason(wish.asked.ask, [wish.asked.since], byAsker(wish.asked));
  return wish.target ? chosen(c, because, wish.target) : staying(because);
}
const chosen = (c: Case, because: Reason, to: Goal | null): Finding => ({ ...going(c, because, to), isChosen: true });

function draining(c: Case, because: Reason): Finding {
  const to = c.outlook.better;
  return { verdict: 'drain', to: isMovable(c) && to ? to.pvd : null, because, losers: NONE, isChosen: true };
}
/** Under a drain's policy, whatever it comes to: the drain goes on. */
function drained(c: Case, finding: Finding): Finding {
  const policy = policyOf(c);
  return typeof policy === 'object' ? { ...finding, drain: policy.drain } : finding;
}
