/**
 * Stands for `rxjs` in the page's bundle: what the parts of the decision are joined by, which is a hot subject and four operators,
 * 4 kB (packed) smaller than with rxjs. Errors are thrown to whoever pushes, and nothing completes: hosts never do. The test holds it
 * to what rxjs gives out, and a story to the same digests.
 */
type Next<T> = (value: T) => void;
type Operator<T, U> = (source: Observable<T>) => Observable<U>;
export type Subscription = { unsubscribe(): void };
export type Observable<T> = {
  subscribe(next: Next<T>): Subscription;
  pipe<U, V = U>(first: Operator<T, U>, second?: Operator<U, V>): Observable<U> | Observable<V>;
};
export type Subject<T> = Observable<T> & { next(value: T): void };

/** `begin`: what a subscription does, which gives back how it ends. */
function observable<T>(begin: (next: Next<T>) => () => void): Observable<T> {
  const made: Observable<T> = {
    subscribe: (next) => ({ unsubscribe: begin(next) }),
    pipe(first, second) {
      const changed = first(made);
      return second ? second(changed) : changed;
    },
  };
  return made;
}

/** Made with `new`, as rxjs has it. */
export function Subject<T>(): Subject<T> {
  let observers: readonly Next<T>[] = [];
  const hot = observable<T>((next) => {
    observers = [...observers, next];
    return () => {
      observers = observers.filter((other) => other !== next);
    };
  });
  const push = (value: T): void => {
    for (const next of observers) next(value);
  };
  return { ...hot, next: push };
}

export const map =
  <T, U>(change: (value: T) => U): Operator<T, U> =>
  (source) =>
    observable((next) => source.subscribe((value) => next(change(value))).unsubscribe);

export const scan =
  <T, U>(step: (before: U, value: T) => U, seed: U): Operator<T, U> =>
  (source) =>
    observable((next) => {
      let value = seed;
      return source.subscribe((now) => {
        value = step(value, now);
        next(value);
      }).unsubscribe;
    });

/** One subscription to the source for all that there are to this. */
export const share =
  <T>(): Operator<T, T> =>
  (source) => {
    const subject = Subject<T>();
    let [count, end] = [0, () => {}];
    return observable((next) => {
      const { unsubscribe } = subject.subscribe(next);
      count += 1;
      if (count === 1) end = source.subscribe(subject.next).unsubscribe;
      return () => {
        unsubscribe();
        count -= 1;
        if (count === 0) end();
      };
    });
  };

/** The first of each, then the second of each. */
export const zip = <T>(...sources: readonly Observable<T>[]): Observable<readonly T[]> =>
  observable((next) => {
    const waiting = sources.map((): T[] => []);
    const ends = sources.map((source, i) =>
      source.subscribe((value) => {
        waiting[i]?.push(value);
        if (waiting.every(({ length }) => length > 0)) next(waiting.flatMap((queue) => queue.splice(0, 1)));
      }),
    );
    return () => {
      for (const { unsubscribe } of ends) unsubscribe();
    };
  });
