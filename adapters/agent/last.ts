/** What the last run left in the log, and what time it is there. */
import { type Instant, instant } from '../../machines/model/units.ts';
import { type Fold, INITIAL_FOLD } from '../../streams/loop.ts';
import { replay } from '../../streams/replay.ts';
import type { Clock } from '../clock/index.ts';
import { type EventLog, OCTETS } from '../log/index.ts';

/** What the last epoch of this log had been folded into; null when there is none. */
export function lastFold(log: EventLog, notice: (line: string) => void): Fold | null {
  if (!log.last) return null;
  try {
    const { fold, verdict } = replay(log.transactions({ epoch: log.last.epoch }), { keepGoing: true, hash: OCTETS.sha256 });
    if (verdict.kind === 'diverged')
      notice(`log: fact ${verdict.seq} was decided otherwise when it was written; going on with what is decided now`);
    return fold === INITIAL_FOLD ? null : fold;
  } catch (error) {
    log.close();
    throw error;
  }
}

/** This moment on the time of an epoch of the same boot: lifetimes go on while nobody listens. */
export const nowInEpochOf = ({ host: { started, at } }: Fold, clock: Clock): Instant =>
  instant(Math.max(at, (started?.at ?? 0) + clock.uptime() - (started?.uptime ?? 0)));
