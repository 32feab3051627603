/** Logs for tests of commands: a seeded story as an agent would have kept it, a transaction a few facts, the digest beside each. */
import { type EventLog, openSqliteLog } from '../../../adapters/log/index.ts';
import { Fact, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { millis } from '../../../machines/model/units.ts';
import { restate } from '../../../machines/restate.ts';
import { carried } from '../../../streams/carried.ts';
import { createLoop, type Fold } from '../../../streams/loop.ts';
import { MACHINES } from '../../../streams/version.ts';
import { story } from '../../streams/story.ts';

export type Kept = { readonly facts: readonly Fact[]; readonly digest: string };

/** One epoch of `count` facts, then a second one that opens and goes on with nothing new. */
export function twoEpochs(seed: number, count: number): readonly Kept[] {
  const kept = oneEpoch(seed, count);
  const last = kept.flatMap((k) => k.facts).at(-1);
  const fold = foldOf(kept);
  if (!last) throw new RangeError('an empty story');
  const opening: readonly Unstamped[] = [
    world('agent.started', { version: '0', machines: MACHINES, boot: 'story', uptime: millis(2000), mode: 'observe', checks: false }),
    ...restate(fold.host, fold.host.at, carried(fold)),
    world('epoch.opened', { epoch: 2, reason: 'size', previous: fold.digest }),
  ];
  const facts = opening.map((fact, i) => Fact.parse({ ...fact, seq: last.seq + 1 + i, at: last.at }));
  return [...kept, { facts, digest: foldOf([...kept, { facts, digest: '' }]).digest }];
}

/** Transactions of one to `most` facts. */
export function oneEpoch(seed: number, count: number, most = 8): readonly Kept[] {
  const kept: Kept[] = [];
  let facts: Fact[] = [];
  for (const { fact, fold } of story(seed, count)) {
    if (fact.seq > count) break;
    facts.push(fact);
    const isWhole = kept.length === 0 ? fact.type === 'epoch.opened' : facts.length > fact.seq % most;
    if (!isWhole) continue;
    kept.push({ facts, digest: fold.digest });
    facts = [];
  }
  return kept;
}

export function foldOf(kept: readonly Kept[]): Fold {
  const loop = createLoop();
  for (const { facts } of kept) for (const fact of facts) loop.take(fact);
  return loop.fold;
}

export function writeLog(file: string, kept: readonly Kept[]): void {
  const log = opened(file);
  for (const { facts, digest } of kept) {
    const result = log.append(facts, digest);
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.problem}`);
  }
  log.close();
}

function opened(file: string): EventLog {
  const result = openSqliteLog(file);
  if (result.ok) return result.log;
  throw new Error(`${result.error.code}: ${result.error.problem}`);
}
