/** Replay: the same facts through the same loop, the digest compared at each transaction. Commands are computed, none is carried out. */
import type { Fact } from '../machines/model/facts/index.ts';
import type { Change, Hash } from './digest.ts';
import { createLoop, type Fold, INITIAL_FOLD, type Tick } from './loop.ts';
import { MACHINES } from './version.ts';

/** `digest` is what was stored; null when the log carries none (names were hashed). */
export type Recorded = { readonly facts: readonly Fact[]; readonly digest: string | null };
export type Verdict =
  | { readonly kind: 'equal' }
  /** The first transaction whose digest differs, and what its facts changed here. */
  | {
      readonly kind: 'diverged';
      readonly seq: number;
      readonly stored: string;
      readonly computed: string;
      readonly changed: readonly Change[];
    }
  | { readonly kind: 'otherVersion'; readonly recorded: string; readonly here: string }
  | { readonly kind: 'noDigests' };

export type Replayed = { readonly fold: Fold; readonly facts: number; readonly epochs: number; readonly verdict: Verdict };
export type ReplayOptions = {
  /** Stop before the first fact for which this is true. */
  readonly until?: (fact: Fact) => boolean;
  /** Every fact, with its tick where there was one. */
  readonly onFact?: (fact: Fact, tick: Tick | null, fold: Fold) => void;
  readonly onTick?: (tick: Tick, fact: Fact) => void;
  readonly onTransaction?: (facts: number) => void;
  /** Go on after a difference, without comparing. */
  readonly keepGoing?: boolean;
  /** Default: in JavaScript. */
  readonly hash?: Hash;
};

/** A replay that is fed: by a loop over a log, or by a page to which a file comes in pieces. */
export type Replayer = {
  /** False once it has come to its end: `until`, or the first difference. */
  take(recorded: Recorded): boolean;
  readonly replayed: Replayed;
};

export function createReplayer(options: ReplayOptions = {}): Replayer {
  const loop = createLoop(INITIAL_FOLD, options.hash);
  let verdict: Verdict = { kind: 'equal' };
  let [facts, epochs] = [0, 0];

  /** What the facts changed; null where `until` is among them. */
  function fold(batch: readonly Fact[]): readonly Change[] | null {
    const changed: Change[] = [];
    for (const fact of batch) {
      if (options.until?.(fact)) return null;
      if (fact.type === 'agent.started') {
        epochs += 1;
        verdict = beginEpoch(verdict, fact.machines);
      }
      const tick = loop.take(fact);
      facts += 1;
      options.onFact?.(fact, tick, loop.fold);
      if (!tick) continue;
      options.onTick?.(tick, fact);
      if (verdict.kind === 'equal') changed.push(...tick.changed);
    }
    return changed;
  }

  return {
    take({ facts: batch, digest }) {
      const changed = fold(batch);
      if (changed === null) return false;
      options.onTransaction?.(facts);
      if (verdict.kind !== 'equal') return true;
      if (digest === null) verdict = { kind: 'noDigests' };
      else if (digest !== loop.fold.digest) {
        verdict = { kind: 'diverged', seq: batch.at(-1)?.seq ?? 0, stored: digest, computed: loop.fold.digest, changed };
        return options.keepGoing === true;
      }
      return true;
    },
    get replayed() {
      return { fold: loop.fold, facts, epochs, verdict };
    },
  };
}

export function replay(recorded: Iterable<Recorded>, options: ReplayOptions = {}): Replayed {
  const replayer = createReplayer(options);
  for (const one of recorded) if (!replayer.take(one)) break;
  return replayer.replayed;
}

const beginEpoch = (verdict: Verdict, machines: string): Verdict => {
  if (verdict.kind === 'diverged') return verdict;
  return machines === MACHINES ? { kind: 'equal' } : { kind: 'otherVersion', recorded: machines, here: MACHINES };
};
