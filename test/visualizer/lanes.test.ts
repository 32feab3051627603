import { describe, expect, test } from 'vitest';
import { MACHINES } from '../../machines/all.ts';
import type { Host } from '../../machines/state.ts';
import { createLanes, type Lane, regionsOf, stateAt, totalsOf } from '../../visualizer/lanes.ts';
import { knownMeaning, meaningOf } from '../../visualizer/meaning.ts';
import { story } from '../streams/story.ts';

const FACTS = [...story(3, 1_500)];

function lanesOf(most?: number) {
  const lanes = createLanes(most);
  const changed = FACTS.map(({ fact, fold }, i) => lanes.take(fold.host, i, fact.at));
  return { lanes, changed };
}

const rows = (host: Host) => [host.interfaces, host.pvds, host.leases, host.leases6, host.routers, host.information, host.policies].flat();

describe('lanes', () => {
  test('at every fact each lane says the state that the host has', () => {
    const { lanes } = lanesOf();
    for (const i of [10, 99, 500, 1_000, 1_499]) {
      const host = FACTS[i]?.fold.host;
      if (!host) throw new RangeError('a short story');
      for (const { id, snapshot } of rows(host))
        for (const [region, state] of regionsOf(snapshot.value as string)) {
          const lane = lanes.lanes.find((l) => l.actor === id && l.region === region);
          expect([i, id, region, lane && stateAt(lane, i)]).toEqual([i, id, region, state]);
        }
    }
  });

  test('a state is entered once and left once: no two segments in a row say the same', () => {
    for (const lane of lanesOf().lanes.lanes) {
      expect(lane.state.every((state, i) => i === 0 || state !== lane.state[i - 1])).toBe(true);
      expect(lane.at.every((at, i) => i === 0 || at >= (lane.at[i - 1] ?? 0))).toBe(true);
    }
  });

  test('a fact is of the actors whose snapshot it changed', () => {
    const { changed } = lanesOf();
    const i = FACTS.findLastIndex(({ fact }) => fact.type === 'link.carrierChanged');
    const fact = FACTS[i]?.fact;
    expect(changed[i]).toContain(fact && 'ifname' in fact ? `interface:${fact.ifname}` : '');
  });

  test('provisioning domains stand first, and an actor’s regions stay together', () => {
    const order = lanesOf().lanes.lanes.map(({ actor }) => actor);
    expect(order.slice(0, 3)).toEqual(['pvd:if0', 'pvd:if0', 'pvd:if0']);
    expect(order.filter((actor, i) => actor !== order[i - 1])).toEqual([...new Set(order)]);
  });

  test('there is room for so many lanes and no more: the others are counted', () => {
    const [all, few] = [lanesOf().lanes, lanesOf(5).lanes];
    expect(few.lanes).toHaveLength(5);
    expect(few.left).toBeGreaterThanOrEqual(all.lanes.length - 5);
  });
});

describe('time in state', () => {
  const lane: Lane = {
    id: 'x',
    actor: 'x',
    region: '',
    states: ['up', 'down'],
    at: Float64Array.of(0, 10, 40, 60),
    index: Uint32Array.of(0, 1, 4, 6),
    state: Int32Array.of(0, 1, 0, -1),
  };
  test.each<[string, number, readonly (readonly [string, number, number])[]]>([
    [
      'while it is there',
      50,
      [
        ['down', 30, 1],
        ['up', 20, 2],
      ],
    ],
    ['before it changed', 5, [['up', 5, 1]]],
    [
      'after it has gone',
      100,
      [
        ['up', 30, 2],
        ['down', 30, 1],
      ],
    ],
  ])('%s', (_name, end, expected) => {
    expect(totalsOf(lane, end).map(({ state, time, times }) => [state, time, times])).toEqual(expected);
  });
  test('of a stretch of time, what of it lies within', () => {
    expect(totalsOf(lane, 50, 20).map(({ state, time, times }) => [state, time, times])).toEqual([
      ['down', 20, 1],
      ['up', 10, 1],
    ]);
  });
  test('what is not there has no state', () => {
    expect([stateAt(lane, 3), stateAt(lane, 5), stateAt(lane, 6)]).toEqual(['down', 'up', null]);
  });
});

describe('meanings', () => {
  const leaves = (states: Readonly<Record<string, { readonly key: string; readonly states: object }>>): readonly string[] =>
    Object.values(states).flatMap((node) => (Object.keys(node.states).length === 0 ? [node.key] : leaves(node.states as never)));

  test.each(MACHINES)('each state of %s has one', (name, machine) => {
    expect(leaves(machine.root.states as never).filter((state) => knownMeaning(`${name}:x`, state) === null)).toEqual([]);
  });
  test('nobody has to have a policy; a link that is absent is dead', () => {
    expect([meaningOf('policy:user', 'absent'), meaningOf('interface:eth0', 'absent')]).toEqual(['idle', 'dead']);
  });
});
