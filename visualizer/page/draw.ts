/** The picture of the time line: what is in sight of the lanes, the decisions above them, the cursor. Nothing else is drawn, however long the log. */
import type { Lane } from '../lanes.ts';
import type { Meaning } from '../meaning.ts';
import type { Scale } from '../scale.ts';
import { after, lastUpTo } from '../search.ts';
import { dateOf, timeOf } from '../words.ts';
import { worstOf } from '../worst.ts';

/** Pixels: a lane, the gap below its bar, and the axis above them all. */
export const LANE = 24;
export const AXIS = 34;
const GAP = 4;
/** Between two times on the axis. */
const LABELS = 130;

export type Picture = {
  readonly lanes: readonly Lane[];
  /** When the decision changed. */
  readonly decided: Float64Array;
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
  at(x: number): number;
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
  const moment = (left: number) => picture.scale.at(from + (left / width) * (to - from));
  const pen: Pen = { on, width, height, colours: coloursOf(canvas), x, at: moment };
  on.clearRect(0, 0, width, height);
  on.font = '11px system-ui, sans-serif';
  on.textBaseline = 'middle';
  const first = Math.max(0, Math.floor(picture.top / LANE));
  for (const [i, lane] of picture.lanes.slice(first, first + Math.ceil(height / LANE) + 1).entries())
    drawLane(pen, picture, lane, AXIS + (first + i) * LANE - picture.top + GAP / 2);
  drawAxis(pen, picture);
  drawCursor(pen, picture);
}

/** At least one pixel a state; where several share one, the worst of them is seen, and the others are not looked at. */
function drawLane(pen: Pen, { sight, scale, end }: Picture, lane: Lane, y: number): void {
  const { at, state, states } = lane;
  const { on, width, colours, x } = pen;
  let drawn = 0;
  for (let i = lastUpTo(at, scale.at(sight.from)); i < at.length; ) {
    const [begins, ends] = [Math.max(x(at[i] ?? 0), drawn), Math.min(x(at[i + 1] ?? end), width)];
    if (begins > width) return;
    const isShort = ends - begins < 1;
    const next = isShort ? Math.max(i + 1, after(at, pen.at(begins + 1))) : i + 1;
    const meaning = worstOf(lane, i, next);
    drawn = isShort ? begins + 1 : ends;
    if (meaning) {
      // A few pixels of a pale colour are not seen, and what is bad is to be.
      on.fillStyle = colours(ends - begins < 3 && meaning === 'dead' ? 'dead-text' : `${meaning}-fill`);
      on.fillRect(begins, y, Math.max(1, ends - begins - (ends - begins > 3 ? 1 : 0)), LANE - GAP);
    }
    const room = ends - begins - 10;
    if (meaning && room > 20) {
      on.fillStyle = colours(`${meaning}-text`);
      drawWord(on, states[state[i] ?? -1] ?? '', begins + 5, y + (LANE - GAP) / 2, room);
    }
    // The last of those that shared a pixel may go on beyond it.
    const last = next - 1;
    i = isShort && last > i && x(at[last + 1] ?? end) > drawn ? last : next;
  }
}

/** Of states’ names, in pixels: there are a few dozen, unless a log makes them up. */
const widths = new Map<string, number>();
const WORDS = 200;

/** Cut where there is no room: half a letter says nothing. */
function drawWord(on: CanvasRenderingContext2D, word: string, x: number, y: number, room: number): void {
  const width = widths.get(word) ?? on.measureText(word).width;
  if (widths.size < WORDS) widths.set(word, width);
  if (width <= room) return on.fillText(word, x, y);
  const letters = Math.floor((word.length * room) / width) - 1;
  if (letters >= 3) on.fillText(`${word.slice(0, letters)}…`, x, y);
}

/** Times, and a mark for each decision: above the lanes, over what scrolls under them. */
function drawAxis(pen: Pen, { sight, scale, decided }: Picture): void {
  const { on, width, colours, x } = pen;
  on.fillStyle = colours('page');
  on.fillRect(0, 0, width, AXIS - GAP);
  on.fillStyle = colours('quiet');
  const labels = Math.max(1, Math.floor(width / LABELS));
  for (let i = 0; i < labels; i += 1) {
    const place = sight.from + (i / labels) * (sight.to - sight.from);
    on.fillText(labelOf(scale.at(place), scale.at(sight.to) - scale.at(sight.from)), (i * width) / labels + (i === 0 ? 0 : 4), 8);
    on.fillRect((i * width) / labels, 2, 1, i === 0 ? 0 : 12);
  }
  on.fillStyle = colours('accent');
  for (let i = after(decided, scale.at(sight.from) - 1); i < decided.length; ) {
    const left = Math.round(x(decided[i] ?? 0));
    if (left > width) return;
    on.fillRect(left, 20, 1, 8);
    i = Math.max(i + 1, after(decided, pen.at(left + 2)));
  }
}

/** As exactly as the stretch in sight asks for. */
const labelOf = (at: number, stretch: number): string =>
  stretch > 2 * 86_400_000 ? `${dateOf(at).slice(5)} ${timeOf(at).slice(0, 5)}` : timeOf(at).slice(0, stretch > 20_000 ? 8 : 12);

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
