/** Law 3: a fold hangs on its facts alone: not on another loop in the same process, nor on the order in which a fact's members are written. */
import { expect, test } from 'vitest';
import type { Fact } from '../../machines/model/facts/index.ts';
import { findIn } from '../../machines/model/shards.ts';
import { createLoop } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { type Random, randomEvents } from '../machines/random.ts';
import { asked, sessionOpened } from '../machines/sessionFacts.ts';
import { WIFI, wifi, wired } from './networks.ts';
import { wild } from './programs.ts';
import { story } from './story.ts';

const MODES = ['observe', 'apply'] as const;
const told = (seed: number, mode: (typeof MODES)[number]): readonly Fact[] =>
  [...story(seed, 900, 3, 'restless', wild(seed, { most: 20, chance: 0.5 }))].map(({ fact }) =>
    fact.type === 'agent.started' ? { ...fact, mode } : fact,
  );
function digests(facts: readonly Fact[]): readonly string[] {
  const loop = createLoop();
  return facts.map((fact) => {
    loop.take(fact);
    return loop.fold.digest;
  });
}

test.each(MODES)('three loops in turns, two of them of one log: each decides as it does alone (%s)', (mode) => {
  const random = randomEvents.seeded(1);
  const logs = [1, 51, 1].map((seed) => told(seed, mode));
  const loops = logs.map((facts) => ({ facts, alone: digests(facts), loop: createLoop(), at: 0 }));
  for (let left = loops; left.length > 0; left = loops.filter(({ at, facts }) => at < facts.length)) {
    const one = random.pick(left);
    const fact = one.facts[one.at];
    // Of a log that is read again no reference is the same.
    if (fact) one.loop.take(structuredClone(fact));
    expect(one.loop.fold.digest, `fact ${fact?.seq} ${fact?.type}`).toBe(one.alone[one.at]);
    one.at += 1;
  }
});

const shuffled = (random: Random, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => shuffled(random, one));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, one]) => ({ key, one: shuffled(random, one), place: random.int(1_000_000) }));
  return Object.fromEntries(members.toSorted((a, b) => a.place - b.place).map(({ key, one }) => [key, one]));
};

test.each([4, 5])('members in any order (seed %i)', (seed) => {
  const random = randomEvents.seeded(seed);
  const facts = told(seed, 'apply');
  const inAnyOrder = facts.map((fact) => shuffled(random, fact) as Fact);
  expect(digests(inAnyOrder)).toEqual(digests(facts));
});

test('session-6: two managers that want the same are of one mind, however they write it', () => {
  const want = { author: 'user', to: { kind: ['ethernet'], metered: false } } as const;
  const asks = [asked('s', 'move', { ...want, manager: 'panel' }), asked('s', 'move', { ...want, manager: 'remote' })];
  const facts = [f.started(), f.opened(), ...wifi(), ...wired(), sessionOpened('s', WIFI), ...asks].map((fact, i) =>
    f.stamped(fact, i + 1),
  );
  const random = randomEvents.seeded(2);
  for (let i = 0; i < 20; i += 1) {
    const loop = createLoop();
    for (const fact of facts) loop.take(shuffled(random, fact) as Fact);
    expect(findIn(loop.fold.decision.sessions, 's')?.refused.map(({ manager }) => manager)).toEqual(['app']);
  }
});
