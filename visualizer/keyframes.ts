/** Going to any fact of a log at once: the fold is kept at every so many facts, and a seek folds from the one before. */
import type { Fact } from '../machines/model/facts/index.ts';
import { createLoop, type Fold, INITIAL_FOLD, type Tick } from '../streams/loop.ts';

/** Facts between two kept folds: at 10,000 facts/s, a slow engine’s worst, a seek takes 20 ms. Equal parts of two folds are one in memory. */
export const EVERY = 200;

/** `tick` is null where the fact decided nothing, for an epoch was opening. */
export type Moment = { readonly index: number; readonly fold: Fold; readonly tick: Tick | null };
export type Keyframes = {
  /** The fold after fact number `index`; facts come in order, from 0. */
  keep(index: number, fold: Fold): void;
  /** The fold after fact number `index` of these facts, and what that fact did. */
  seek(facts: readonly Fact[], index: number): Moment;
  readonly kept: number;
};

export function createKeyframes(every = EVERY): Keyframes {
  const folds: Fold[] = [INITIAL_FOLD];
  return {
    keep(index, fold) {
      if ((index + 1) % every === 0) folds[(index + 1) / every] = fold;
    },
    seek(facts, index) {
      const frame = Math.min(Math.floor(index / every), folds.length - 1);
      const loop = createLoop(folds[frame]);
      let tick: Tick | null = null;
      for (const fact of facts.slice(frame * every, index + 1)) tick = loop.take(fact);
      return { index, fold: loop.fold, tick };
    },
    get kept() {
      return folds.length - 1;
    },
  };
}
