/** A log as the page has it: folded once from end to end, and from then on open at any fact. */
import { createReplayer, type Recorded, type Replayed } from '../streams/replay.ts';
import { createColumn, float64, uint32 } from './columns.ts';
import { createFacts, type Facts } from './facts.ts';
import { createKeyframes, type Moment } from './keyframes.ts';
import { createLanes } from './lanes.ts';
import type { Track } from './protocol.ts';

export type Recording = {
  /** A transaction, in order. Throws a RangeError at the fact by which it is no host's log any more; what was taken before stays. What stands before the first epoch that begins here cannot be folded and is left out. */
  take(recorded: Recorded): void;
  readonly facts: Omit<Facts, 'push'>;
  readonly track: Track;
  readonly skipped: number;
  readonly replayed: Replayed;
  seek(index: number): Moment;
};

/** Interfaces and provisioning domains, each of which makes every fact cost more. A guess: no host has as many. */
export const ACTORS_MAX = 20_000;

/** `now`: a clock in milliseconds; what folding takes says how far apart folds are kept. */
export function createRecording(now: () => number = () => performance.now()): Recording {
  const facts = createFacts();
  const [decisions, moments] = [createColumn(uint32), createColumn(float64)];
  const lanes = createLanes();
  const keyframes = createKeyframes();
  let [skipped, since] = [0, 0];
  const replayer = createReplayer({
    keepGoing: true,
    onFact(fact, tick, fold) {
      const actors = lanes.take(fold.host, facts.length, fact.at);
      const isDecisive = tick !== null && tick.changed.length > 0;
      const index = facts.push(fact, { actors, isDecisive });
      if (isDecisive) decisions.push(index);
      if ((isDecisive || actors.length > 0) && moments.at(moments.length - 1) !== fact.at) moments.push(fact.at);
      const { interfaces, pvds } = fold.host;
      if (interfaces.length + pvds.length > ACTORS_MAX)
        throw new RangeError(
          `it names more than ${ACTORS_MAX.toLocaleString('en')} interfaces and provisioning domains, and no host has as many`,
        );
      const folded = now();
      keyframes.keep(index, fold, folded - since);
      since = folded;
    },
  });

  return {
    take(recorded) {
      since = now();
      if (facts.length === 0 && recorded.facts[0]?.type !== 'agent.started') skipped += recorded.facts.length;
      else replayer.take(recorded);
    },
    facts,
    get track() {
      const list = { times: facts.times(), seqs: facts.seqs(), decisions: decisions.copy(), moments: moments.copy() };
      return { ...list, lanes: lanes.lanes, lanesLeft: lanes.left };
    },
    get skipped() {
      return skipped;
    },
    get replayed() {
      return replayer.replayed;
    },
    seek: (index) => keyframes.seek(facts.at, Math.max(0, Math.min(index, facts.length - 1))),
  };
}
