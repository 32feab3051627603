/** What the page shows of a moment: made of the fold, and no longer than a page can show, whatever is in the log. */
import { isEqual } from '../machines/model/settle.ts';
import { allIn, countIn } from '../machines/model/shards.ts';
import { type Decision, NO_DECISION } from '../streams/decision.ts';
import { type Change, changes } from '../streams/digest.ts';
import type { Fold } from '../streams/loop.ts';
import type { Verdict } from '../streams/sessions/verdict.ts';
import { checkRows } from './checking.ts';
import type { Changed, View } from './protocol.ts';
import type { Recording } from './recording.ts';

/** Rows of a list, entries of a comparison. Guesses: more than anybody reads, and little enough to be sent with each step. */
export const VIEW_MAX = 500;
export const CHANGES_MAX = 500;

export function viewOf(recording: Recording, wanted: number, pinned: number | null): View {
  // First, so that what is kept near the moment that is shown is near that one.
  const pin = pinned === null ? null : recording.seek(pinned);
  const { index, fold, tick } = recording.seek(wanted);
  const { host, decision } = fold;
  const cut = cutter();
  const { ranking, resolution, node, conflicts, checks, routing } = decision;
  return {
    index,
    pinned,
    fact: recording.facts.at(index),
    digest: fold.digest,
    epoch: host.epoch,
    isSettled: host.phase === 'settled',
    decision: {
      ranking: cut('ranking', ranking),
      resolution: cut('resolution', resolution),
      node: cut('node', node),
      conflicts: cut('conflicts', conflicts),
      checks: cut('checks', checks),
      routing: { routes: cut('routes', routing.routes), rules: cut('rules', routing.rules) },
    },
    sessions: sessionsOf(fold, cut),
    checking: cut('checking', checkRows(host)),
    failures: cut('failures', host.failures).map(({ id, problem, times, due }) => ({ id, problem, times, due })),
    lengths: cut.lengths,
    changed: bounded(tick?.changed ?? []),
    against: pin && { seq: pin.fold.host.seq, at: pin.fold.host.at, ...bounded(differences(pin.fold.decision, decision)) },
    commands: (tick?.commands ?? []).map(({ type }) => type).slice(0, CHANGES_MAX),
  };
}

/** Entries that are not equal: two folds that were come to by different ways share no memory by which that could be seen. */
export function differences(before: Decision, now: Decision): readonly Change[] {
  const [old, young] = [before, now].map((decision) => new Map(changes(NO_DECISION, decision)));
  if (!old || !young || before === now) return [];
  const changed = [...young].filter(([path, value]) => !isEqual(old.get(path), value));
  const gone = [...old.keys()].filter((path) => !young.has(path)).map((path): Change => [path, null]);
  return [...changed, ...gone];
}

const bounded = (all: readonly Change[]): Changed => ({ changes: all.slice(0, CHANGES_MAX), left: Math.max(0, all.length - CHANGES_MAX) });

/** Branches as long as there is room: nobody makes a list of 10,000 sessions to show 500. */
function sessionsOf({ decision: { sessions } }: Fold, cut: Cutter): View['sessions'] {
  const rows: Verdict[] = [];
  for (const branch of sessions) if (rows.length < VIEW_MAX) rows.push(...allIn([branch]));
  return cut('sessions', rows, countIn(sessions));
}

type Cutter = { <T>(name: string, rows: readonly T[], length?: number): readonly T[]; readonly lengths: Readonly<Record<string, number>> };
function cutter(): Cutter {
  const lengths: Record<string, number> = {};
  const cut = <T>(name: string, rows: readonly T[], length = rows.length): readonly T[] => {
    if (length > VIEW_MAX) lengths[name] = length;
    return rows.length > VIEW_MAX ? rows.slice(0, VIEW_MAX) : rows;
  };
  return Object.assign(cut, { lengths });
}
