import { expect, test } from 'vitest';
import type { FactsOf, Unstamped } from '../../machines/model/facts/index.ts';
import { policyActor, policyId } from '../../machines/policy.ts';
import * as f from './facts.ts';

const wifi = f.policy('user', [{ prefer: { kind: 'wifi' } }]);
const wired = f.policy('user', [{ prefer: { kind: 'ethernet' } }]);
const bad = f.policyRejected('user', 'line 3: no such verb');

test.each<[string, readonly Unstamped[], string, object]>([
  ['nothing yet', [], 'absent', { rules: [], since: 0 }],
  ['a policy is loaded', [wifi], 'loaded', { rules: [{ prefer: { kind: 'wifi' } }], since: 1 }],
  ['an empty policy is a policy', [f.policy('user', [])], 'loaded', { rules: [], since: 1 }],
  ['the same again is no new reason', [wifi, wifi], 'loaded', { since: 1 }],
  ['another replaces it whole', [wifi, wired], 'loaded', { rules: [{ prefer: { kind: 'ethernet' } }], since: 2 }],
  ['sec-3: a rejected one leaves the last good one in force', [wifi, bad], 'rejected', { since: 1, problem: 'line 3: no such verb' }],
  ['a rejected one where none was: no rules', [bad], 'rejected', { rules: [], since: 0, problem: 'line 3: no such verb' }],
  ['the same after a mistake ends the problem and is no new reason', [wifi, bad, wifi], 'loaded', { since: 1, problem: null }],
  [
    'one mistake after another: the newest is told',
    [wifi, f.policyRejected('user', 'x'), bad],
    'rejected',
    { problem: 'line 3: no such verb' },
  ],
])('%s', (_name, given, state, context) => {
  const { value, context: told } = f
    .stampedAll(given)
    .reduce(
      (snapshot, fact) => policyActor.take(snapshot, fact as FactsOf<'policy'>, []),
      policyActor.start({ author: 'user', pvd: null }),
    );
  expect(value).toBe(state);
  expect(told).toMatchObject(context);
});

test('policy-4: each network is an author of its own', () => {
  expect(policyId({ author: 'user', pvd: null })).toBe('policy:user');
  expect(policyId({ author: 'network', pvd: 'pvd:wlan0' })).toBe('policy:network@pvd:wlan0');
});
