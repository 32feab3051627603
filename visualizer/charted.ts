/** What the charts view shows of an actor at a fact: what that fact did to it, and what last changed it. */
import { type Happened, happened } from './chart/happened.ts';
import type { ChartAt, ToWorker } from './protocol.ts';
import type { Recording } from './recording.ts';

export function chartAt(recording: Recording, { index, actor, last }: Extract<ToWorker, { kind: 'chart' }>): ChartAt {
  const at = (wanted: number): Happened => {
    const moment = recording.seek(wanted);
    return happened(moment.before.host, recording.facts.at(moment.index), actor);
  };
  // First, so that what is kept near the moment that is shown is near that one.
  const before = last === null || last === index ? null : at(last);
  const { active, heard } = at(index);
  return { index, actor, active, heard, last: last === null ? null : { index: last, heard: before?.heard ?? heard } };
}
