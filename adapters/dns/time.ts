/** The clock of the resolver: milliseconds that go on while the machine sleeps, so that what is kept grows old then too. */
import { bootTime } from '../system/index.ts';

export type Cancel = () => void;
export type Time = { now(): number; wait(patience: number, then: () => void): Cancel };

/** How often it is looked whether the machine slept. A guess: no TTL is finer. */
const LOOK = 1_000;

/** Node's clock, which costs nothing but stands still in sleep, and what boot time is ahead of it. */
export function openTime(): Time & { close(): void } {
  let ahead = bootTime() - performance.now();
  const timer = setInterval(() => {
    ahead = bootTime() - performance.now();
  }, LOOK);
  return {
    now: () => performance.now() + ahead,
    wait: (patience, then) => {
      let last: NodeJS.Immediate | undefined;
      // What came while this thread was busy is heard before the patience is at its end.
      const waiting = setTimeout(() => {
        last = setImmediate(then);
      }, patience);
      return () => {
        clearTimeout(waiting);
        clearImmediate(last);
      };
    },
    close: () => clearInterval(timer),
  };
}
