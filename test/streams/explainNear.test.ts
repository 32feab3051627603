/** «why route» of what no ranking decides: this host's own addresses, zones, other people's links, and rules for a destination. */
import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../machines/model/policy.ts';
import { whyRoute } from '../../streams/explain.ts';
import { ruleInWords } from '../../streams/rules.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { dual, WIFI, WIRED, wifi, wired } from './networks.ts';

const docker: Script = [f.link('docker0', { kind: 'bridge', ifindex: 9 }), f.address('docker0', '172.17.0.1/16', { flags: ['permanent'] })];
const why = (script: Script, to: string, from: string | null = null, rules: readonly PolicyRule[] = []) =>
  whyRoute(live([...(rules.length > 0 ? [f.policy('user', rules)] : []), ...script]).fold, to, from);

describe('at home, and on links that are no way out', () => {
  test.each<[string, Script, string, string | null, string]>([
    ['an address of this host goes nowhere', wired(), '192.0.2.7', 'lo', 'ownAddress'],
    ['… of IPv6 too', dual(0), '2001:db8:10::7', 'lo', 'ownAddress'],
    ['link-local addresses are on the link that is named', [...dual(0), ...dual(1)], 'fe80::1%eth1', 'eth1', 'zone'],
    ['multicast too', [...dual(0), ...dual(1)], 'ff02::fb%eth1', 'eth1', 'zone'],
    ['without a name nobody knows which', dual(0), 'fe80::1', null, 'zoneMissing'],
    ['a name that no interface has', dual(0), 'fe80::1%eth7', null, 'zoneUnknown'],
    ['docker0 is seen and not ranked: its neighbours are there', [...wired(), ...docker], '172.17.0.9', 'docker0', 'othersLink'],
    ['IPv4 multicast goes as the ranking says', wired(), '224.0.0.251', WIRED, 'onlyCandidate'],
  ])('%s', (_name, script, to, answer, rule) => {
    const told = why(script, to);
    expect([told.answer, told.because.rule]).toEqual([answer, rule]);
    expect(ruleInWords(rule, 'built-in')).not.toBe(rule);
  });
});

describe('route-4: a rule for a destination', () => {
  const both = [...wired(), ...wifi()];
  const here = { for: { to: '203.0.113.0/24' } };
  const byWifi: PolicyRule = { use: { interface: 'wlan0' }, only: false, ...here };
  test.each<[string, readonly PolicyRule[], string, string | null, string]>([
    ['it leads there', [byWifi], '203.0.113.9', WIFI, 'use interface wlan0 (rule 1)'],
    ['others go by rank', [byWifi], '203.0.114.9', WIRED, 'kind'],
    [
      'a rule with more to it than a destination says nothing of an address',
      [{ ...byWifi, for: { ...here.for, port: 53 } }],
      '203.0.113.9',
      WIRED,
      'kind',
    ],
    [
      'the first of two',
      [{ avoid: { kind: 'wifi' } }, { never: { interface: 'wlan0' }, ...here }, byWifi],
      '203.0.113.9',
      WIRED,
      'never interface wlan0 (rule 2)',
    ],
    [
      'only, with nobody who matches: refused',
      [{ use: { interface: 'wwan0' }, only: true, ...here }],
      '203.0.113.9',
      null,
      'use interface wwan0 (rule 1)',
    ],
    [
      'not only, with nobody who matches: as all others',
      [{ use: { interface: 'wwan0' }, only: false, ...here }],
      '203.0.113.9',
      WIRED,
      'kind',
    ],
  ])('%s', (_name, rules, to, answer, rule) => {
    const told = why(both, to, null, rules);
    expect([told.answer, told.because.rule]).toEqual([answer, rule]);
  });

  test('says whose it is, by which fact, and its way; who is ranked has lost by it', () => {
    expect(why(both, '203.0.113.9', null, [byWifi])).toMatchObject({
      details: { dev: 'wlan0', via: '198.51.100.1', src: '198.51.100.7', by: 'policy', generation: 1 },
      because: { by: 'user', facts: [expect.any(Number)] },
      losers: [{ pvd: WIRED, by: 'user' }],
    });
  });

  test('a source comes before it, as in the kernel', () => {
    expect(why(both, '203.0.113.9', '192.0.2.7', [byWifi]).answer).toBe(WIRED);
  });
});
