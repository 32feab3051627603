/** Looking through all facts for those that a filter shows: piece by piece, each different payload once. */
import { createColumn, uint32 } from './columns.ts';
import type { Facts } from './facts.ts';
import { isShown, parseFilter } from './filter.ts';
import { type Effect, subjectOf } from './subject.ts';

export type Searching = {
  /** Looks at so many facts more; false when it has seen them all. */
  look(count: number): boolean;
  /** Null when all are shown. */
  hits(): Uint32Array<ArrayBuffer> | null;
  readonly share: number;
  readonly text: string;
  readonly problem: string | null;
};
type Answers = Map<Effect, Map<number, boolean>>;

/** Answers that are remembered. A guess: a few MB. */
const ANSWERS_MAX = 50_000;

export function createSearching(facts: Omit<Facts, 'push'>, text: string): Searching {
  const filter = parseFilter(text);
  const isAll = filter.terms.length === 0;
  const found = createColumn(uint32);
  const answers: Answers = new Map();
  let [next, known] = [0, 0];

  /** What a fact says and what it did are all that a filter asks for. */
  function isHit(index: number): boolean {
    const [payload, effect] = [facts.payload(index), facts.effect(index)];
    const same = answers.get(effect)?.get(payload);
    if (same !== undefined) return same;
    const is = isShown(
      filter,
      subjectOf(facts.at(index), effect, () => facts.text(index)),
    );
    if (known === ANSWERS_MAX) answers.clear();
    known = known === ANSWERS_MAX ? 1 : known + 1;
    answers.set(effect, (answers.get(effect) ?? new Map<number, boolean>()).set(payload, is));
    return is;
  }

  return {
    look(count) {
      const end = isAll ? next : Math.min(next + count, facts.length);
      for (; next < end; next += 1) if (isHit(next)) found.push(next);
      return !isAll && next < facts.length;
    },
    hits: () => (isAll ? null : found.copy()),
    get share() {
      return isAll ? 1 : next / Math.max(1, facts.length);
    },
    text,
    problem: filter.problem,
  };
}
