/** One session before the rules: its case is put together, what is decided is written down, and moves by choice are damped (law 11). */
import { isEqual } from '../../machines/model/settle.ts';
import { after, type Instant } from '../../machines/model/units.ts';
import { type SessionContext, type SessionSnapshot, sessionState } from '../../machines/session.ts';
import { areSameBeaten, isSameReason, reason } from '../reasons.ts';
import { moveAllowedAt, withMove } from '../steadiness.ts';
import { arbitrate, byAsker, isMeant, NOBODY } from './arbiter.ts';
import { eligible, type Grounds, groundAt } from './grounds.ts';
import { look, outlookOf } from './outlook.ts';
import { type Case, type Finding, findingOf, heldBack } from './rules.ts';
import { isEmpty, newStanding, type Refused, type Standing, type Verdict } from './verdict.ts';

/** `now`: what begins now; `awake`: what is over was due by then, so that a step taken later again says the same. */
export type Moments = { readonly now: Instant; readonly awake: Instant };
export type Judgement = { readonly verdict: Verdict; readonly standing: Standing | null };

export function judge(snapshot: SessionSnapshot, before: Judgement | null, grounds: Grounds, { now, awake }: Moments): Judgement {
  const { context } = snapshot;
  const c = caseOf(snapshot, before, grounds, awake);
  const wished = findingOf(c);
  if (before && wished === before.verdict) return before;
  const { finding, standing } = damped(c, wished, grounds, now);
  const { verdict, to, because, losers } = finding;
  const { id, pvd, generation, since } = context;
  const made: Verdict = { id, pvd, generation, since, verdict, to, because, losers, refused: refusedOf(c, finding) };
  const old = before?.verdict;
  return { verdict: old && isSame(old, made) ? old : made, standing: kept(before?.standing ?? null, standing) };
}

/** Most are: what differs most often is looked at first. */
const isSame = (old: Verdict, now: Verdict): boolean =>
  old.verdict === now.verdict &&
  old.to === now.to &&
  old.since === now.since &&
  old.pvd === now.pvd &&
  old.generation === now.generation &&
  isSameReason(old.because, now.because) &&
  areSameBeaten(old.losers, now.losers) &&
  isEqual(old.refused, now.refused);

const kept = (old: Standing | null, now: Standing): Standing | null =>
  isEmpty(now) ? null : old && old.drain === now.drain && old.held === now.held && old.moves === now.moves ? old : now;

/** Where it is now is another matter than where it was: only its moves are remembered of that. */
function caseOf(snapshot: SessionSnapshot, before: Judgement | null, grounds: Grounds, awake: Instant): Case {
  const session = snapshot.context;
  const known = before?.standing ?? newStanding(session.id);
  const isElsewhere = before !== null && before.verdict.since !== session.since;
  return {
    ...{ session, state: sessionState(snapshot), awake, ...viewed(session, grounds) },
    standing: isElsewhere ? { ...known, drain: null, held: null } : known,
    previous: isElsewhere ? undefined : before?.verdict,
  };
}

function viewed(session: SessionContext, grounds: Grounds): Pick<Case, 'word' | 'outlook'> {
  if (session.asks.length === 0) return { word: NOBODY, outlook: outlookOf(grounds, session) };
  const home = groundAt(grounds, session.pvd, session.generation);
  const all = eligible(grounds, session.needs, session.family);
  const word = arbitrate(session, home, all, grounds.authority);
  const options = all.filter((ground) => !word.barred.some((a) => isMeant(a.to, ground)));
  return { word, outlook: look(session, home, options) };
}

function damped(
  c: Case,
  wished: Finding,
  { steadiness }: Grounds,
  now: Instant,
): { readonly finding: Finding; readonly standing: Standing } {
  const { standing } = c;
  const drain = wished.drain === undefined ? null : (standing.drain ?? after(now, wished.drain));
  if (!isNewMove(c, wished)) return { finding: wished, standing: { ...standing, drain, held: null } };
  const allowed = moveAllowedAt(standing, steadiness, now);
  const held = standing.held === null ? (allowed > now ? allowed : null) : standing.held > c.awake ? standing.held : null;
  return held === null
    ? { finding: wished, standing: withMove({ ...standing, drain, held: null }, now) }
    : { finding: heldBack(c), standing: { ...standing, drain: null, held } };
}

/** A drain counts when it begins; what was to go there already is no new move. */
function isNewMove({ standing, previous }: Case, { isChosen, verdict, to }: Finding): boolean {
  const isUnderWay = standing.drain !== null || (previous?.verdict === verdict && previous.to === to);
  return isChosen === true && !isUnderWay;
}

const NONE: readonly Refused[] = [];
/** Who asked in vain, the session's own policy among them (session-6). */
function refusedOf(c: Case, { verdict, because }: Finding): readonly Refused[] {
  const { word, session } = c;
  if (session.asks.length === 0) return NONE;
  if (!word.wish) return word.refused;
  const { manager, author, ask, to } = word.wish.asked;
  if (because.by !== byAsker(word.wish.asked)) return [{ manager, author, ask, to, ...because }, ...word.refused];
  const isOwn = manager === session.manager || !c.outlook.better || (verdict === 'keep') === (session.better === 'keep');
  if (isOwn) return word.refused;
  const own = { manager: session.manager, author: 'application', ask: session.better === 'keep' ? 'keep' : 'move', to: null } as const;
  return [{ ...own, ...reason('authority', because.facts, because.by) }, ...word.refused];
}
