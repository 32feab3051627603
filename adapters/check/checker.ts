/** Connectivity checks, carried out as they are commanded: each ends in one fact, or in none when another took its place. */
import type { SecureContext } from 'node:tls';
import type { Command, CommandOf } from '../../machines/model/command.ts';
import { answer, type Unstamped } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { millis } from '../../machines/model/units.ts';
import { tls } from '../system/builtin.ts';
import { codeOf } from './answered.ts';
import { type Outcome, runCheck } from './run.ts';

export type CheckerOptions = {
  /** Certificates (PEM) to be trusted instead of node's own. */
  readonly ca?: readonly string[];
  /** For a double: what a check comes to. */
  readonly run?: typeof runCheck;
};

/** Checks at once; the rest wait. A guess: sixteen networks of one family. */
const AT_ONCE = 16;
const FAULT = { type: 'check.failed', bytes: 0, rtt: null, sent: 0, lost: 0, took: 0 } as const;

export function openChecker({ ca, run = runCheck }: CheckerOptions = {}): Source & Sink {
  let emit: Emit | null = null;
  let secure: SecureContext | undefined;
  const wanted = new Map<string, { readonly command: CommandOf<'check.run'>; readonly stop: AbortController }>();
  const queue: string[] = [];
  let running = 0;

  const next = (): void => {
    while (running < AT_ONCE) {
      const target = queue.shift();
      if (target === undefined) return;
      const check = wanted.get(target);
      if (!check) continue;
      running += 1;
      // Made once: it reads some hundred certificates.
      secure ??= tls().createSecureContext(ca === undefined ? {} : { ca: [...ca] });
      run(check.command, secure, check.stop.signal)
        .catch((cause: unknown): Outcome => ({ ...FAULT, problem: `a fault of ours: ${codeOf(cause)}`.slice(0, 256) }))
        .then((outcome) => {
          if (outcome === null || wanted.get(target) !== check) return;
          wanted.delete(target);
          emit?.([factOf(check.command, outcome)]);
        })
        .finally(() => {
          running -= 1;
          next();
        });
    }
  };

  return {
    name: 'checks',
    carries: ['check'],
    open: async (to) => {
      emit = to;
    },
    carry: (commands: readonly Command[]) => {
      for (const command of commands) {
        if (command.type !== 'check.run') continue;
        wanted.get(command.target)?.stop.abort();
        wanted.set(command.target, { command, stop: new AbortController() });
        if (!queue.includes(command.target)) queue.push(command.target);
      }
      next();
    },
    close: async () => {
      emit = null;
      for (const { stop } of wanted.values()) stop.abort();
      wanted.clear();
      queue.length = 0;
    },
  };
}

function factOf({ id, pvd, generation, family }: CommandOf<'check.run'>, { type, took, ...outcome }: Outcome): Unstamped {
  const base = { pvd, generation, family, took: millis(took) };
  const { bytes, rtt, sent, lost } = outcome;
  const data = { ...base, bytes, rtt, sent, lost };
  if (type === 'check.portal') return answer(id, type, { ...data, url: 'url' in outcome ? outcome.url : null });
  if (type === 'check.partial' || type === 'check.failed')
    return answer(id, type, { ...data, problem: 'problem' in outcome ? outcome.problem : '' });
  return answer(id, type, data);
}
