/** Keeping facts: in the log, or, while it cannot be written, counted, until a new epoch owns up to the gap. */
import type { Fact } from '../../machines/model/facts/index.ts';
import { type Millis, seconds } from '../../machines/model/units.ts';
import { type EventLog, LogFailed } from '../log/index.ts';

export type Keeper = {
  /** Durable when this returns, or counted as lost. Throws on what only a bug of ours can cause. */
  keep(facts: readonly Fact[], digest: string): void;
  /** Facts are missing, and it is time to see whether there is room again. */
  isToTryAgain(): boolean;
  isFull(): boolean;
  /** An epoch is about to open: how many facts are missing before it. */
  begin(): number;
  /** It has: old epochs make room. */
  opened(): void;
};
type Sizes = { readonly epochSize: number; readonly keep: number };

/** For a log that nobody named: the epoch that runs, and those before it as far as they fit into one. */
export const inMemory = ({ epochSize }: Sizes): Sizes => ({ epochSize, keep: epochSize });

/** Between two attempts to write to a log that refused. A guess. */
const TRY_EVERY: Millis = seconds(1);

export function createKeeper(log: EventLog, sizes: Sizes, clock: { uptime(): Millis }, notice: (line: string) => void): Keeper {
  let lost = 0;
  let tried = 0;
  /** Bytes that the opening itself took: a cap below that would open one epoch after the other. Infinite while one opens. */
  let openingBytes = 0;

  return {
    keep(facts, digest) {
      const isGap = facts.some((fact) => fact.type === 'log.gap');
      if (lost > 0 && !isGap) {
        lost += facts.length;
        return;
      }
      const result = log.append(facts, digest);
      if (result.ok) {
        if (lost > 0) notice(`log: written again; ${lost} facts are missing`);
        lost = 0;
        return;
      }
      if (result.error.code === 'ERR_LOG_ORDER') throw new LogFailed(result.error);
      if (lost === 0) notice(`log: ${result.error.problem}; going on from memory until it can be written again`);
      lost += facts.length;
      tried = clock.uptime();
    },
    isToTryAgain: () => lost > 0 && clock.uptime() - tried >= TRY_EVERY,
    isFull: () => lost === 0 && log.bytesOfEpoch() > Math.max(sizes.epochSize, 2 * openingBytes),
    begin: () => {
      openingBytes = Number.POSITIVE_INFINITY;
      tried = clock.uptime();
      return lost;
    },
    opened() {
      openingBytes = log.bytesOfEpoch();
      const removed = lost === 0 ? log.prune(sizes.keep) : 0;
      if (removed > 0) notice(`log: the oldest ${removed} epochs made room`);
    },
  };
}
