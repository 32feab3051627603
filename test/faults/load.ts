/** The load of the fault tests: a host's networks as a source in memory, told from stories, that can say its state again as a kernel does. */
import { Config } from '../../adapters/config/index.ts';
import type { Fact, Unstamped } from '../../machines/model/facts/index.ts';
import type { Emit, Source } from '../../machines/model/port.ts';
import { restateKernel } from '../../machines/restate.ts';
import type { Fold } from '../../streams/loop.ts';
import { type Beside, story } from '../streams/story.ts';

export const BOOT = 'one boot';
/** Epochs of some hundred facts, so that a test meets many of them. */
export const LOAD_CONFIG: Config = Config.parse({
  version: 1,
  checks: { http: ['http://check.example/204'] },
  policies: { user: [{ avoid: { interface: 'if2' } }] },
  log: { epochSize: '128KiB', keep: '512KiB' },
});

/** What agent, clock and configuration say themselves. */
const OWN = new Set<Fact['type']>(['agent.started', 'epoch.opened', 'settings.loaded', 'policy.loaded', 'deadline.passed']);

/** What happened at one moment belongs together, as a kernel tells it. */
export function* batches(seed: number, count: number, pvds = 3, beside?: Beside): Generator<readonly Unstamped[]> {
  let batch: Unstamped[] = [];
  let moment = 0;
  for (const { fact } of story(seed, count, pvds, 'restless', beside)) {
    const { seq: _seq, at, ...rest } = fact;
    if (at !== moment && batch.length > 0) {
      yield batch;
      batch = [];
    }
    moment = at;
    if (!OWN.has(fact.type)) batch.push(rest as Unstamped);
  }
  if (batch.length > 0) yield batch;
}

/** The kernel as the last fold knew it: told again by a source that has just been opened, which knows no `of`. */
export const kernelOf = (fold: Fold): readonly Unstamped[] =>
  restateKernel(fold.host, fold.host.at).map(({ of: _of, ...fact }) => fact as Unstamped);

export type Load = Source & { tell: Emit };

/** `there` is what it says at once; the rest is told as the test likes. */
export function loadSource(there: readonly Unstamped[]): Load {
  let emit: Emit = () => undefined;
  return {
    name: 'load',
    open: async (to) => {
      emit = to;
      if (there.length > 0) to(there);
    },
    close: async () => {
      emit = () => undefined;
    },
    tell: (facts) => emit(facts),
  };
}
