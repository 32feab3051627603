import { expect, test } from 'vitest';
import { entry } from '../../../adapters/linux/reading/entry.ts';
import { CROWD_MAX, createShelf } from '../../../adapters/linux/shelf.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { IfName, millis } from '../../../machines/model/units.ts';

const eth0 = IfName.parse('eth0');
const shelf = () =>
  createShelf<string>(
    {
      replaces: true,
      isCrowd: (data) => data.startsWith('forged'),
      added: (_e, ifname) => ifname && world('link.attached', { ifname, network: 'added' }),
      removed: (_e, ifname) => ifname && world('link.attached', { ifname, network: 'removed' }),
    },
    () => eth0,
  );
const forged = (i: number, index = 2) => entry(['forged', index, i], index, `forged ${i}`);
const now = millis(0);

test('sec-2: of what a network makes the kernel hold, a bounded number on each link is heard of', () => {
  const held = shelf();
  const told = Array.from({ length: 10_000 }, (_, i) => held.put(forged(i), now).length);
  expect(told.reduce((a, b) => a + b)).toBe(CROWD_MAX);
  expect(held.size).toBe(CROWD_MAX);
});

test('the crowd of one link takes no room from another link, nor from what no network makes', () => {
  const held = shelf();
  for (let i = 0; i < 10_000; i += 1) held.put(forged(i), now);
  expect(held.put(forged(1, 3), now)).toHaveLength(1);
  expect(held.put(entry(['own'], 2, 'own'), now)).toHaveLength(1);
});

test('room that one leaves is another’s; what was not heard of leaves in silence', () => {
  const held = shelf();
  for (let i = 0; i <= CROWD_MAX; i += 1) held.put(forged(i), now);
  expect(held.drop(forged(CROWD_MAX).key)).toHaveLength(0);
  expect(held.put(forged(-1), now)).toHaveLength(0);
  expect(held.drop(forged(0).key)).toHaveLength(1);
  expect(held.put(forged(-1), now)).toHaveLength(1);
});

test.each<[string, number | null, number | null, boolean, number]>([
  ['an end that moves by a little is no news', 10_000, 11_000, false, 0],
  ['… but where we have moved it: the plan waits for just that', 10_000, 11_000, true, 1],
  ['… also to where it was', 10_000, 10_000, true, 1],
  ['what has no end has nothing to tell', null, null, true, 0],
  ['an end that moves by more is news', 10_000, 13_000, false, 1],
])('%s', (_name, before, due, isOwn, told) => {
  const held = shelf();
  held.put(entry(['own'], 2, 'own', [before]), now);
  expect(held.put(entry(['own'], 2, 'own', [due]), now, isOwn)).toHaveLength(told);
});
