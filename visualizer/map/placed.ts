/** Where each place of the map stands: in columns beside each other, or below each other where it is narrow. In pixels. */
import type { Place, Said, Seen } from './seen.ts';

/** The bars at both ends; the height of a row, and of a box with one row of words; and between them. */
export const [BAR, ROW, GAP] = [26, 28, 8];
const [HEAD, CHIP] = [29, 22];
/** Less than this, and PvDs stand below their interfaces. */
const NARROW = 620;
const [LEAST, MOST] = [320, 1_180];
/** Monospaced letters of names and of what is said, as in the charts. */
const [NAME, WORD] = [7.23, 6.63];

export type Chip = Said & { readonly x: number; readonly y: number; readonly width: number };
/** `isRow`: name and words in one line. */
export type Spot = {
  readonly place: Place;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly isRow: boolean;
  readonly chips: readonly Chip[];
  readonly from: Spot | null;
};
export type Placed = { readonly spots: readonly Spot[]; readonly isStacked: boolean; readonly right: number; readonly height: number };
/** Left and width of each column: interface, PvD, what a PvD has. */
type Columns = Pick<Placed, 'isStacked' | 'right'> & { readonly at: readonly (readonly [x: number, width: number])[] };

export function placed({ places }: Seen, room: number): Placed {
  const columns = columnsOf(Math.max(LEAST, Math.min(room, MOST)));
  const spots: Spot[] = [];
  let y = GAP;
  for (const place of places) y = put(spots, columns, place, 0, null, y) + GAP;
  return { spots, ...columns, height: Math.max(y, 120) };
}

function columnsOf(width: number): Columns {
  const right = width - BAR;
  if (width < NARROW) {
    const from = BAR + 14;
    return { isStacked: true, at: [0, 18, 36].map((by) => [from + by, right - from - by - 16] as const), right };
  }
  const gap = width * 0.05;
  const each = (right - BAR - 4 * gap) / 3;
  const [own, pvd, rest] = [each * 0.7, each * 1.1, each * 1.2];
  const from = BAR + gap;
  const at = [[from, own] as const, [from + own + gap, pvd] as const, [from + own + pvd + 2 * gap, rest] as const];
  return { isStacked: false, at, right };
}

/** Gives the y below it and all that is in it. */
function put(spots: Spot[], columns: Columns, place: Place, depth: number, from: Spot | null, y: number): number {
  const [x, w] = columns.at[depth] ?? [0, 0];
  const spot = depth < 2 ? boxAt(place, x, y, w, from) : rowAt(place, x, y, w, from);
  spots.push(spot);
  // A PvD's sessions stand below it, for they are the host's; the rest leads on.
  const own = columns.isStacked ? [] : place.inner.filter(({ kind }) => kind === 'session');
  let [below, beside] = [y + spot.h + GAP, columns.isStacked ? y + spot.h + GAP : y];
  for (const inner of own) {
    spots.push(rowAt(inner, x + 16, below, w - 16, spot));
    below += ROW + GAP;
  }
  for (const inner of place.inner) if (!own.includes(inner)) beside = put(spots, columns, inner, depth + 1, spot, beside);
  return Math.max(below, beside);
}

/** Its words below its name, in as many lines as they need. */
function boxAt(place: Place, x: number, y: number, w: number, from: Spot | null): Spot {
  const chips: Chip[] = [];
  let [at, top] = [12, HEAD];
  for (const said of place.says) {
    const width = widthOf(said.word);
    if (at > 12 && at + width > w - 8) [at, top] = [12, top + CHIP];
    chips.push({ ...said, x: at, y: top, width });
    at += width + 4;
  }
  const name = cut(place.name, (w - 24 - place.more.length * WORD) / NAME);
  return { place, name, x, y, w, h: top + CHIP + 3, isRow: false, chips, from };
}

/** Its words at the end of its line. */
function rowAt(place: Place, x: number, y: number, w: number, from: Spot | null): Spot {
  const more = place.more.length * WORD + 28;
  const [said] = place.says;
  const word = said && cut(said.word, (w * 0.6) / WORD);
  const width = word === undefined ? 0 : widthOf(word);
  const chips = said && word !== undefined ? [{ ...said, word, x: w - 6 - width, y: 5, width }] : [];
  return { place, name: cut(place.name, (w - more - width) / NAME), x, y, w, h: ROW, isRow: true, chips, from };
}

const widthOf = (word: string): number => Math.round(word.length * WORD + 10);
/** Where its name ends, and what is said more of it begins. */
export const endOf = ({ name }: Spot): number => 16 + name.length * NAME;

function cut(text: string, room: number): string {
  const letters = Math.max(2, Math.floor(room));
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
