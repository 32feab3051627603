/**
 * Connection attempts, each begun before the last has failed: RFC 8305 §5, across networks. A lane is one network: what may be
 * tried there becomes known while others are tried. The next lane begins when all that is known of those before it is under way
 * and has had its time, or has failed.
 */
import { type Failure, LaneOver, toFailure } from './failure.ts';
import type { Cancel, Time } from './time.ts';

export type Lane<P> = {
  readonly name: string;
  /** ms more than an attempt's delay before it begins while others are under way: it costs money. */
  readonly reluctance: number;
  /**
   * Tells what may be tried, best first; each list stands for the one before. Resolves when no more comes; rejects when there is
   * nothing: `LaneOver` with `isFinal` when no other lane may be tried instead.
   */
  open(tell: (pairs: readonly P[]) => void, signal: AbortSignal): Promise<void>;
};
export type Race<P, T> = {
  readonly lanes: readonly Lane<P>[];
  /** Its value wins. `key`: what was tried already is not tried again when it is told again. */
  readonly attempt: (pair: P, signal: AbortSignal) => Promise<T>;
  readonly keyOf: (pair: P) => string;
  readonly time: Time;
  readonly signal?: AbortSignal | undefined;
};
export type Lost = { readonly ok: false; readonly failures: readonly Failure[] };
export type Won<T> = { readonly ok: true; readonly value: T };

/** §8: Connection Attempt Delay. */
const ATTEMPT_DELAY = 250;
/** How long a network may take to tell anything before the next begins. A guess: four times an attempt. */
const PATIENCE = 1_000;

/** One for all: a reason of its own is made with its stack, which is dearer than an attempt's other parts. */
const CALLED_OFF = new Error('called off: it is decided');

/** `isPassed`: the next need not wait for it; `isOver`: it tells no more. */
type Opened<P> = { readonly lane: Lane<P>; readonly tried: Set<string>; waiting: readonly P[]; isPassed: boolean; isOver: boolean };

/** Rejects only with the signal's reason. Nothing is under way when it settles but the winner. */
export function race<P, T>({ lanes, attempt, keyOf, time, signal }: Race<P, T>): Promise<Won<T> | Lost> {
  const { promise, resolve, reject } = Promise.withResolvers<Won<T> | Lost>();
  const over = new AbortController();
  const attempts = new Set<AbortController>();
  const waits = new Set<Cancel>();
  const opened: Opened<P>[] = [];
  const failures: Failure[] = [];
  let [isOver, isFinal, isPatient]: [boolean, boolean, boolean] = [false, false, false];
  let gate: Cancel | null = null;
  let newest: AbortController | null = null;

  const wait = (delay: number, then: () => void): Cancel => {
    const stop = time.wait(delay, () => {
      waits.delete(stop);
      then();
    });
    waits.add(stop);
    return () => {
      waits.delete(stop);
      stop();
    };
  };
  const finish = (then: () => void, winner: AbortController | null = null): void => {
    if (isOver) return;
    isOver = true;
    for (const stop of waits) stop();
    signal?.removeEventListener('abort', onAbort);
    then();
    over.abort(CALLED_OFF);
    for (const other of attempts) if (other !== winner) other.abort(CALLED_OFF);
  };
  const onAbort = (): void => finish(() => reject(signal?.reason));
  const closeGate = (delay: number): void => {
    gate = wait(delay, () => {
      gate = null;
      step();
    });
  };
  const openGate = (): void => {
    gate?.();
    gate = null;
  };

  /** The one place where it is decided what begins now. */
  const step = (): void => {
    if (isOver || gate) return;
    const ready = opened.find(({ waiting }) => waiting.length > 0);
    if (ready) return begin(ready);
    const next = isFinal ? undefined : lanes[opened.length];
    if (next && opened.every(({ isPassed }) => isPassed)) return enter(next);
    // A final word is not kept waiting by one that has had its time.
    const isNothingLeft = opened.every((one) => one.isOver || (isFinal && one.isPassed));
    if (!next && isNothingLeft && attempts.size === 0) finish(() => resolve({ ok: false, failures }));
  };
  const begin = (from: Opened<P>): void => {
    const [pair, ...rest] = from.waiting;
    from.waiting = rest;
    if (pair === undefined) return;
    from.tried.add(keyOf(pair));
    isPatient = false;
    const own = new AbortController();
    attempts.add(own);
    newest = own;
    closeGate(ATTEMPT_DELAY);
    attempt(pair, own.signal).then(
      (value) => finish(() => resolve({ ok: true, value }), own),
      (error: unknown) => {
        attempts.delete(own);
        if (isOver) return;
        failures.push(toFailure(`${from.lane.name} ${keyOf(pair)}`, error));
        if (newest === own) openGate();
        step();
      },
    );
  };
  const enter = (lane: Lane<P>): void => {
    if (attempts.size > 0 && lane.reluctance > 0 && !isPatient) {
      isPatient = true;
      return closeGate(lane.reluctance);
    }
    const entered: Opened<P> = { lane, tried: new Set(), waiting: [], isPassed: false, isOver: false };
    opened.push(entered);
    const pass = (isOver: boolean): void => {
      entered.isPassed = true;
      entered.isOver = isOver;
      step();
    };
    const giveUp = wait(PATIENCE, () => pass(false));
    const tell = (pairs: readonly P[]): void => {
      entered.waiting = pairs.filter((pair) => !entered.tried.has(keyOf(pair)));
      step();
    };
    lane
      .open(tell, over.signal)
      .catch((error: unknown) => {
        isFinal ||= error instanceof LaneOver && error.isFinal;
        failures.push(toFailure(lane.name, error));
      })
      .finally(() => {
        giveUp();
        if (!isOver) pass(true);
      });
    step();
  };

  if (signal?.aborted) onAbort();
  else {
    signal?.addEventListener('abort', onAbort, { once: true });
    step();
  }
  return promise;
}
