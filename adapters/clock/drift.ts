/** Steps of the wall clock and sleep of the host, told from three clocks read together. Pure. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { millis } from '../../machines/model/units.ts';
import type { Host } from './port.ts';

export type Sample = { readonly wall: number; readonly boot: number; readonly monotonic: number };
/** What the clocks' differences were when nothing was left to tell. */
export type Drift = { readonly ahead: number; readonly asleep: number; readonly boot: number };

/** Less is no step for what we do with time. A guess. */
const STEP = 500;
/** Shorter sleeps add up to one. A guess. */
const SLEEP = 1000;
/** Milliseconds in a millisecond by which NTP may bend the wall clock (adjtimex: 500 ppm), and a margin: no step, however long it goes on. */
const SLEW = 0.001;

export const sampleOf = (host: Host): Sample => ({ wall: host.wall(), boot: host.boot(), monotonic: host.monotonic() });
export const driftOf = ({ wall, boot, monotonic }: Sample): Drift => ({ ahead: wall - boot, asleep: boot - monotonic, boot });

export function observe(known: Drift, sample: Sample): readonly [next: Drift, facts: readonly Unstamped[]] {
  const seen = driftOf(sample);
  const [by, slept] = [Math.round(seen.ahead - known.ahead), Math.floor(seen.asleep - known.asleep)];
  const [isStep, isSleep] = [Math.abs(by) >= STEP, slept >= SLEEP];
  const allowed = (seen.boot - known.boot) * SLEW;
  const slewed = known.ahead + Math.max(-allowed, Math.min(allowed, seen.ahead - known.ahead));
  const next = { ahead: isStep ? seen.ahead : slewed, asleep: isSleep ? seen.asleep : known.asleep, boot: seen.boot };
  return [
    next,
    [...(isSleep ? [world('host.resumed', { slept: millis(slept) })] : []), ...(isStep ? [world('clock.stepped', { by })] : [])],
  ];
}
