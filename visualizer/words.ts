/** Moments and durations as the page writes them. Times are UTC, as on the command line. */

/** A Date ends in the year 275,760; what a damaged log says may lie beyond. */
const iso = (at: number): string => (at >= 0 && at <= 8.64e15 ? new Date(at).toISOString() : '0000-00-00T--:--:--.---Z');
export const dateOf = (at: number): string => iso(at).slice(0, 10);
export const timeOf = (at: number): string => iso(at).slice(11, 23);

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

export function duration(millis: number): string {
  const first = UNITS.findIndex(([, size]) => millis >= size);
  const [unit, size] = UNITS[first] ?? ['ms', 1];
  const next = UNITS[first + 1];
  const rest = next ? Math.floor((millis % size) / next[1]) : 0;
  return `${Math.floor(millis / size)} ${unit}${next && rest > 0 ? ` ${rest} ${next[0]}` : ''}`;
}

export const counted = (n: number, unit: string): string => `${n.toLocaleString('en')} ${unit}${n === 1 ? '' : 's'}`;
