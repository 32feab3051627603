/** What is asked about: a fold with the log behind it, live or stored. */

import type { Fact } from '../../machines/model/facts/index.ts';
import { after, type Instant, millis, type Seq } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import type { Fold } from '../../streams/loop.ts';
import { type EventLog, FactUnknown, LogCorrupt } from '../log/index.ts';
import { bootTime } from '../system/index.ts';

export type Subject = {
  readonly fold: Fold;
  /** Lifetimes are counted from here. */
  readonly now: Instant;
  readonly log: Pick<EventLog, 'transactions' | 'facts' | 'epochs' | 'last'>;
  readonly notices: readonly string[];
};

/** One of a running agent: what is left of a lifetime goes on shrinking between facts. */
export const liveSubject = (agent: Pick<Subject, 'fold' | 'log' | 'notices'>): Subject => ({
  fold: agent.fold,
  now: nowOf(agent.fold.host),
  log: agent.log,
  notices: agent.notices,
});

/** Wall time at the epoch's start plus boot time since (law 2). Never before the last fact. */
function nowOf({ started, at }: Host): Instant {
  if (!started) return at;
  const now = after(started.at, millis(Math.max(0, bootTime() - started.uptime)));
  return now > at ? now : at;
}

/** The fact of that number, null when the log does not have it (any more, or intact). */
export function look({ log }: Pick<Subject, 'log'>, seq: Seq): Fact | null {
  try {
    for (const fact of log.facts({ from: seq, to: seq })) return fact;
    return null;
  } catch (error) {
    if (error instanceof LogCorrupt || error instanceof FactUnknown) return null;
    throw error;
  }
}
