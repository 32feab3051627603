/**
 * The floor that budgets in time are judged by: parsing one event of a log. They were set on a machine where that took 0.9 µs
 * for 277 bytes; machines differ and are shared, so a budget of 1 ms is 1 ms / 0.9 µs parses, measured in turns with the work.
 */
import { story } from '../streams/story.ts';

const REFERENCE = 0.9;
const EVENT_BYTES = 277;
const ROUND = 20_000;

/** A budget in microseconds, as parses. */
export const budgetInParses = (micros: number): number => Math.round(micros / REFERENCE);

/** What one parse takes here and now, in microseconds of wall time. */
export function parseMicros(): number {
  const start = performance.now();
  for (let i = 0; i < ROUND; i += 1) JSON.parse(EVENT);
  return ((performance.now() - start) * 1000) / ROUND;
}

/** An event as the logs hold them, of that very length. */
const EVENT = ((): string => {
  const { fact } = [...story(1, 60)].find((told) => told.fact.type === 'address.added') ?? {};
  const text = JSON.stringify({ ...fact, pad: '' });
  return JSON.stringify({ ...fact, pad: 'x'.repeat(Math.max(0, EVENT_BYTES - text.length)) });
})();
