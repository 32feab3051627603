import { describe, expect, test } from 'vitest';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Family } from '../../machines/model/units.ts';
import { type Place, ranked } from '../../streams/ranking.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { CELL, cell, found, lost, WIFI, WIRED, wifi, wired } from './networks.ts';

const placesOf = (script: Script) => live(script).fold.decision.ranking;
const short = (script: Script, family: Family = 4): string =>
  ranked(placesOf(script), family)
    .map((p) => `${p.pvd.slice(4)} (${p.because.rule})`)
    .join(' > ');
const placeOf = (script: Script, pvd: string, family: Family = 4): Place | undefined =>
  placesOf(script).find((p) => p.family === family && p.pvd === pvd);
const twin = (ifname: string, third: number, some: Parameters<typeof f.network4>[3] = {}): readonly Unstamped[] => [
  f.link(ifname),
  ...f.network4(ifname, `192.0.${third}`, `02:00:00:00:00:${third.toString(16).padStart(2, '0')}`, some),
];
const useless = f.policy('user', [{ prefer: { interface: 'ppp0' } }, { avoid: { kind: 'ethernet' } }, { avoid: { metered: false } }]);

describe('ranking: the built-in chain', () => {
  test.each<[string, Script, string]>([
    ['no network: nobody', [f.link('eth0')], ''],
    ['one network is the only candidate', wired(), 'eth0 (onlyCandidate)'],
    ['wire before radio', [...wifi(), ...wired()], 'eth0 (kind) > wlan0 (onlyCandidate)'],
    ['unmetered before metered, before the kind is asked', [...cell(), ...wifi()], 'wlan0 (unmetered) > wwan0 (onlyCandidate)'],
    ['three in their order', [...cell(), ...wifi(), ...wired()], 'eth0 (kind) > wlan0 (unmetered) > wwan0 (onlyCandidate)'],
    [
      'a setting says what is metered',
      [f.settings({ interfaces: [{ name: 'eth0', metered: true }] }), ...wired(), ...wifi()],
      'wlan0 (unmetered) > eth0 (onlyCandidate)',
    ],
    [
      'a setting says what kind a link is',
      [f.settings({ interfaces: [{ name: 'eth0', kind: 'cellular' }] }), ...wired(), ...wifi()],
      'wlan0 (unmetered) > eth0 (onlyCandidate)',
    ],
    [
      'route-2: the lower metric',
      [
        ...twin('eth0', 2),
        ...twin('eth1', 3),
        f.route('eth0', '0.0.0.0/0', '192.0.2.1', { metric: 200 }),
        f.route('eth1', '0.0.0.0/0', '192.0.3.1'),
      ],
      'eth1 (metric) > eth0 (onlyCandidate)',
    ],
    ['a tie keeps the incumbent', [...twin('eth1', 3), ...twin('eth0', 2)], 'eth1 (incumbent) > eth0 (onlyCandidate)'],
    [
      'two that come at once: the first by its id, which then stays',
      [
        f.settings({
          interfaces: [
            { name: 'eth0', ignore: true },
            { name: 'eth1', ignore: true },
          ],
        }),
        ...twin('eth1', 3),
        ...twin('eth0', 2),
        f.settings(),
      ],
      'eth0 (incumbent) > eth1 (onlyCandidate)',
    ],
    [
      'who was lost is no incumbent when it is back',
      [...twin('eth0', 2), ...twin('eth1', 3), lost('eth0'), found('eth0')],
      'eth1 (holdDown) > eth0 (onlyCandidate)',
    ],
    [
      '… also when its hold-down is over',
      [...twin('eth0', 2), ...twin('eth1', 3), lost('eth0'), f.wait(1), found('eth0'), f.wait(10)],
      'eth1 (incumbent) > eth0 (onlyCandidate)',
    ],
    ['a filter that all fail says nothing', [...twin('eth0', 2), ...twin('eth1', 3), useless], 'eth0 (incumbent) > eth1 (onlyCandidate)'],
  ])('%s', (_name, script, expected) => {
    expect(short(script)).toBe(expected);
  });
});

