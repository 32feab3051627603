/** How decisions leave the agent: as an Observable, as an async iterator, and as the current value. */
import { Observable, Subject } from 'rxjs';

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

async function* newest<T>(values: Observable<T>): AsyncGenerator<T, void, void> {
  let waiting: { readonly value: T } | null = null;
  let isOver = false;
  let wake: () => void = () => undefined;
  const subscription = values.subscribe({
    next: (value) => {
      waiting = { value };
      wake();
    },
    complete: () => {
      isOver = true;
      wake();
    },
  });
  try {
    for (;;) {
      const taken: { readonly value: T } | null = waiting;
      waiting = null;
      if (taken) yield (taken as { readonly value: T }).value;
      else if (isOver) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    subscription.unsubscribe();
  }
}
