/** Time to places on the time line and back; stretches in which nothing changes are drawn short, if wished. */

import { after } from './search.ts';

/** Places are in [0, 1]. */
export type Scale = { place(at: number): number; at(place: number): number; readonly isCollapsed: boolean };

/** Beyond this, each doubling of idle time is as long again. A guess: what happens between two events of one story is within it. */
const IDLE = 5_000;
const lengthOf = (gap: number, isCollapsed: boolean): number => (!isCollapsed || gap <= IDLE ? gap : IDLE * (1 + Math.log2(gap / IDLE)));

/** `moments`: when something changed, rising; the first and the last are the ends. */
export function createScale(moments: readonly number[], isCollapsed: boolean): Scale {
  const ends: number[] = [];
  let length = 0;
  for (const [i, at] of moments.entries()) {
    length += i === 0 ? 0 : lengthOf(at - (moments[i - 1] ?? at), isCollapsed);
    ends.push(length);
  }
  const whole = length === 0 ? 1 : length;
  return {
    isCollapsed,
    place: (at) => between(moments, ends, at) / whole,
    at: (place) => between(ends, moments, place * whole),
  };
}

/** Along a line through points (x, y), both rising; flat beyond its ends. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = after(xs, x);
  const [x0, x1, y0, y1] = [xs[next - 1], xs[next], ys[next - 1], ys[next]];
  if (x0 === undefined || y0 === undefined) return y1 ?? 0;
  return x1 === undefined || y1 === undefined ? y0 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** All moments at which any lane changed, with the ends of the log; each once, rising. */
export function momentsOf(lanes: readonly { readonly at: readonly number[] }[], first: number, last: number): readonly number[] {
  const all = [first, last, ...lanes.flatMap(({ at }) => at)].filter((at) => at >= first && at <= last);
  return [...new Set(Float64Array.from(all).sort())];
}
