/** Finding the last fact up to a moment of wall time. `at` does not step; the clock's own steps since the epoch began do. */
import type { Fact } from './facts/index.ts';
import type { Seq } from './units.ts';

export type Seeker = { take(fact: Fact): void; readonly seq: Seq | null };

/** Wall time may go back where an epoch begins: the last epoch that had begun by then is looked in; where it was set back within one, the later moment is meant. */
export function seeker(wanted: number): Seeker {
  let seq: Seq | null = null;
  let steps = 0;
  let isMeant = true;
  return {
    take(fact) {
      if (fact.type === 'agent.started') [isMeant, steps] = [fact.at <= wanted, 0];
      if (fact.type === 'clock.stepped') steps += fact.by;
      if (isMeant && fact.at + steps <= wanted) seq = fact.seq;
    },
    get seq() {
      return seq;
    },
  };
}
