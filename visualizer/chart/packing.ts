/** Regions side by side in rows, as a page has room: what is closed takes little, and the others move up. */
import { type Chart, nameOf, type PlacedRegion } from './layout.ts';

/** Around a region's picture, and above it for its name. */
export const PAD = 14;
export const HEAD = 26;
const GAP = 12;
const CLOSED = 220;

/** `isOpen`: its picture is shown, not only its name and state. Left, top, width, height of its frame. */
export type Frame = { readonly region: PlacedRegion; readonly isOpen: boolean; readonly box: readonly [number, number, number, number] };
export type Packed = { readonly frames: readonly Frame[]; readonly width: number; readonly height: number };

/** Left to right, top to bottom, in the order of the chart; `room` is the width that there is. */
export function pack(chart: Chart, room: number, isOpen: (region: PlacedRegion) => boolean): Packed {
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  const frames: Frame[] = [];
  for (const region of chart.regions) {
    const open = isOpen(region);
    const [w, h] = open ? sizeOf(region) : [CLOSED, HEAD];
    if (x > 0 && x + w > room) [x, y, rowHeight] = [0, y + rowHeight + GAP, 0];
    frames.push({ region, isOpen: open, box: [x, y, w, h] });
    width = Math.max(width, x + w);
    rowHeight = Math.max(rowHeight, h);
    x += w + GAP;
  }
  return { frames, width, height: y + rowHeight };
}

const sizeOf = ({ size: [w, h], path }: PlacedRegion): readonly [number, number] => [
  Math.max(w, nameOf(path).length * 8) + 2 * PAD,
  h + HEAD + PAD,
];
