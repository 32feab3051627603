import { expect, test } from 'vitest';
import { inHaste } from '../../../adapters/linux/haste.ts';
import * as f from '../../machines/facts.ts';

const [lost, back] = [f.carrier('eth0', false), f.carrier('eth0', true)];
const neighbour = f.neighbour('eth0', '192.0.2.1', '02:00:00:00:00:01');
const address = f.addressRemoved('eth0', '192.0.2.7/24');

test.each([
  [
    'a lost link is told before the neighbours that went with it, which are told apart',
    [neighbour, address, lost, neighbour],
    [
      [address, lost],
      [neighbour, neighbour],
    ],
  ],
  ['all else keeps its order, in one transaction', [neighbour, back, address], [[neighbour, back, address]]],
  ['a loss alone is one transaction', [lost], [[lost]]],
  ['nothing is none', [], []],
])('%s', (_, heard, told) => {
  expect(inHaste(heard)).toEqual(told);
});
