/** Why a session is treated as it is: what was decided of it, what it comes before or has to leave, and whom that refused. */
import { findIn } from '../machines/model/shards.ts';
import { elapsed } from '../machines/model/units.ts';
import { sessionState } from '../machines/session.ts';
import type { Explanation } from './explain.ts';
import type { Fold } from './loop.ts';
import { type Beaten, reason } from './reasons.ts';
import { groundsOf } from './sessions/grounds.ts';
import { outlookOf } from './sessions/outlook.ts';
import type { Refused, Verdict } from './sessions/verdict.ts';

/** Null when there is none of that id. */
export function whySession(fold: Fold, id: string): Explanation | null {
  const snapshot = findIn(fold.host.sessions, id)?.snapshot;
  if (!snapshot) return null;
  const row = findIn(fold.decision.sessions, id);
  const { context } = snapshot;
  const { manager, pvd, generation, family, activity, mobility, loss } = context;
  const details = {
    ...{ manager, pvd, generation, family: `IPv${family}`, state: sessionState(snapshot), activity, mobility },
    ...{ needs: textOf(context.needs), better: changeText(context.better), failBack: changeText(context.failBack), loss },
    ...waits(fold, id),
  };
  const question = `session ${id}`;
  if (!row) return { question, answer: null, details, because: reason('undecided', [context.opened]), losers: [] };
  return { question, answer: answerOf(row), details, because: row.because, losers: losersOf(fold, row) };
}

const answerOf = ({ verdict, to }: Verdict): string => (to === null ? verdict : `${verdict} to ${to}`);
const textOf = (needs: unknown): string | null => (needs === null ? null : typeof needs === 'string' ? needs : JSON.stringify(needs));
const changeText = (change: string | { readonly drain: number }): string =>
  typeof change === 'string' ? change : `drain within ${change.drain} ms`;

/** ms that are left. */
function waits({ aside, host }: Fold, id: string): Explanation['details'] {
  const { drain = null, held = null } = findIn(aside.sessions.standings, id) ?? {};
  return {
    ...(drain === null ? {} : { drainLeft: elapsed(host.at, drain) }),
    ...(held === null ? {} : { heldFor: elapsed(host.at, held) }),
  };
}

/** Networks first, of a session that stays the better one; then those who asked in vain. */
function losersOf(fold: Fold, row: Verdict): readonly Beaten[] {
  const context = findIn(fold.host.sessions, row.id)?.snapshot.context;
  const better = context && outlookOf(groundsOf(fold.host, fold.decision.ranking), context).better;
  const kept = row.verdict === 'keep' && better ? [{ pvd: better.pvd, ...row.because }] : [];
  return [...row.losers, ...kept, ...row.refused.map(asLoser)];
}
const asLoser = ({ manager, author, ask, to, rule, by, facts }: Refused): Beaten => ({
  ...{ pvd: `${author} ${manager}: ${ask}${to === null ? '' : ` ${textOf(to)}`}`, rule, by, facts },
});
