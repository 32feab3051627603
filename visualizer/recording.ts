/** A log as the page has it: folded once from end to end, and from then on open at any fact. */
import type { Fact } from '../machines/model/facts/index.ts';
import { createReplayer, type Recorded, type Replayed } from '../streams/replay.ts';
import { createKeyframes, type Moment } from './keyframes.ts';
import { createLanes, type Lane } from './lanes.ts';
import type { Effect } from './subject.ts';

export type Recording = {
  /** A transaction, in order. What stands before the first epoch that begins here cannot be folded and is left out. */
  take(recorded: Recorded): void;
  readonly facts: readonly Fact[];
  /** By number of fact, as `facts`. */
  readonly effects: readonly Effect[];
  /** Numbers of the facts that changed the decision. */
  readonly decisions: readonly number[];
  readonly lanes: readonly Lane[];
  readonly lanesLeft: number;
  readonly skipped: number;
  readonly replayed: Replayed;
  seek(index: number): Moment;
};

const NO_EFFECT: Effect = { actors: [], isDecisive: false };

export function createRecording(): Recording {
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  const decisions: number[] = [];
  const lanes = createLanes();
  const keyframes = createKeyframes();
  let skipped = 0;
  const replayer = createReplayer({
    keepGoing: true,
    onFact(fact, tick, fold) {
      const index = facts.push(fact) - 1;
      const actors = lanes.take(fold.host, index, fact.at);
      const isDecisive = tick !== null && tick.changed.length > 0;
      effects.push(actors.length === 0 && !isDecisive ? NO_EFFECT : { actors, isDecisive });
      if (isDecisive) decisions.push(index);
      keyframes.keep(index, fold);
    },
  });

  return {
    take(recorded) {
      if (facts.length === 0 && recorded.facts[0]?.type !== 'agent.started') skipped += recorded.facts.length;
      else replayer.take(recorded);
    },
    facts,
    effects,
    decisions,
    get lanes() {
      return lanes.lanes;
    },
    get lanesLeft() {
      return lanes.left;
    },
    get skipped() {
      return skipped;
    },
    get replayed() {
      return replayer.replayed;
    },
    seek: (index) => keyframes.seek(facts, Math.max(0, Math.min(index, facts.length - 1))),
  };
}
