/** What a clock of the agent is: the moment, deadlines that fire as facts, and facts about steps and sleep. */
import type { Source } from '../../machines/model/port.ts';
import type { Instant, Millis } from '../../machines/model/units.ts';

export type Clock = Source & {
  /** Wall time when the epoch began, plus boot time since: it neither steps nor stands still while the host sleeps. */
  now(): Instant;
  /** CLOCK_BOOTTIME: goes on through sleep, steps and epochs, until the host is booted anew. */
  uptime(): Millis;
  /** `deadline.passed` comes once, at `due` or later, never earlier and never within this call. The same id again replaces. */
  arm(id: string, due: Instant): void;
  disarm(id: string): void;
  /** A new epoch: wall time is taken anew. What was armed is dropped, because no due time is carried across epochs. */
  rebase(): void;
};

/** The host's clocks and its one kind of timer, all that differs between the real clock and the one in memory. */
export type Host = {
  /** CLOCK_REALTIME: steps. */
  wall(): number;
  /** CLOCK_BOOTTIME: goes on asleep. */
  boot(): number;
  /** CLOCK_MONOTONIC: stands still asleep. */
  monotonic(): number;
  /** Calls once, not early by `monotonic` but for rounding; gives the way to call it off. `isIdle`: nothing waits for it, so it keeps no process alive. */
  timer(delay: Millis, run: () => void, isIdle: boolean): () => void;
};
