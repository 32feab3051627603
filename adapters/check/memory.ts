/** Checks without a network: what each comes to is said by a script. */
import type { CheckSpec } from '../../machines/model/command.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import { openChecker } from './checker.ts';
import type { Outcome } from './run.ts';
import type { Verdict } from './verdict.ts';

/** What a check comes to; null: it never ends. */
export type Script = (spec: CheckSpec) => Verdict | null;

export function createMemoryChecker(script: Script): Source & Sink {
  const run = (spec: CheckSpec, _secure: unknown, stop: AbortSignal): Promise<Outcome | null> => {
    const verdict = script(spec);
    if (verdict) return Promise.resolve({ ...verdict, bytes: 0, rtt: 1, sent: 1, lost: 0, took: 1 });
    return new Promise((resolve) => stop.addEventListener('abort', () => resolve(null), { once: true }));
  };
  return openChecker({ run });
}
