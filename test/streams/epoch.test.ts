import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { stamped, starting } from '../../adapters/agent/opening.ts';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { allIn, countIn } from '../../machines/model/shards.ts';
import { millis } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { changes } from '../../streams/digest.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';
import { sessionOpened } from '../machines/sessionFacts.ts';
import { live } from './live.ts';
import { WIRED, wired } from './networks.ts';
import { wild } from './programs.ts';
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

test('law 4: sessions go on across an epoch of the same process: verdicts, drains and what holds them back', () => {
  let points = 0;
  const kinds = new Set<string>();
  for (const { fact, tick, fold } of story(7, 2_000, 3, 'restless', wild(7, { most: 24, chance: 0.9 }))) {
    if (!tick || fact.seq % 9 !== 0 || points >= 120) continue;
    points += 1;
    const next = reopened(fold, fact.seq, fact.at - 3_600_000);
    expect(differences(fold, next), `fact ${fact.seq} ${fact.type}`).toEqual([]);
    expect(allIn(next.aside.sessions.standings).map((row) => [row.id, row.drain !== null, row.held !== null, row.moves.length])).toEqual(
      allIn(fold.aside.sessions.standings).map((row) => [row.id, row.drain !== null, row.held !== null, row.moves.length]),
    );
    for (const row of allIn(fold.decision.sessions)) kinds.add(row.verdict);
  }
  expect([points, [...kinds].sort()]).toEqual([120, ['drain', 'end', 'keep', 'migrate', 'reconnect']]);
});

test('after a restart no session of the last process is left: programs that live on open theirs anew', () => {
  const { fold } = live([...wired(), sessionOpened('s', WIRED)]);
  const opening = {
    version: '0',
    boot: 'b',
    uptime: 5_000,
    mode: 'observe',
    checks: false,
    epoch: 2,
    previous: null,
    reason: 'start',
    lost: 0,
  } as const;
  const loop = createLoop();
  for (const fact of stamped(starting(opening, [], [], { fold, now: fold.host.at }), 100, fold.host.at)) loop.take(Fact.parse(fact));
  expect([countIn(fold.host.sessions), countIn(loop.fold.host.sessions)]).toEqual([1, 0]);
});
