/** Authors, their order, their prohibitions, and what becomes of their disagreements. Laws 7 and 11. */
import { describe, expect, test } from 'vitest';
import { ranked } from '../../streams/ranking.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, WIFI, WIRED, wifi, wired } from './networks.ts';

const decide = (script: Script) => live([...wired(), ...wifi(), ...cell(), ...script]).fold.decision;
const order = (script: Script) =>
  ranked(decide(script).ranking, 4)
    .map((p) => p.pvd.slice(4))
    .join(' > ');
const conflictsOf = (script: Script) => decide(script).conflicts.map((c) => `${c.kind}: ${c.winner} > ${c.loser} (${c.because.by})`);

const userWifi = f.policy('user', [{ prefer: { kind: 'wifi' } }]);
const operatorWired = f.policy('operator', [{ prefer: { kind: 'ethernet' } }]);
/** The operator's list of overloaded networks. */
const overloaded = f.policy('operator', [{ avoid: { interface: 'wlan0' } }]);
const operatorFirst = f.settings({ authority: ['operator', 'user', 'application', 'network', 'system'] });

describe('policy-2: a declared order of authority', () => {
  test.each<[string, Script, string]>([
    ['nobody says anything', [], 'eth0 > wlan0 > wwan0'],
    ['a user’s preference stands before the built-ins', [userWifi], 'wlan0 > eth0 > wwan0'],
    ['an avoidance too', [f.policy('user', [{ avoid: { kind: 'ethernet' } }])], 'wlan0 > wwan0 > eth0'],
    ['the user before the operator', [operatorWired, userWifi], 'wlan0 > eth0 > wwan0'],
    ['… whoever came first', [userWifi, operatorWired], 'wlan0 > eth0 > wwan0'],
    ['the order itself is a setting', [userWifi, operatorWired, operatorFirst], 'eth0 > wlan0 > wwan0'],
    [
      'an author that the order leaves out comes last',
      [userWifi, operatorWired, f.settings({ authority: ['operator'] })],
      'eth0 > wlan0 > wwan0',
    ],
    [
      'a prohibition of the weakest stands before a preference of the strongest',
      [userWifi, f.policy('system', [{ never: { kind: 'wifi' } }])],
      'eth0 > wwan0',
    ],
    [
      'prohibitions of two add up',
      [f.policy('user', [{ never: { kind: 'wifi' } }]), f.policy('operator', [{ never: { metered: true } }])],
      'eth0',
    ],
    [
      'the first of an author’s rules before the second',
      [f.policy('user', [{ prefer: { interface: 'wwan0' } }, { prefer: { kind: 'wifi' } }])],
      'wwan0 > wlan0 > eth0',
    ],
    [
      'the second where the first says nothing',
      [f.policy('user', [{ prefer: { interface: 'ppp0' } }, { prefer: { kind: 'wifi' } }])],
      'wlan0 > eth0 > wwan0',
    ],
    ['a rule for IPv6 says nothing of IPv4', [f.policy('user', [{ prefer: { kind: 'wifi' }, family: 6 }])], 'eth0 > wlan0 > wwan0'],
    ['a rule withdrawn is gone', [userWifi, f.policy('user', [])], 'eth0 > wlan0 > wwan0'],
    ['sec-3: a rejected policy leaves the last good one', [userWifi, f.policyRejected('user', 'line 1')], 'wlan0 > eth0 > wwan0'],
    ['a rule by PvD', [f.policy('user', [{ prefer: { pvd: 'pvd:wwan0' } }])], 'wwan0 > eth0 > wlan0'],
    ['a rule by network', [f.attached('wlan0', 'home'), f.policy('user', [{ prefer: { network: 'home' } }])], 'wlan0 > eth0 > wwan0'],
    ['all criteria of a selector must hold', [f.policy('user', [{ prefer: { kind: 'wifi', metered: true } }])], 'eth0 > wlan0 > wwan0'],
  ])('%s', (_name, script, expected) => {
    expect(order(script)).toBe(expected);
  });

  test('a rule by identity, in any spelling (RFC 8801)', () => {
    const corp = [
      f.link('eth9'),
      f.address('eth9', '2001:db8:9::7/64'),
      f.ra('eth9', 'fe80::9', { prefixes: [f.pio('2001:db8:9::/64')], pvd: f.pvdOption('corp.example') }),
    ];
    const other = [
      f.link('eth8'),
      f.address('eth8', '2001:db8:8::7/64'),
      f.ra('eth8', 'fe80::8', { prefixes: [f.pio('2001:db8:8::/64')] }),
    ];
    const { ranking } = decide([...other, ...corp, f.policy('user', [{ prefer: { identity: 'Corp.Example' } }])]);
    expect(ranked(ranking, 6).map((p) => p.pvd)).toEqual(['pvd:corp.example@eth9', 'pvd:eth8']);
  });

  test('whom a prohibition strikes is told why, and by whom', () => {
    const { ranking } = decide([f.policy('operator', [{ never: { kind: 'wifi' } }])]);
    const struck = ranking.find((p) => p.family === 4 && p.pvd === WIFI);
    expect(struck).toMatchObject({ place: null, because: { rule: 'never kind wifi (rule 1)', by: 'operator' } });
    expect(struck?.because.facts.length).toBe(1);
  });
});