describe('ranking: who may carry traffic at all', () => {
  const portal = f.check('portal', WIRED);
  const failed = f.check('failed', WIRED);
  const good = f.check('validated', WIRED);
  test.each<[string, Script, string, string]>([
    ['session-1: a portal is never ranked', [portal], 'wlan0 (onlyCandidate)', 'portal'],
    ['session-2: an unreachable one neither', [good, failed, failed], 'wlan0 (onlyCandidate)', 'unreachable'],
    [
      'a suspect keeps its rank unless a validated one exists',
      [f.check('assumed', WIFI), good, failed],
      'eth0 (usable) > wlan0 (onlyCandidate)',
      'usable',
    ],
    ['… then it stands behind', [f.check('validated', WIFI), good, failed], 'wlan0 (usable) > eth0 (onlyCandidate)', 'onlyCandidate'],
    [
      'what was validated stands before what was not',
      [f.check('validated', WIFI)],
      'wlan0 (usable) > eth0 (onlyCandidate)',
      'onlyCandidate',
    ],
    ['half a network stands before an unknown one', [f.check('partial', WIFI)], 'wlan0 (usable) > eth0 (onlyCandidate)', 'onlyCandidate'],
    ['a lost link', [lost('eth0')], 'wlan0 (onlyCandidate)', 'detached'],
    [
      'no gateway in this family',
      [
        f.lease('eth0', '192.0.2.7', { gateways: [] }),
        f.address('eth0', '2001:db8:1::7/64'),
        f.ra('eth0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')] }),
      ],
      'wlan0 (onlyCandidate)',
      'noGateway',
    ],
    [
      'a setting: never checked, never used',
      [f.settings({ useUnknown: false }), f.check('validated', WIFI)],
      'wlan0 (onlyCandidate)',
      'unchecked',
    ],
  ])('%s', (_name, then, expected, because) => {
    const script = [...wired(), ...wifi(), ...then];
    expect([short(script), placeOf(script, WIRED)?.because.rule]).toEqual([expected, because]);
  });

  test('the families are ranked apart', () => {
    const script = [
      ...wired(),
      f.link('wlan0', { kind: 'wifi' }),
      f.address('wlan0', '2001:db8:1::7/64'),
      f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')] }),
    ];
    expect([short(script, 4), short(script, 6)]).toEqual(['eth0 (onlyCandidate)', 'wlan0 (onlyCandidate)']);
  });
});

describe('ranking: router preference (RFC 4191)', () => {
  const six = (ifname: string, router: string, n: number, preference: 'high' | 'medium' | 'low') => [
    f.address(ifname, `2001:db8:${n}::7/64`),
    f.ra(ifname, router, { preference, prefixes: [f.pio(`2001:db8:${n}::/64`)] }),
  ];
  test('of two routers on one link the preferred one', () => {
    const script = [f.link('eth0'), ...six('eth0', 'fe80::1', 1, 'medium'), ...six('eth0', 'fe80::2', 2, 'high')];
    expect(short(script, 6)).toBe('eth0/fe80::2 (routerPreference) > eth0 (onlyCandidate)');
  });
  test('policy-4: across links it says nothing: it would be a network speaking of another', () => {
    const script = [f.link('eth0'), ...six('eth0', 'fe80::1', 1, 'low'), f.link('eth1'), ...six('eth1', 'fe80::1', 2, 'high')];
    expect(short(script, 6)).toBe('eth0 (incumbent) > eth1 (onlyCandidate)');
  });
});

describe('law 10: every answer has its reason', () => {
  test('each loser knows the first rule that beat it, and the facts that gave the values', () => {
    const script = [...wired(), ...wifi(), ...cell()];
    const [first] = ranked(placesOf(script), 4);
    expect(first?.beaten).toEqual([
      { pvd: WIFI, rule: 'kind', by: 'built-in', facts: [3, 7] },
      { pvd: CELL, rule: 'unmetered', by: 'built-in', facts: [3, 11] },
    ]);
  });
  test('a refresh is no new reason: the rows stay the very same', () => {
    const { ticks } = live([...wired(), ...wifi(), f.wait(60), f.lease('eth0', '192.0.2.7', { dns: ['192.0.2.53'] })]);
    expect(ticks.at(-1)?.fold.decision).toBe(ticks.at(-2)?.fold.decision);
    expect(ticks.at(-1)?.changed).toEqual([]);
  });
});
