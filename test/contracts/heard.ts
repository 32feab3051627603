/** What a source has said so far, and waiting for more of it with a bounded time. */
import type { FactType, Unstamped } from '../../machines/model/facts/index.ts';
import type { Emit } from '../../machines/model/port.ts';

type Said<T extends FactType> = Extract<Unstamped, { type: T }>;
export type Heard = {
  readonly emit: Emit;
  readonly notice: (line: string) => void;
  readonly facts: Unstamped[];
  readonly batches: (readonly Unstamped[])[];
  readonly notices: string[];
  /** The next fact of this type, from `from` on (a place in `facts`), that is accepted. */
  next<T extends FactType>(type: T, accepts?: (fact: Said<T>) => boolean, from?: number): Promise<Said<T>>;
  /** The same whatever its type; `what` is for the message when it never comes. */
  some<F extends Unstamped>(what: string, accepts: (fact: Unstamped) => fact is F, from?: number): Promise<F>;
};

const PATIENCE = 10_000;

export function listen(): Heard {
  const [facts, batches, notices]: [Unstamped[], (readonly Unstamped[])[], string[]] = [[], [], []];
  const waiting = new Set<() => void>();
  const some = <F extends Unstamped>(what: string, accepts: (fact: Unstamped) => fact is F, from = 0): Promise<F> => {
    const { promise, resolve, reject } = Promise.withResolvers<F>();
    const timer = setTimeout(
      () => reject(new Error(`waited ${PATIENCE} ms for ${what} in vain; last:\n${lastOf(facts.slice(from))}`)),
      PATIENCE,
    );
    const look = (): void => {
      const found = facts.slice(from).find(accepts);
      if (found === undefined) return;
      clearTimeout(timer);
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
    return promise;
  };
  return {
    facts,
    batches,
    notices,
    emit: (batch) => {
      batches.push(batch);
      facts.push(...batch);
      for (const look of [...waiting]) look();
    },
    notice: (line) => notices.push(line),
    some,
    next: <T extends FactType>(type: T, accepts: (fact: Said<T>) => boolean = () => true, from = 0) =>
      some(type, (fact): fact is Said<T> => fact.type === type && accepts(fact as Said<T>), from),
  };
}

const lastOf = (facts: readonly Unstamped[]): string =>
  facts
    .slice(-12)
    .map((fact) => JSON.stringify(fact))
    .join('\n');
