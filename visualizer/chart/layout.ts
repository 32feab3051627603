/** A figure with its places: what elkjs made of it when the page was built, and the letters that it was measured by. In pixels. */
import type { Arrow, Line, Region, State } from './figure.ts';

/** Left, top, width, height; inside the region. */
export type Box = readonly [x: number, y: number, width: number, height: number];
export type PlacedState = State & { readonly box: Box };
/** `d`: its way, `head`: where its head lies, as SVG has them. `label`: where its lines stand; of an arrow from any state that is its beginning. */
export type PlacedArrow = Arrow & { readonly d: string; readonly head: string; readonly label: Box };
export type PlacedRegion = Omit<Region, 'states' | 'arrows'> & {
  readonly size: readonly [width: number, height: number];
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
};
export type Chart = { readonly machine: string; readonly lines: readonly Line[]; readonly regions: readonly PlacedRegion[] };

/** Monospaced letters are at most 0.602 of their size wide, in every face that systems bring: a label is as wide as it is long. */
export const LETTER = 6.63;
export const LINE = 15;
export const NAME = { letter: 7.83, line: 18 };
/** Around what is written in a state. */
export const MARGIN = 6;
/** What stands above the lines that lead somewhere from any state. */
export const ANY = 'from any state';

/** A state's own word, of its path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** What is written of lines, one below the other. */
export const rowsOf = (lines: readonly Line[]): readonly string[] => lines.flatMap(({ rows }) => rows);
