/**
 * What becomes of each session: keep, migrate, reconnect, drain or end, with its reasons. A fact that touches one session costs
 * one shard of them; all are judged anew only when the grounds differ that all are judged by.
 */
import { find } from '../machines/model/rows.ts';
import { differing, settleRows } from '../machines/model/settle.ts';
import { rowsIn, type Shards, withRows } from '../machines/model/shards.ts';
import type { Instant } from '../machines/model/units.ts';
import type { SessionSnapshot } from '../machines/session.ts';
import type { Actor } from '../machines/state.ts';
import type { Part, Readable } from './part.ts';
import type { Ranking } from './ranking.ts';
import { recalledJudgement } from './sessions/carried.ts';
import { type Grounds, groundsOf } from './sessions/grounds.ts';
import { type Judgement, judge } from './sessions/judge.ts';
import { dueOf, type Standing, type Verdict } from './sessions/verdict.ts';

/** By session id, in shards (machines/model/shards.ts). */
export type Sessions = Shards<Verdict>;
/** The verdicts are part of the decision; what they wait for is not, for it is made of moments. */
export type Judged = { readonly verdicts: Sessions; readonly standings: Shards<Standing>; readonly due: Instant | null };

export const sessions: Part<Judged, { readonly ranking: Ranking }> = {
  initial: { verdicts: [], standings: [], due: null },
  reads: (host, { ranking }) =>
    host.sessions.length === 0 ? [host.sessions] : [host.sessions, host.sessionsAwake, host.settings, host.pvds, host.interfaces, ranking],
  step(previous, host, { ranking }) {
    const grounds = host.sessions.length === 0 ? null : groundsOf(host, ranking);
    const isSettled = settled?.made === previous && settled.grounds === grounds;
    const known = isSettled ? settled : null;
    const made = grounds === null ? sessions.initial : judgedAll(previous, host, grounds, known);
    settled = { made, sessions: host.sessions, awake: host.sessionsAwake, grounds };
    return made;
  },
};

type Settled = {
  readonly made: Judged;
  readonly sessions: Readable['sessions'];
  readonly awake: Instant;
  readonly grounds: Grounds | null;
};
/** What was judged last: what has not changed since then would be judged the same. */
let settled: Settled | null = null;

function judgedAll(previous: Judged, host: Readable, grounds: Grounds, known: Settled | null): Judged {
  let { verdicts, standings } = previous;
  for (const id of shardsToJudge(previous, host, known)) {
    const found = judgedShard(rowsIn(host.sessions, id), rowsIn(verdicts, id), rowsIn(standings, id), previous, host, grounds);
    verdicts = withRows(verdicts, id, found.verdicts);
    standings = withRows(standings, id, found.standings);
  }
  const due =
    standings === previous.standings && known?.awake === host.sessionsAwake ? previous.due : firstDue(standings, host.sessionsAwake);
  if (verdicts === previous.verdicts && standings === previous.standings && due === previous.due) return previous;
  return { verdicts, standings, due };
}

/** All; or only those that changed, and those in which something was due. */
function shardsToJudge(
  { verdicts, standings }: Judged,
  { sessions: now, sessionsAwake }: Readable,
  known: Settled | null,
): ReadonlySet<string> {
  if (!known) return new Set([...now, ...verdicts, ...standings].map((shard) => shard.id));
  const ids = new Set(differingShards(known.sessions, now));
  if (known.awake !== sessionsAwake)
    for (const { id, rows } of standings) if (rows.some((row) => dueOf(row, known.awake) !== dueOf(row, sessionsAwake))) ids.add(id);
  return ids;
}

/** Long lists change in one place: only there are they compared one by one. */
function differingShards(before: Readable['sessions'], now: Readable['sessions']): readonly string[] {
  const { start, end, last } = differing(before, now);
  const gone = before.slice(start, end).filter((shard) => find(now, shard.id) !== shard);
  const come = now.slice(start, last).filter((shard) => find(before, shard.id) !== shard);
  return [...gone, ...come].map((shard) => shard.id);
}

type Rows = { readonly verdicts: readonly Verdict[]; readonly standings: readonly Standing[] };
function judgedShard(
  actors: readonly Actor<SessionSnapshot>[],
  verdicts: readonly Verdict[],
  standings: readonly Standing[],
  previous: Judged,
  host: Readable,
  grounds: Grounds,
): Rows {
  const moments = { now: host.at, awake: host.sessionsAwake };
  const isFirst = previous === sessions.initial;
  const made = actors.map(({ id, snapshot }): Judgement => {
    const verdict = find(verdicts, id);
    const before = verdict
      ? { verdict, standing: find(standings, id) ?? null }
      : isFirst
        ? recalledJudgement(host, snapshot.context)
        : null;
    return judge(snapshot, before, grounds, moments);
  });
  return {
    verdicts: settleRows(
      verdicts,
      made.map((m) => m.verdict),
    ),
    standings: settleRows(
      standings,
      made.flatMap((m) => m.standing ?? []),
    ),
  };
}

function firstDue(standings: Shards<Standing>, awake: Instant): Instant | null {
  let first: Instant | null = null;
  for (const { rows } of standings)
    for (const row of rows) {
      const due = dueOf(row, awake);
      if (due !== null && (first === null || due < first)) first = due;
    }
  return first;
}
