/** The picture of the time line: what is in sight of the lanes, the decisions above them, the cursor. Nothing else is drawn, however long the log. */
import type { Lane } from '../lanes.ts';
import { type Meaning, meaningOf } from '../meaning.ts';
import type { Scale } from '../scale.ts';
import { after } from '../search.ts';
import { timeOf } from '../words.ts';

/** Pixels: a lane, the gap below its bar, and the axis above them all. */
export const LANE = 24;
export const AXIS = 34;
const GAP = 4;
/** Between two times on the axis. */
const LABELS = 130;

export type Picture = {
  readonly lanes: readonly Lane[];
  readonly times: Float64Array;
  readonly decisions: Uint32Array;
  readonly scale: Scale;
  /** Places at the left and right edge. */
  readonly sight: { readonly from: number; readonly to: number };
  readonly at: number;
  readonly end: number;
  /** Pixels that are scrolled out above. */
  readonly top: number;
};
/** By the name that the style sheet has for it. */
type Colours = (name: `${Meaning}-fill` | `${Meaning}-text` | 'text' | 'quiet' | 'accent' | 'page') => string;
type Pen = {
  readonly on: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
  x(at: number): number;
};

export function draw(canvas: HTMLCanvasElement, picture: Picture): void {
  const on = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!on || width === 0 || height === 0) return;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  on.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { from, to } = picture.sight;
  const x = (at: number) => ((picture.scale.place(at) - from) / (to - from)) * width;
  const pen: Pen = { on, width, height, colours: coloursOf(canvas), x };
  on.clearRect(0, 0, width, height);
  on.font = '11px system-ui, sans-serif';
  on.textBaseline = 'middle';
  const first = Math.max(0, Math.floor(picture.top / LANE));
  for (const [i, lane] of picture.lanes.slice(first, first + Math.ceil(height / LANE) + 1).entries())
    drawLane(pen, picture, lane, AXIS + (first + i) * LANE - picture.top + GAP / 2);
  drawAxis(pen, picture);
  drawCursor(pen, picture);
}

function drawLane({ on, width, colours, x }: Pen, picture: Picture, lane: Lane, y: number): void {
  const { at, state, states } = lane;
  const leftmost = Math.max(0, after(at, picture.scale.at(picture.sight.from)) - 1);
  let drawn = -1;
  for (let i = leftmost; i < at.length; i += 1) {
    const [begins, ends] = [x(at[i] ?? 0), x(at[i + 1] ?? picture.end)];
    if (begins > width) return;
    const name = states[state[i] ?? -1];
    // At least one pixel a state; where several share one, the first is seen.
    const [left, right] = [Math.max(0, begins), Math.min(width, Math.max(ends, begins + 1))];
    if (name === undefined || right <= drawn) continue;
    drawn = right;
    const meaning = meaningOf(lane.actor, name);
    on.fillStyle = colours(`${meaning}-fill`);
    on.fillRect(left, y, Math.max(1, right - left - (right - left > 3 ? 1 : 0)), LANE - GAP);
    if (right - left < 30) continue;
    on.fillStyle = colours(`${meaning}-text`);
    drawWord(on, name, left + 5, y + (LANE - GAP) / 2, right - left - 10);
  }
}

/** Cut where there is no room: half a letter says nothing. */
function drawWord(on: CanvasRenderingContext2D, word: string, x: number, y: number, room: number): void {
  if (on.measureText(word).width <= room) return on.fillText(word, x, y);
  const letters = Math.floor((word.length * room) / on.measureText(word).width) - 1;
  if (letters >= 3) on.fillText(`${word.slice(0, letters)}…`, x, y);
}

/** Times, and a mark for each decision: above the lanes, over what scrolls under them. */
function drawAxis({ on, width, colours, x }: Pen, { sight, scale, times, decisions }: Picture): void {
  on.fillStyle = colours('page');
  on.fillRect(0, 0, width, AXIS - GAP);
  on.fillStyle = colours('quiet');
  const labels = Math.max(1, Math.floor(width / LABELS));
  for (let i = 0; i < labels; i += 1) {
    const place = sight.from + (i / labels) * (sight.to - sight.from);
    on.fillText(timeOf(scale.at(place)).slice(0, scale.isCollapsed || labels < 4 ? 8 : 12), (i * width) / labels + (i === 0 ? 0 : 2), 8);
    on.fillRect((i * width) / labels, 2, 1, i === 0 ? 0 : 12);
  }
  on.fillStyle = colours('accent');
  let last = -2;
  for (const index of decisions) {
    const left = Math.round(x(times[index] ?? 0));
    if (left < last + 2 || left > width) continue;
    last = left;
    on.fillRect(left, 20, 1, 8);
  }
}

function drawCursor({ on, height, colours, x }: Pen, { at }: Picture): void {
  const left = Math.round(x(at));
  on.fillStyle = colours('text');
  on.fillRect(left - 1, 16, 2, height);
  on.beginPath();
  on.moveTo(left - 5, 14);
  on.lineTo(left + 5, 14);
  on.lineTo(left, 21);
  on.fill();
}

/** From the style sheet, so that they are said once; asked once a picture, for asking is slow. */
function coloursOf(canvas: HTMLCanvasElement): Colours {
  const style = getComputedStyle(canvas);
  const known = new Map<string, string>();
  return (name) => {
    const colour = known.get(name) ?? style.getPropertyValue(`--${name}`).trim();
    known.set(name, colour);
    return colour;
  };
}
