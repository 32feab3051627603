import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { millis } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { changes } from '../../streams/digest.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';
import { story } from './story.ts';

/** The same process opens a new epoch at this moment. */
function reopened(fold: Fold, seq: number, at: number): Fold {
  const facts: readonly Unstamped[] = [
    world('agent.started', { version: '0', machines: MACHINES, boot: 'story', uptime: millis(2000), mode: 'observe', checks: false }),
    ...restate(fold.host, fold.host.at, carried(fold)),
    world('epoch.opened', { epoch: 2, reason: 'size', previous: fold.digest }),
  ];
  const loop = createLoop();
  facts.forEach((fact, i) => {
    loop.take(Fact.parse({ ...fact, seq: seq + 1 + i, at }));
  });
  return loop.fold;
}

/** The rows that differ in value, each with what it was. */
const differences = (before: Fold, now: Fold) =>
  changes(before.decision, now.decision).flatMap(([path, is]) => {
    const was = changes(now.decision, before.decision).find(([p]) => p === path)?.[1] ?? null;
    return canonicalize(was) === canonicalize(is) ? [] : [{ path, was: canonicalize(was), is: canonicalize(is) }];
  });

const POINTS = 400;
test.each([1, 2, 3, 4])(`law 4: a new epoch at any of ${POINTS} points leaves the decision equal, byte for byte (seed %i)`, (seed) => {
  let points = 0;
  const states = new Set<string>();
  for (const { fact, tick, fold } of story(seed, 4_000)) {
    if (!tick || (fact.seq % 10 !== 0 && tick.changed.length === 0) || points >= POINTS) continue;
    points += 1;
    const next = reopened(fold, fact.seq, fact.at - 3_600_000);
    expect(differences(fold, next), `seed ${seed}, fact ${fact.seq} ${fact.type}`).toEqual([]);
    states.add(canonicalize(fold.decision) ?? '');
  }
  expect(points).toBe(POINTS);
  expect(states.size).toBeGreaterThan(50);
});