describe('policy-2, policy-3: every conflict is recorded with winner, loser and reason', () => {
  const operator = 'operator: prefer kind ethernet (rule 1)';
  const user = 'user: prefer kind wifi (rule 1)';
  test.each<[string, Script, readonly string[]]>([
    ['agreement is no conflict', [f.policy('user', [{ prefer: { kind: 'ethernet' } }]), operatorWired], []],
    ['a rule that says nothing is no conflict', [f.policy('user', [{ prefer: { interface: 'ppp0' } }])], []],
    ['policy-2: the operator overruled by the user', [userWifi, operatorWired], [`policy: ${user} > ${operator} (user)`]],
    [
      'policy-2: the user overruled by the operator, by setting',
      [userWifi, operatorWired, operatorFirst],
      [`policy: ${operator} > ${user} (operator)`],
    ],
    [
      'policy-3: the operator’s overloaded networks against the user’s choice',
      [userWifi, overloaded],
      [`policy: ${user} > operator: avoid interface wlan0 (rule 1) (user)`],
    ],
    [
      'policy-3: the other way round, by setting',
      [userWifi, overloaded, operatorFirst],
      [`policy: operator: avoid interface wlan0 (rule 1) > ${user} (operator)`],
    ],
    [
      'a preference that a prohibition struck',
      [userWifi, f.policy('system', [{ never: { kind: 'wifi' } }])],
      [`policy: system: never kind wifi (rule 1) > ${user} (system)`],
    ],
    ['a preference for what does not work', [userWifi, f.check('portal', WIFI), f.check('validated', WIRED)], []],
    ['a preference that usability overruled', [userWifi, f.check('validated', WIRED)], [`policy: built-in: usable > ${user} (built-in)`]],
  ])('%s', (_name, script, expected) => {
    expect(conflictsOf(script)).toEqual(expected);
  });

  test('policy-3: changing the order flips the decision, not only the record', () => {
    expect(order([userWifi, overloaded])).toBe('wlan0 > eth0 > wwan0');
    expect(order([userWifi, overloaded, operatorFirst])).toBe('eth0 > wwan0 > wlan0');
  });
});

