/** Going to any fact of a log at once: the fold is kept where folding on from the last one kept would take too long, and a seek folds from there. */
import type { Fact } from '../machines/model/facts/index.ts';
import type { Host } from '../machines/state.ts';
import { createLoop, type Fold, INITIAL_FOLD, type Tick } from '../streams/loop.ts';

/** Milliseconds of folding between two kept folds, at first: what a resumed loop takes for its first tick anyway. */
export const APART = 8;
/** When the kept folds are more, or have more rows in all, every other one goes and they lie twice as far apart. Equal parts of two folds are one in memory; a list of rows is 8 bytes a row. Guesses: some 100 MB. */
export const MOST = 2_000;
const MOST_ROWS = 16 << 20;
/** Folds kept just before the last fact that was asked for: whoever steps back asks for those next. */
const NEAR = 32;

/** `tick` is null where the fact decided nothing, for an epoch was opening. `before`: what the fact met. */
export type Moment = { readonly index: number; readonly before: Fold; readonly fold: Fold; readonly tick: Tick | null };
export type Keyframes = {
  /** The fold after fact number `index`; facts come in order, from 0. `cost`: milliseconds that it took. */
  keep(index: number, fold: Fold, cost: number): void;
  /** The fold after fact number `index` of these facts, and what that fact did. */
  seek(factAt: (index: number) => Fact, index: number): Moment;
  readonly kept: number;
};
/** A fold, and the number of the fact that it is to take next. */
type Frame = { readonly next: number; readonly fold: Fold; readonly rows: number };

const START: Frame = { next: 0, fold: INITIAL_FOLD, rows: 1 };
const rowsOf = ({ interfaces, leases, leases6, routers, pvds, information, policies, sessions, pins }: Host): number =>
  [interfaces, leases, leases6, routers, pvds, information, policies, sessions, pins].reduce((sum, { length }) => sum + length, 1);
const frameOf = (next: number, fold: Fold): Frame => ({ next, fold, rows: rowsOf(fold.host) });

export function createKeyframes(apart = APART, most = MOST): Keyframes {
  let frames: Frame[] = [START];
  let near: readonly Frame[] = [];
  let [distance, spent, rows] = [apart, 0, 0];

  function thin(): void {
    frames = frames.filter((_, i) => i % 2 === 0);
    rows = frames.reduce((sum, frame) => sum + frame.rows, 0);
    distance *= 2;
  }

  return {
    keep(index, fold, cost) {
      spent += cost;
      if (spent < distance) return;
      const frame = frameOf(index + 1, fold);
      frames.push(frame);
      rows += frame.rows;
      spent = 0;
      if (frames.length > most || (rows > MOST_ROWS && frames.length > 2)) thin();
    },
    seek(factAt, index) {
      const kept = frames.findLast(({ next }) => next <= index) ?? START;
      const close = near.findLast(({ next }) => next <= index);
      const from = close && close.next >= kept.next ? close : kept;
      const loop = createLoop(from.fold);
      const passed: Frame[] = [];
      let [before, tick]: [Fold, Tick | null] = [from.fold, null];
      for (let i = from.next; i <= index; i += 1) {
        before = loop.fold;
        if (index - i < NEAR) passed.push(frameOf(i, before));
        tick = loop.take(factAt(i));
      }
      const earlier = from === close ? near.filter(({ next }) => next < from.next) : [];
      near = within([...earlier, ...passed, frameOf(index + 1, loop.fold)]);
      return { index, before, fold: loop.fold, tick };
    },
    get kept() {
      return frames.length - 1;
    },
  };
}

/** The last ones, as many as there is room for. */
function within(frames: readonly Frame[]): readonly Frame[] {
  const room = Math.floor(MOST_ROWS / 4 / Math.max(1, frames.at(-1)?.rows ?? 1));
  return frames.slice(-Math.max(2, Math.min(NEAR, room)));
}
