/** An arrow's way as SVG has it, with its bends rounded. Made when the charts are laid out: the page has it as text. */
import type { PlacedArrow } from '../../visualizer/chart/layout.ts';

const RADIUS = 5;
type Point = readonly [x: number, y: number];
const pairs = (points: readonly number[]): readonly Point[] =>
  Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i] ?? 0, points[2 * i + 1] ?? 0]);

/** Bends are rounded, where both of their sides are long enough. */
function step(list: readonly Point[], [x, y]: Point, i: number): string {
  const [before, after] = [list[i - 1], list[i + 1]];
  if (!before) return `M${x} ${y}`;
  if (!after) return `L${x} ${y}`;
  const [a, b] = [toward([x, y], before), toward([x, y], after)];
  return `L${a[0]} ${a[1]}Q${x} ${y} ${b[0]} ${b[1]}`;
}

function toward([x, y]: Point, [tx, ty]: Point): Point {
  const length = Math.hypot(tx - x, ty - y);
  const share = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return [x + (tx - x) * share, y + (ty - y) * share];
}

/** `points`: x and y in turn, from source to target. */
export function wireOf(points: readonly number[]): Pick<PlacedArrow, 'd' | 'head'> {
  const list = pairs(points);
  const [[px, py], [x, y]] = [list.at(-2) ?? [0, 0], list.at(-1) ?? [0, 0]];
  const angle = Math.round((Math.atan2(y - py, x - px) * 180) / Math.PI);
  return { d: list.map((point, i) => step(list, point, i)).join(''), head: `translate(${x} ${y}) rotate(${angle})` };
}