describe('policy-4: a network speaks for itself only', () => {
  const foreign = f.policy('network', [{ never: { kind: 'ethernet' } }, { prefer: { kind: 'cellular' } }], WIFI);
  test('what it says of others is ignored …', () => {
    expect(order([foreign])).toBe(order([]));
  });
  test('… and recorded', () => {
    expect(conflictsOf([foreign])).toEqual([
      `foreign: pvd:eth0 > network ${WIFI}: never kind ethernet (rule 1) (network ${WIFI})`,
      `foreign: pvd:wwan0 > network ${WIFI}: prefer kind cellular (rule 2) (network ${WIFI})`,
    ]);
  });
  test('what it says of itself holds, within its authority', () => {
    const itself = f.policy('network', [{ avoid: { pvd: WIRED } }], WIRED);
    expect(order([itself])).toBe('wlan0 > wwan0 > eth0');
    expect(order([itself, f.policy('user', [{ prefer: { kind: 'ethernet' } }])])).toBe('eth0 > wlan0 > wwan0');
    expect(conflictsOf([itself])).toEqual([]);
  });
  test('it may forbid itself', () => {
    expect(order([f.policy('network', [{ never: { pvd: WIRED } }], WIRED)])).toBe('wlan0 > wwan0');
  });
});

describe('route-5, dns-4: networks that contradict each other', () => {
  const to = (destination: string, gateway: string) => ({ routes: [{ destination, gateway }] });
  const two = (a: object, b: object) =>
    live([...wired(a), ...wifi(b)]).fold.decision.conflicts.map(
      (c) => `${c.kind} ${c.about}: ${c.winner} > ${c.loser} (${c.because.rule} ${c.because.facts})`,
    );
  test.each<[string, object, object, readonly string[]]>([
    ['routes to other places do not', to('10.0.0.0/8', '192.0.2.1'), to('172.16.0.0/12', '198.51.100.1'), []],
    [
      'both lead to one destination: the better ranked wins',
      to('10.0.0.0/8', '192.0.2.1'),
      to('10.0.0.0/8', '198.51.100.1'),
      ['route 10.0.0.0/8: pvd:eth0 > pvd:wlan0 (rank 6,10)'],
    ],
    [
      'a route that covers the other’s link: the link wins',
      {},
      to('192.0.2.0/25', '198.51.100.1'),
      ['claim 192.0.2.0/25 covers 192.0.2.0/24: pvd:eth0 > pvd:wlan0 (onLinkFirst 6,10)'],
    ],
    [
      '… though the one that claims it ranks better',
      to('198.51.0.0/16', '192.0.2.1'),
      {},
      ['claim 198.51.0.0/16 covers 198.51.100.0/24: pvd:wlan0 > pvd:eth0 (onLinkFirst 6,10)'],
    ],
    ['defaults are what a ranking is for', to('0.0.0.0/0', '192.0.2.1'), to('0.0.0.0/0', '198.51.100.1'), []],
  ])('%s', (_name, a, b, expected) => {
    expect(two(a, b)).toEqual(expected);
  });

  test('dns-4: one private prefix on two links is an overlap', () => {
    const twins = [
      f.link('eth0'),
      ...f.network4('eth0', '10.0.0', '02:00:00:00:00:0a'),
      f.link('wlan0', { kind: 'wifi' }),
      ...f.network4('wlan0', '10.0.0', '02:00:00:00:00:0b'),
    ];
    expect(live(twins).fold.decision.conflicts).toMatchObject([
      { kind: 'overlap', about: '10.0.0.0/24 and 10.0.0.0/24', winner: WIRED, loser: WIFI },
    ]);
  });

  test('sec-2: of any number of contradictions 64 of a kind are shown', () => {
    const many = Array.from({ length: 60 }, (_, i) => f.rio(`2001:db8:${i + 1}::/48`));
    const router = (ifname: string, n: number) => [
      f.link(ifname),
      f.address(ifname, `2001:db8:ff0${n}::7/64`),
      f.ra(ifname, 'fe80::1', { prefixes: [f.pio(`2001:db8:ff0${n}::/64`)], routes: many }),
    ];
    const { conflicts } = live([...router('eth0', 1), ...router('eth1', 2), ...router('eth2', 3)]).fold.decision;
    expect(conflicts.filter((c) => c.kind === 'route').length).toBe(64);
  });
});
