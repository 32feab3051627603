/** Moments and counts as the page writes them. Times are UTC, as on the command line. */

/** A Date ends in the year 275,760; what a damaged log says may lie beyond. */
const iso = (at: number): string => (at >= 0 && at <= 8.64e15 ? new Date(at).toISOString() : '0000-00-00T--:--:--.---Z');
export const dateOf = (at: number): string => iso(at).slice(0, 10);
export const timeOf = (at: number): string => iso(at).slice(11, 23);

export const counted = (n: number, unit: string): string => `${n.toLocaleString('en')} ${unit}${n === 1 ? '' : 's'}`;
