/** What a fact did to an actor, as the chart shows it, against what the fold has. */
import { expect, test } from 'vitest';
import { INITIAL_HOST } from '../../machines/state.ts';
import { watching } from '../../machines/watch.ts';
import { happened } from '../../visualizer/chart/happened.ts';
import { createLanes, regionsOf } from '../../visualizer/lanes.ts';
import { story } from '../streams/story.ts';

const FACTS = [...story(5, 900)];
const lanes = createLanes();
const CHANGED = FACTS.map(({ fact, fold }, i) => lanes.take(fold.host, i, fact.at));
const rowsOf = (i: number) => {
  const host = FACTS[i]?.fold.host ?? INITIAL_HOST;
  return [host.interfaces, host.pvds, host.leases, host.leases6, host.routers, host.information, host.policies].flat();
};
const at = (i: number, actor: string) => {
  const fact = FACTS[i]?.fact;
  if (!fact) throw new RangeError('a short story');
  return happened(FACTS[i - 1]?.fold.host ?? INITIAL_HOST, fact, actor);
};
const leaves = (value: string): readonly string[] =>
  regionsOf(value).map(([region, state]) => (region === '' ? state : `${region}.${state}`));
const stateOf = (i: number, actor: string): string | undefined =>
  rowsOf(i).find(({ id }) => id === actor)?.snapshot.value as string | undefined;

test('its states are those of the host, and every change of state is a transition that was taken, from where it was to where it is', () => {
  let changes = 0;
  for (const [i, actors] of CHANGED.entries())
    for (const actor of actors) {
      const [before, now] = [stateOf(i - 1, actor), stateOf(i, actor)];
      const { active, heard } = at(i, actor);
      expect(active?.filter((path) => !active.some((other) => other.startsWith(`${path}.`))) ?? null).toEqual(
        now === undefined ? null : leaves(now),
      );
      if (before === undefined || now === undefined || before === now) continue;
      const taken = heard.flatMap((one) => one.taken);
      for (const path of leaves(now).filter((one) => !leaves(before).includes(one))) {
        expect(taken.map(({ to }) => to)).toContain(path);
        changes += 1;
      }
    }
  expect(changes).toBeGreaterThan(30);
});

test('an actor that a fact brings is known from its first event on', () => {
  const first = FACTS.findIndex(({ fact }) => fact.type === 'link.appeared');
  const fact = FACTS[first]?.fact;
  const { heard } = at(first, `interface:${fact && 'ifname' in fact ? fact.ifname : ''}`);
  expect(heard.map(({ on }) => on)).toEqual(['link.appeared']);
  expect(heard[0]?.taken[0]?.from).toBe('link.absent');
});

test('a guard that said no is named, with the state that asked it', () => {
  const failed = FACTS.findIndex(({ fact }) => fact.type === 'check.failed');
  const fact = FACTS[failed]?.fact;
  if (fact?.type !== 'check.failed') throw new RangeError('no check fails in this story');
  const [one] = at(failed, fact.pvd).heard;
  const other = fact.family === 4 ? 'reach6' : 'reach4';
  expect(one?.refused.find(({ from }) => from.startsWith(other))).toMatchObject({
    guard: expect.stringMatching(/^isOurs|hasFailedAgain$/),
  });
  expect(one?.taken.every(({ from }) => from.endsWith(`${fact.family}`) || from.split('.')[0]?.endsWith(`${fact.family}`))).toBe(true);
});

test('of who heard nothing nothing is told, and afterwards nobody watches', () => {
  const index = FACTS.findIndex(({ fact }) => fact.type === 'lease4.bound');
  expect(at(index, 'pvd:nowhere')).toEqual({ actor: 'pvd:nowhere', active: null, heard: [] });
  expect(watching).toBeNull();
});
