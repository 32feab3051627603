/** Moments and durations in words. */
import type { Instant } from '../../machines/model/units.ts';

export { duration } from '../../machines/model/duration.ts';
export { ruleInWords } from '../../streams/rules.ts';

/** A Date ends in the year 275,760; what a damaged log says may lie beyond. */
export const iso = (at: Instant | number): string => (at <= 8.64e15 ? new Date(at).toISOString() : 'never');
