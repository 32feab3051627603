/** Sessions across epochs, while the process lives: what was decided of each, and what is left of its waits. Ages only, never a moment. */
import type { Memory } from '../../machines/model/facts/epoch.ts';
import type { SessionMemory } from '../../machines/model/facts/session.ts';
import { allIn, findIn, type Shards } from '../../machines/model/shards.ts';
import { after, elapsed, type Instant, instant, type Millis, millis } from '../../machines/model/units.ts';
import { type SessionContext, sessionState } from '../../machines/session.ts';
import type { Host } from '../../machines/state.ts';
import { perObject } from '../memo.ts';
import type { Readable } from '../part.ts';
import { ago } from '../steadiness.ts';
import type { Judgement } from './judge.ts';
import { isEmpty, type Standing, type Verdict } from './verdict.ts';

export const carriedSessions = (
  { sessions, sessionsAwake, at }: Host,
  verdicts: Shards<Verdict>,
  standings: Shards<Standing>,
): Memory['sessions'] =>
  allIn(sessions).map(({ id, snapshot }): SessionMemory => {
    const { id: session, ...context } = snapshot.context;
    const state = sessionState(snapshot);
    const found = findIn(verdicts, id);
    const standing = findIn(standings, id);
    const { verdict, to, because, losers, refused } = found ?? {};
    return {
      ...{ session, ...context, state: state === 'closed' ? 'lost' : state },
      last: verdict && because && losers && refused ? { verdict, to: to ?? null, because, losers, refused } : null,
      moves: standing?.moves.map((moved) => elapsed(moved, at)) ?? [],
      drain: left(standing?.drain, at, sessionsAwake),
      held: left(standing?.held, at, sessionsAwake),
    };
  });

/** What is not over yet has a millisecond at least: that it is over is the deadline's to say. */
const left = (due: Instant | null | undefined, at: Instant, awake: Instant): Millis | null =>
  due === null || due === undefined ? null : due <= awake ? millis(0) : millis(Math.max(1, due - at));

const byId = perObject((memory: Memory['sessions']) => new Map(memory.map((told) => [told.session, told])));

/** Of the last epoch; null when it knew nothing of this session, or only of another time that it was opened. */
export function recalledJudgement(
  { recalled, started }: Readable,
  { id, opened, since, pvd, generation }: SessionContext,
): Judgement | null {
  const told = byId(recalled.sessions).get(id);
  if (!told?.last || told.opened !== opened || told.since !== since) return null;
  const from = started?.at ?? instant(0);
  const at = (age: Millis | null) => (age === null ? null : after(from, age));
  const standing = { id, moves: told.moves.map((age) => ago(from, age)), drain: at(told.drain), held: at(told.held) };
  return { verdict: { id, pvd, generation, since, ...told.last }, standing: isEmpty(standing) ? null : standing };
}
