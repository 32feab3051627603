/**
 * What becomes of each session: keep, migrate, reconnect, drain or end, with its reasons. A fact that touches one session costs
 * that one, and a copy of its shard; all are judged anew only when the grounds differ that all are judged by.
 */
import { drop, find, indexOf, put, updated } from '../machines/model/rows.ts';
import { rowsIn, type Shards, withRows } from '../machines/model/shards.ts';
import type { Instant } from '../machines/model/units.ts';
import type { Part, Readable } from './part.ts';
import type { Ranking } from './ranking.ts';
import { recalledJudgement } from './sessions/carried.ts';
import { type Grounds, groundsOf } from './sessions/grounds.ts';
import { judge } from './sessions/judge.ts';
import { both, changedRows, type Due, everyone, firstDue, moved, overdue, type Touched } from './sessions/touched.ts';
import type { Standing, Verdict } from './sessions/verdict.ts';

/** By session id, in shards (machines/model/shards.ts). */
export type Sessions = Shards<Verdict>;
/** Made of moments, and so no part of the decision. `dues`: by shard, the first that is waited for there. */
export type Waiting = { readonly standings: Shards<Standing>; readonly dues: readonly Due[] };
export type Judged = { readonly verdicts: Sessions; readonly waiting: Waiting };

export const sessions: Part<Judged, { readonly ranking: Ranking }> = {
  initial: { verdicts: [], waiting: { standings: [], dues: [] } },
  reads: (host, { ranking }) =>
    host.sessions.length === 0 ? [host.sessions] : [host.sessions, host.sessionsAwake, host.settings, host.pvds, host.interfaces, ranking],
  step(previous, host, { ranking }) {
    const grounds = host.sessions.length === 0 ? null : groundsOf(host, ranking);
    const known = latest?.made === previous ? latest : null;
    const made = grounds === null ? sessions.initial : judged(previous, host, grounds, touched(previous, host, grounds, known));
    latest = { made, sessions: host.sessions, awake: host.sessionsAwake, grounds };
    return made;
  },
};

/** When the sessions' deadline is to pass. */
export function sessionsDue({ dues }: Waiting): Instant | null {
  let first: Instant | null = null;
  for (const { due } of dues) if (first === null || due < first) first = due;
  return first;
}

type Latest = {
  readonly made: Judged;
  readonly sessions: Readable['sessions'];
  readonly awake: Instant;
  readonly grounds: Grounds | null;
};
/** What was judged last: what has not changed since then would be judged the same. */
let latest: Latest | null = null;

function touched({ verdicts, waiting: { standings, dues } }: Judged, host: Readable, grounds: Grounds, known: Latest | null): Touched {
  if (!known?.grounds) return everyone(host.sessions, verdicts);
  const told = changedRows(known.sessions, host.sessions);
  const changed = known.grounds === grounds ? told : both(told, moved(host.sessions, verdicts, known.grounds, grounds));
  return known.awake === host.sessionsAwake ? changed : both(changed, overdue(dues, standings, known.awake, host.sessionsAwake));
}

function judged(previous: Judged, host: Readable, grounds: Grounds, work: Touched): Judged {
  let { verdicts } = previous;
  let { standings, dues } = previous.waiting;
  const awake = host.sessionsAwake;
  for (const [id, ids] of work) {
    const made = judgedIn(id, ids, previous, host, grounds);
    verdicts = withRows(verdicts, id, made.verdicts);
    standings = withRows(standings, id, made.standings);
    const due = firstDue(made.standings, awake);
    if (due === null) dues = drop(dues, id);
    else if (find(dues, id)?.due !== due) dues = put(dues, { id, due });
  }
  const isAsleep = standings === previous.waiting.standings && dues === previous.waiting.dues;
  if (isAsleep && verdicts === previous.verdicts) return previous;
  return { verdicts, waiting: isAsleep ? previous.waiting : { standings, dues } };
}

type Rows = { readonly verdicts: readonly Verdict[]; readonly standings: readonly Standing[] };

/** Some sessions of one shard; who is gone is dropped. */
function judgedIn(shard: string, ids: readonly string[], previous: Judged, host: Readable, grounds: Grounds): Rows {
  const moments = { now: host.at, awake: host.sessionsAwake };
  const actors = rowsIn(host.sessions, shard);
  let [verdicts, standings] = [rowsIn(previous.verdicts, shard), rowsIn(previous.waiting.standings, shard)];
  for (const id of ids) {
    const at = indexOf(actors, id);
    const snapshot = actors[at]?.snapshot;
    if (!snapshot) {
      [verdicts, standings] = [drop(verdicts, id), drop(standings, id)];
      continue;
    }
    let standing = find(standings, id) ?? null;
    const decide = (old: Verdict | null): Verdict => {
      // The very value that an epoch begins with: what the last one decided is looked up.
      const recalled = previous === sessions.initial ? recalledJudgement(host, snapshot.context) : null;
      const made = judge(snapshot, old ? { verdict: old, standing } : recalled, grounds, moments);
      standing = made.standing;
      return made.verdict;
    };
    // Each has one, in the same order.
    verdicts = updated(verdicts, id, decide, at);
    standings = standing ? put(standings, standing) : drop(standings, id);
  }
  return { verdicts, standings };
}
