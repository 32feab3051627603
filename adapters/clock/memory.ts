/** The clock in memory: time passes when it is told to. */
import { type Instant, instant, type Millis } from '../../machines/model/units.ts';
import { createClock } from './clock.ts';
import type { Clock, Host } from './port.ts';

export type MemoryClock = Clock & {
  /** All clocks go on; what is due rings on its way, in order. */
  advance(duration: Millis): void;
  /** Somebody sets the wall clock: told by the next look. */
  step(by: number): void;
  /** The host sleeps: wall and boot time go on, monotonic time and timers do not. */
  sleep(duration: Millis): void;
};

type Timer = { readonly at: number; readonly run: () => void };

/** A Tuesday. Any moment does. */
const START: Instant = instant(Date.UTC(2026, 10, 24));

export function memoryClock(start: Instant = START): MemoryClock {
  let [wall, boot, monotonic]: [number, number, number] = [start, 1_000_000, 1_000_000];
  const timers = new Set<Timer>();
  const host: Host = {
    wall: () => wall,
    boot: () => boot,
    monotonic: () => monotonic,
    timer: (delay, run) => {
      const timer: Timer = { at: monotonic + delay, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const pass = (duration: number): void => {
    [wall, boot, monotonic] = [wall + duration, boot + duration, monotonic + duration];
  };
  return {
    ...createClock(host),
    advance: (duration) => {
      const end = monotonic + duration;
      for (let next = firstBy(timers, end); next; next = firstBy(timers, end)) {
        timers.delete(next);
        pass(next.at - monotonic);
        next.run();
      }
      pass(end - monotonic);
    },
    step: (by) => {
      wall += by;
    },
    sleep: (duration) => {
      [wall, boot] = [wall + duration, boot + duration];
    },
  };
}

/** Of two at the same moment, the one that was set first. */
const firstBy = (timers: ReadonlySet<Timer>, end: number): Timer | undefined =>
  [...timers]
    .filter(({ at }) => at <= end)
    .reduce<Timer | undefined>((best, timer) => (best && best.at <= timer.at ? best : timer), undefined);
