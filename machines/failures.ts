/**
 * Commands that failed, and what of ours others take away: each is tried again, but at a deadline, never in a circle
 * (design, «A command fails», «Another manager deletes our rule»).
 */
import type { Deadline } from './model/deadline.ts';
import type { Memory } from './model/facts/epoch.ts';
import type { Fact, FactOf } from './model/facts/index.ts';
import { drop, find, put, type Row } from './model/rows.ts';
import { after, elapsed, type Instant, type Millis, millis, type Seq, seconds } from './model/units.ts';

/** `id`: the command's type and target. Until `due` it is not asked again; once that is over it `mayGo`, and is forgotten at the next `due`. */
export type Failure = Row & {
  readonly code: string;
  readonly problem: string;
  readonly times: number;
  /** When it began. */
  readonly at: Instant;
  readonly due: Instant;
  readonly mayGo: boolean;
  readonly since: Seq;
};
type Failures = readonly Failure[];

/** The code of what another program takes away. */
export const TAKEN = 'ERR_TAKEN_AWAY';

/** 250 ms, doubled each time, up to a minute. Guesses. */
const FIRST = millis(250);
const LONGEST = seconds(60);
/** So often within so long may others take away what is ours before we call it a conflict and wait. Guesses. */
const TAKEN_MAX = 5;
const TAKEN_WITHIN = seconds(30);
/** As many as are remembered one by one: a bug or an enemy could make up any number of targets. The rest waits as one. A guess. */
const KEPT_MAX = 2048;
const THE_REST = 'the rest';
const PREFIX = 'retry ';

const waitOf = (times: number): Millis => millis(Math.min(LONGEST, FIRST * 2 ** Math.min(times - 1, 20)));

export function withFailed(failures: Failures, fact: FactOf<'command.failed'>): Failures {
  const id = `${fact.command} ${fact.target}`;
  const times = (find(failures, id)?.times ?? 0) + 1;
  const { code, problem, at } = fact;
  return kept(failures, { id, code, problem, times, at, due: after(at, waitOf(times)), mayGo: false, since: fact.of ?? fact.seq });
}

/** It went well: forgotten, unless others are known to undo it. */
export const withDone = (failures: Failures, id: string): Failures => (find(failures, id)?.code === TAKEN ? failures : drop(failures, id));

/** Something about this interface has changed. */
export const withoutInterface = (failures: Failures, ifname: string): Failures => {
  const left = failures.filter((f) => f.code === TAKEN || !f.id.split(' ').includes(ifname));
  return left.length === failures.length ? failures : left;
};

/** Somebody else removed it. The first few times it is put back at once. */
export function withTaken(failures: Failures, id: string, fact: Fact): Failures {
  const old = find(failures, id);
  const isRow = old !== undefined && old.code === TAKEN && fact.at < after(old.at, TAKEN_WITHIN);
  const times = isRow ? old.times + 1 : 1;
  const problem = `another program removed it ${times} times within ${TAKEN_WITHIN / 1000} s`;
  const due = after(fact.at, TAKEN_WITHIN);
  return kept(failures, { id, code: TAKEN, problem, times, at: isRow ? old.at : fact.at, due, mayGo: times <= TAKEN_MAX, since: fact.seq });
}

/** Its wait is over: it may be asked again; if nothing comes of that, it is forgotten. */
export function withPassed(failures: Failures, fact: FactOf<'deadline.passed'>): Failures {
  const row = fact.id.startsWith(PREFIX) ? find(failures, fact.id.slice(PREFIX.length)) : undefined;
  if (row?.due !== fact.due) return failures;
  return row.mayGo || row.code === TAKEN ? drop(failures, row.id) : put(failures, { ...row, mayGo: true, due: after(fact.at, LONGEST) });
}

export const failureDeadline = ({ id, due }: Failure): Deadline => ({ id: `${PREFIX}${id}`, due });
/** Whether it is not to be asked now. */
export const isHeldBack = (failures: Failures, id: string): boolean => (find(failures, id) ?? find(failures, THE_REST))?.mayGo === false;

/** For `memory.carried`, while the process lives: the next one may have what this one lacked. */
export const carryFailures = (failures: Failures, now: Instant): Memory['failures'] =>
  failures.map(({ at, due, ...row }) => ({ ...row, age: elapsed(at, now), left: elapsed(now, due) }));
/** Once all is restated: what stands, or a link that is there, would pass for an end of what failed. */
export const recallFailures = (memory: Memory['failures'], now: Instant): Failures =>
  memory.map(({ age, left, ...row }) => ({ ...row, at: (now - age) as Instant, due: after(now, left) }));

/** None is forgotten for another: it would be tried at once, fail, and push out the next, in a circle. */
function kept(failures: Failures, row: Failure): Failures {
  if (failures.length < KEPT_MAX || find(failures, row.id)) return put(failures, row);
  const rest = find(failures, THE_REST);
  if (rest?.mayGo === false) return failures;
  const times = (rest?.times ?? 0) + 1;
  return put(failures, { ...row, id: THE_REST, times, due: after(row.at, waitOf(times)), mayGo: false });
}
