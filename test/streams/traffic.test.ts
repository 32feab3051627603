/** Policy by kind of packet as rules: who is led where, and who is refused, bound or not. */
import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../machines/model/policy.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { wifi, wired } from './networks.ts';

const SIX = [f.address('wlan0', '2001:db8:2::7/64'), f.ra('wlan0', 'fe80::2', { prefixes: [f.pio('2001:db8:2::/64')] })];
const rulesOf = (rule: PolicyRule): readonly string[] =>
  live([f.policy('user', [rule]), ...wired(), ...wifi(), ...SIX])
    .fold.decision.routing.rules.map((r) => r.id)
    .filter((id) => /^rule [46] (20000|206\d\d) /.test(id));

describe('route-4: traffic by policy', () => {
  test.each<[string, PolicyRule, readonly string[]]>([
    [
      'use: by the best that matches, and as all others where it has no way',
      { use: { interface: 'wlan0' }, for: { mark: 7 }, only: false },
      ['rule 4 20600 lookup 27001 iif lo mark 7/4294967295', 'rule 6 20600 lookup 27001 iif lo mark 7/4294967295'],
    ],
    [
      'only: refused where it has no way, and what is bound to another as well',
      { use: { interface: 'wlan0' }, for: { mark: 7 }, only: true, family: 4 },
      [
        'rule 4 20000 unreachable from 192.0.2.7/32 iif lo mark 7/4294967295',
        'rule 4 20000 unreachable iif lo oif eth0 mark 7/4294967295',
        'rule 4 20600 lookup 27001 iif lo mark 7/4294967295',
        'rule 4 20601 unreachable iif lo mark 7/4294967295',
      ],
    ],
    [
      'only, with nobody who matches: refused; in IPv6 by the whole prefix, for Linux looks again with a source of its choice',
      { use: { interface: 'wwan0' }, for: { mark: 7 }, only: true, family: 6 },
      [
        'rule 6 20000 unreachable from 2001:db8:2::/64 iif lo mark 7/4294967295',
        'rule 6 20000 unreachable iif lo oif eth0 mark 7/4294967295',
        'rule 6 20000 unreachable iif lo oif wlan0 mark 7/4294967295',
        'rule 6 20601 unreachable iif lo mark 7/4294967295',
      ],
    ],
    [
      'never: by the best of the others, and what is bound to it is refused',
      { never: { interface: 'eth0' }, for: { mark: 7 }, family: 4 },
      [
        'rule 4 20000 unreachable from 192.0.2.7/32 iif lo mark 7/4294967295',
        'rule 4 20000 unreachable iif lo oif eth0 mark 7/4294967295',
        'rule 4 20600 lookup 27001 iif lo mark 7/4294967295',
        'rule 4 20601 unreachable iif lo mark 7/4294967295',
      ],
    ],
    [
      'a port without a protocol is one of TCP and one of UDP',
      { use: { interface: 'wlan0' }, for: { port: 53 }, only: false, family: 4 },
      ['rule 4 20600 lookup 27001 iif lo 22:06 24:35003500', 'rule 4 20600 lookup 27001 iif lo 22:11 24:35003500'],
    ],
    [
      'a destination is of one family',
      { use: { interface: 'wlan0' }, for: { to: '2001:db8:9::/48' }, only: false },
      ['rule 6 20600 lookup 27001 to 2001:db8:9::/48 iif lo'],
    ],
  ])('%s', (_name, rule, rules) => {
    expect(rulesOf(rule)).toEqual(rules);
  });
});
