/** How decisions leave the agent: as an Observable, as an async iterator, and as the current value. */
import { Observable, Subject, Subscription } from 'rxjs';

export type Exit<T> = Observable<T> & AsyncIterable<T> & { readonly current: T | null };

/**
 * Subscribers hear the current value first, then each later one. An iterator that is slower than the host skips to the
 * newest: a decision replaces the one before, so nothing piles up. `start`: called when the first subscriber comes, to push what
 * comes; what it returns is called when the last has gone. `known`: the current value, where it is not the one that was pushed last.
 */
export function createExit<T>(
  start?: (push: (value: T) => void) => () => void,
  known?: () => T | null,
): { readonly exit: Exit<T>; push(value: T): void; end(): void } {
  const later = new Subject<T>();
  let current: T | null = null;
  const now = known ?? (() => current);
  let stop: (() => void) | undefined;
  const push = (value: T): void => {
    current = value;
    later.next(value);
  };
  const values = new Observable<T>((subscriber) => {
    const at = now();
    if (at !== null) subscriber.next(at);
    const hearing = later.subscribe(subscriber);
    stop ??= start?.(push);
    return () => {
      hearing.unsubscribe();
      if (later.observed) return;
      stop?.();
      stop = undefined;
    };
  });
  const exit = Object.defineProperties(values, {
    current: { get: now },
    [Symbol.asyncIterator]: { value: () => newest(values) },
  }) as Exit<T>;
  return {
    exit,
    push,
    end: () => later.complete(),
  };
}

/** An iterator of its own making: a generator would keep `return` waiting for the next value. */
function newest<T>(values: Observable<T>): AsyncIterableIterator<T, void, void> {
  const asked: ((told: IteratorResult<T, void>) => void)[] = [];
  const hearing = new Subscription();
  let waiting: { readonly value: T } | null = null;
  let [isBegun, isOver]: [boolean, boolean] = [false, false];
  const end = (): void => {
    isOver = true;
    hearing.unsubscribe();
    for (const answer of asked.splice(0)) answer({ done: true, value: undefined });
  };
  const begin = (): void => {
    isBegun = true;
    const next = (value: T): void => {
      const answer = asked.shift();
      if (answer) answer({ done: false, value });
      else waiting = { value };
    };
    hearing.add(values.subscribe({ next, complete: end }));
  };
  return {
    next: () => {
      if (!isBegun && !isOver) begin();
      const { promise, resolve } = Promise.withResolvers<IteratorResult<T, void>>();
      const taken: { readonly value: T } | null = waiting;
      waiting = null;
      if (taken) resolve({ done: false, value: taken.value });
      else if (isOver) resolve({ done: true, value: undefined });
      else asked.push(resolve);
      return promise;
    },
    return: async () => {
      waiting = null;
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
