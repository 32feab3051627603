/** Time to places on the time line and back; stretches in which nothing changes are drawn short, if wished. */

import { after, type List } from './search.ts';

/** Places are in [0, 1]. `length`: of all of it, in milliseconds of log time as they are drawn. */
export type Scale = { place(at: number): number; at(place: number): number; readonly isCollapsed: boolean; readonly length: number };

/** Beyond this, each doubling of idle time is as long again. A guess: what happens between two events of one story is within it. */
const IDLE = 5_000;
const lengthOf = (gap: number, isCollapsed: boolean): number => (!isCollapsed || gap <= IDLE ? gap : IDLE * (1 + Math.log2(gap / IDLE)));

/** `moments`: when something changed, rising; the first and the last are the ends. */
export function createScale(moments: List, isCollapsed: boolean): Scale {
  const ends = new Float64Array(moments.length);
  for (let i = 1; i < moments.length; i += 1)
    ends[i] = (ends[i - 1] ?? 0) + lengthOf((moments[i] ?? 0) - (moments[i - 1] ?? 0), isCollapsed);
  const whole = ends.at(-1) || 1;
  return {
    isCollapsed,
    length: whole,
    place: (at) => between(moments, ends, at) / whole,
    at: (place) => between(ends, moments, place * whole),
  };
}

/** Along a line through points (x, y), both rising; flat beyond its ends. */
function between(xs: List, ys: List, x: number): number {
  const next = after(xs, x);
  const [x0, x1, y0, y1] = [xs[next - 1], xs[next], ys[next - 1], ys[next]];
  if (x0 === undefined || y0 === undefined) return y1 ?? 0;
  return x1 === undefined || y1 === undefined ? y0 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** The part of the scale that is in sight: all of it, or a window around the cursor. */
export function windowOf(scale: Scale, zoom: number, at: number): { readonly from: number; readonly to: number } {
  const width = 1 / zoom;
  const from = Math.max(0, Math.min(scale.place(at) - width / 2, 1 - width));
  return { from, to: from + width };
}

/** With the ends of the log, rising: as facts are, but where a clock was set back between two epochs. */
export function momentsOf(moments: Float64Array, first: number, last: number): Float64Array {
  const all = new Float64Array(moments.length + 2);
  all[0] = first;
  all.set(moments, 1);
  all[all.length - 1] = last;
  return all.every((at, i) => i === 0 || at >= (all[i - 1] ?? 0)) ? all : all.sort();
}
