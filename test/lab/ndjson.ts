/** Lines of JSON from a stream, kept as they come, so that a test may wait for one that was there already. */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { LabError } from './exec.ts';

export type Lines = {
  /** All so far. */
  readonly all: readonly unknown[];
  /** Lines that were no JSON. */
  readonly strays: readonly string[];
  /** From the first line on; ends with the stream. */
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  /** What `pick` makes of the first value, from number `from` on, for which it makes anything; rejects after `within` ms or when the stream ends. */
  waitFor<T>(what: string, pick: (value: unknown) => T | undefined | false, within: number, from?: number): Promise<T>;
};

/** `detail` is shown when a wait is in vain. */
export function readLines(stream: Readable, detail: () => string): Lines {
  const all: unknown[] = [];
  const strays: string[] = [];
  const changed = new Set<() => void>();
  let ended = false;
  const wake = (): void => {
    for (const listener of [...changed]) listener();
  };
  const reader = createInterface({ input: stream });
  reader.on('line', (line) => {
    const value = parse(line);
    if (value === undefined) strays.push(line);
    else all.push(value);
    wake();
  });
  reader.on('close', () => {
    ended = true;
    wake();
  });
  const next = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const listener = (): void => {
      changed.delete(listener);
      resolve();
    };
    changed.add(listener);
    return promise;
  };

  function waitFor<T>(what: string, pick: (value: unknown) => T | undefined | false, within: number, from = 0): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let index = from;
    const look = (): void => {
      for (; index < all.length; index++) {
        const picked = pick(all[index]);
        if (picked !== undefined && picked !== false) return done(() => resolve(picked));
      }
      if (ended) done(() => reject(new LabError(`the lines ended without ${what}, after ${all.length} others`, tail())));
    };
    const done = (settle: () => void): void => {
      changed.delete(look);
      clearTimeout(deadline);
      settle();
    };
    const late = (): void => done(() => reject(new LabError(`waited ${within} ms in vain for ${what}; ${all.length} others came`, tail())));
    const tail = (): string => [...all.slice(-10).map((value) => JSON.stringify(value)), ...strays.slice(-5), detail()].join('\n');
    const deadline = setTimeout(late, within);
    changed.add(look);
    look();
    return promise;
  }

  async function* iterate(): AsyncGenerator<unknown> {
    for (let index = 0; ; index++) {
      while (index >= all.length) {
        if (ended) return;
        await next();
      }
      yield all[index];
    }
  }
  return { all, strays, [Symbol.asyncIterator]: iterate, waitFor };
}

/** Undefined when it is no JSON: what a program prints besides is kept as it is. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
