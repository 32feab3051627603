/** A clock over any host: one timer for the first deadline, one that looks at the clocks each second. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit } from '../../machines/model/port.ts';
import { compareText } from '../../machines/model/rows.ts';
import { type Instant, instant, type Millis, millis, seconds } from '../../machines/model/units.ts';
import { type Drift, driftOf, observe, sampleOf } from './drift.ts';
import type { Clock, Host } from './port.ts';

/** A sleep or a step is told at most this late; so is what was due meanwhile, whose own timer sleeps too. */
const LOOK_EVERY: Millis = seconds(1);
/** setTimeout takes no more. */
const TIMER_MAX = 2 ** 31 - 1;

type Off = () => void;

export function createClock(host: Host): Clock {
  const armed = new Map<string, Instant>();
  let origin = originOf(host);
  let drift: Drift = driftOf(sampleOf(host));
  let emit: Emit | null = null;
  let [stopLooking, stopRinging]: [Off, Off] = [() => {}, () => {}];
  /** The due time for which the timer was set. */
  let rings = Number.POSITIVE_INFINITY;

  const now = (): Instant => instant(Math.floor(origin.wall + host.boot() - origin.boot));

  const look = (): void => {
    const [next, seen] = observe(drift, sampleOf(host));
    drift = next;
    tell([...seen, ...overdue(armed, now())]);
  };
  const tell = (facts: readonly Unstamped[]): void => {
    if (facts.length > 0) emit?.(facts);
  };
  const lookOn = (): void => {
    const onTime = (): void => {
      lookOn();
      look();
    };
    stopLooking = host.timer(LOOK_EVERY, onTime, true);
  };
  const ringAt = (due: number): void => {
    if (emit === null || due >= rings) return;
    stopRinging();
    rings = due;
    stopRinging = host.timer(millis(Math.min(TIMER_MAX, Math.max(1, due - now()))), onRing, false);
  };
  const onRing = (): void => {
    silence();
    look();
    ringAt(first(armed));
  };
  const silence = (): void => {
    stopRinging();
    stopRinging = () => {};
    rings = Number.POSITIVE_INFINITY;
  };

  return {
    name: 'clock',
    open: async (to) => {
      emit = to;
      drift = driftOf(sampleOf(host));
      lookOn();
      ringAt(first(armed));
    },
    close: async () => {
      emit = null;
      armed.clear();
      stopLooking();
      silence();
    },
    now,
    uptime: () => millis(Math.floor(host.boot())),
    arm: (id, due) => {
      armed.set(id, due);
      ringAt(due);
    },
    // It may still ring for what is no longer armed, and find nothing due.
    disarm: (id) => {
      armed.delete(id);
      if (armed.size === 0) silence();
    },
    rebase: () => {
      armed.clear();
      silence();
      origin = originOf(host);
    },
  };
}

const first = (armed: ReadonlyMap<string, Instant>): number =>
  [...armed.values()].reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

const originOf = (host: Host): { readonly wall: number; readonly boot: number } => ({ wall: host.wall(), boot: host.boot() });

/** Taken out of what is armed, the earliest first. */
function overdue(armed: Map<string, Instant>, now: Instant): readonly Unstamped[] {
  const due = [...armed].filter(([, at]) => at <= now).sort(([a, x], [b, y]) => x - y || compareText(a, b));
  for (const [id] of due) armed.delete(id);
  return due.map(([id, at]) => world('deadline.passed', { id, due: at }));
}
