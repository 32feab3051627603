/** sec-6: below an exclusive PvD other networks cannot pull public traffic to themselves (LocalNet, TunnelVision). */
import { describe, expect, test } from 'vitest';
import { whyRoute } from '../../streams/explain.ts';
import { createNamesView } from '../../streams/names.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, lost, wifi } from './networks.ts';

/** A tunnel with an address and a default route of its own, by a program that set its server's route too. */
const SERVER = '203.0.113.200';
const VPN: Script = [
  f.link('tun0', { kind: 'tun', ifindex: 9, mac: null }),
  f.address('tun0', '10.8.0.2/24', { flags: ['permanent'] }),
  f.route('tun0', '0.0.0.0/0', '10.8.0.1', { metric: 50 }),
];
const settings = (some: object = {}) => f.settings({ interfaces: [{ name: 'tun0', exclusive: true }], ...some });
const PREFERRED = f.policy('user', [{ prefer: { interface: 'tun0' } }]);
const decided = (script: Script) => live(script, { mode: 'apply' }).fold.decision;
const rules = (script: Script, first: number, last: number): readonly string[] =>
  decided(script)
    .routing.rules.filter((r) => r.rule.priority >= first && r.rule.priority <= last)
    .map((r) => r.id.replace('rule ', ''));
const ignored = (script: Script): readonly string[] =>
  decided(script)
    .conflicts.filter((c) => c.kind === 'exclusive')
    .map((c) => `${c.about}: ${c.winner.slice(4)} before ${c.loser.slice(4)}, ${c.because.rule}`);
const specific = (script: Script) => rules(script, 21_000, 21_999);
const wlan = (...routes: readonly string[]): Script =>
  wifi({ routes: routes.map((destination) => ({ destination, gateway: '198.51.100.1' })) });
const exclusive = (...script: Script): Script => [settings(), PREFERRED, ...VPN, ...script];
const MAIN = 'lookup 254';

describe('sec-6: TunnelVision, routes that a network hands out', () => {
  test.each<[string, Script, readonly string[], readonly string[]]>([
    [
      'halves of the default, and a public host: not heeded, and recorded',
      exclusive(...wlan('0.0.0.0/1', '128.0.0.0/1', '203.0.113.9/32')),
      [],
      [
        'on-link 198.51.100.0/24: tun0 before wlan0, exclusive',
        'route to 0.0.0.0/1: tun0 before wlan0, exclusive',
        'route to 128.0.0.0/1: tun0 before wlan0, exclusive',
        'route to 203.0.113.9/32: tun0 before wlan0, exclusive',
      ],
    ],
    [
      'private and shared space: heeded',
      exclusive(...wlan('10.20.0.0/16', '192.168.7.0/24', '172.16.0.0/12', '100.64.0.0/10')),
      [
        '4 21728 lookup 27001 to 192.168.7.0/24',
        '4 21784 lookup 27001 to 10.20.0.0/16',
        '4 21812 lookup 27001 to 172.16.0.0/12',
        '4 21826 lookup 27001 to 100.64.0.0/10',
      ],
      ['on-link 198.51.100.0/24: tun0 before wlan0, exclusive'],
    ],
    [
      'wider than private space: not heeded',
      exclusive(...wlan('10.0.0.0/7', '172.0.0.0/8', '224.0.0.0/4')),
      [],
      [
        'on-link 198.51.100.0/24: tun0 before wlan0, exclusive',
        'route to 10.0.0.0/7: tun0 before wlan0, exclusive',
        'route to 172.0.0.0/8: tun0 before wlan0, exclusive',
        'route to 224.0.0.0/4: tun0 before wlan0, exclusive',
      ],
    ],
    [
      'what the tunnel itself has: heeded',
      [settings(), PREFERRED, ...VPN, f.route('tun0', '0.0.0.0/1', '10.8.0.1'), ...wlan()],
      ['4 21889 lookup 27000 to 0.0.0.0/1'],
      ['on-link 198.51.100.0/24: tun0 before wlan0, exclusive'],
    ],
    [
      'the way of its own packets, a host that its program routes by hand: heeded',
      exclusive(...wlan(), f.route('wlan0', `${SERVER}/32`, '198.51.100.1', { protocol: 3 })),
      [`4 21672 lookup 27001 to ${SERVER}/32`],
      ['on-link 198.51.100.0/24: tun0 before wlan0, exclusive'],
    ],
    [
      'by hand, but for more than a host: not heeded',
      exclusive(...wlan(), f.route('wlan0', '203.0.113.0/24', '198.51.100.1', { protocol: 3 })),
      [],
      ['on-link 198.51.100.0/24: tun0 before wlan0, exclusive', 'route to 203.0.113.0/24: tun0 before wlan0, exclusive'],
    ],
    [
      'what the configuration says: heeded',
      [
        settings({
          interfaces: [
            { name: 'tun0', exclusive: true },
            { name: 'wlan0', static: { routes: [{ destination: '203.0.113.0/24', gateway: '198.51.100.1' }] } },
          ],
        }),
        PREFERRED,
        ...VPN,
        ...wlan(),
      ],
      ['4 21728 lookup 27001 to 203.0.113.0/24'],
      ['on-link 198.51.100.0/24: tun0 before wlan0, exclusive'],
    ],
    ['control: not exclusive, all is heeded', [PREFERRED, ...VPN, ...wlan('0.0.0.0/1')], ['4 21889 lookup 27001 to 0.0.0.0/1'], []],
    ['control: exclusive, and not the leader', [settings(), ...VPN, ...wlan('0.0.0.0/1')], ['4 21889 lookup 27001 to 0.0.0.0/1'], []],
    ['control: the tunnel is lost', exclusive(...wlan('0.0.0.0/1'), f.linkRemoved('tun0')), ['4 21889 lookup 27001 to 0.0.0.0/1'], []],
  ])('%s', (_name, script, expected, conflicts) => {
    expect(specific(script)).toEqual(expected);
    expect(ignored(script)).toEqual(conflicts);
  });
});

describe('sec-6: LocalNet, prefixes that a network says are on its link', () => {
  const narrow = [
    `4 20800 ${MAIN} to 10.0.0.0/8 14:00000000`,
    `4 20800 ${MAIN} to 100.64.0.0/10 14:00000000`,
    `4 20800 ${MAIN} to 169.254.0.0/16 14:00000000`,
    `4 20800 ${MAIN} to 172.16.0.0/12 14:00000000`,
    `4 20800 ${MAIN} to 192.168.0.0/16 14:00000000`,
  ];
  const four = (script: Script) => rules(script, 20_800, 20_800).filter((r) => r.startsWith('4'));
  const six = (script: Script) => rules(script, 20_800, 20_800).filter((r) => r.startsWith('6'));

  test('main is asked for private, shared and link-local space only', () => {
    expect(four(exclusive(...wlan()))).toEqual(narrow);
    expect(four([PREFERRED, ...VPN, ...wlan()])).toEqual([`4 20800 ${MAIN} 14:00000000`]);
  });

  test('IPv6 is held apart: where the tunnel does not lead, all is as it was', () => {
    const ra = [f.address('wlan0', '2001:db8:1::7/64'), f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')] })];
    expect(six(exclusive(...wlan(), ...ra))).toEqual([`6 20800 ${MAIN} 14:00000000`]);
    const both = [f.address('tun0', 'fd00:8::2/64', { flags: ['permanent'] }), f.route('tun0', '::/0', 'fd00:8::1')];
    const script = exclusive(...both, ...wlan(), ...ra, f.ra('wlan0', 'fe80::1', { routes: [f.rio('2000::/3'), f.rio('fd12::/32')] }));
    expect(six(script)).toEqual([`6 20800 ${MAIN} to fc00::/7 14:00000000`, `6 20800 ${MAIN} to fe80::/10 14:00000000`]);
    expect(specific(script)).toEqual(['6 21672 lookup 27001 to fd12::/32']);
    expect(ignored(script)).toContain('route to 2000::/3: tun0 before wlan0, exclusive');
  });

  test('an interface that is not ranked: what it has from a network is not heeded, what was set by hand is, also for others’ packets', () => {
    const leased = [f.link('eth5', { ifindex: 15 }), f.address('eth5', '192.0.0.7/8')];
    const behind = [f.link('br5', { kind: 'bridge', ifindex: 16 }), f.address('br5', '198.18.0.1/24', { flags: ['permanent'] })];
    const others = (script: Script) => rules(script, 20_150, 20_150).filter((r) => r.includes(' to '));
    expect(others(exclusive(...wlan(), ...leased, ...behind))).toEqual([`4 20150 ${MAIN} to 198.18.0.0/24 iif lo`]);
    expect(others([PREFERRED, ...VPN, ...wlan(), ...leased])).toEqual([`4 20150 ${MAIN} to 192.0.0.0/8 iif lo`]);
    expect(four(exclusive(...wlan(), ...leased, ...behind))).toEqual([...narrow, `4 20800 ${MAIN} to 198.18.0.0/24 14:00000000`].sort());
  });

  test('why route, and the ways that the resolver is shown, say the same', () => {
    const fold = (script: Script) => live(script, { mode: 'apply' }).fold;
    const [held, free] = [fold(exclusive(...wlan('0.0.0.0/1', '10.20.0.0/16'))), fold([PREFERRED, ...VPN, ...wlan('0.0.0.0/1')])];
    expect(['198.51.100.9', '100.1.2.3', '10.20.0.1'].map((to) => whyRoute(held, to).answer)).toEqual([
      'pvd:tun0',
      'pvd:tun0',
      'pvd:wlan0',
    ]);
    expect(['198.51.100.9', '100.1.2.3'].map((to) => whyRoute(free, to).answer)).toEqual(['pvd:wlan0', 'pvd:wlan0']);
    expect(createNamesView()(held).ways).toEqual([
      { prefix: '10.8.0.0/24', pvd: 'pvd:tun0' },
      { prefix: '10.20.0.0/16', pvd: 'pvd:wlan0' },
      { prefix: '0.0.0.0/0', pvd: 'pvd:tun0' },
    ]);
  });

  test('what is bound to the other network leaves by it as ever: by source, device and mark', () => {
    const bound = (script: Script) => rules(script, 20_100, 20_599);
    expect(bound(exclusive(...wlan('0.0.0.0/1')))).toEqual(bound([PREFERRED, ...VPN, ...wlan('0.0.0.0/1')]));
  });

  test('a rule on traffic stands before it: the tunnel’s own packets by their mark', () => {
    const outer = f.policy('operator', [{ use: { interface: 'wlan0' }, for: { mark: 51_820 }, only: true }]);
    expect(rules([...exclusive(...wlan()), outer], 20_600, 20_601).filter((r) => r.startsWith('4'))).toEqual([
      '4 20600 lookup 27001 iif lo mark 51820/4294967295',
      '4 20601 unreachable iif lo mark 51820/4294967295',
    ]);
  });

  test('the ranking goes on behind it', () => {
    const places = rules(exclusive(...wlan(), ...cell()), 22_000, 22_998);
    expect(places).toEqual(['4 22001 lookup 27000', '4 22002 lookup 27001', '4 22003 lookup 27002']);
    expect(rules(exclusive(...wlan(), lost('wlan0')), 22_000, 22_998)).toEqual(['4 22001 lookup 27000']);
  });
});

describe('sec-6: answers of other networks', () => {
  const pinned = (script: Script) =>
    decided(script)
      .routing.routes.filter((r) => r.route.table === 26_999)
      .map((r) => `${r.pvd} ${r.route.destination}`);
  test('a public address is not tied to them, a private one is', () => {
    const script = exclusive(...wlan(), f.answered('pvd:wlan0', ['203.0.113.9', '10.9.9.9']), f.answered('pvd:tun0', '203.0.113.10'));
    expect(pinned(script)).toEqual(['pvd:wlan0 10.9.9.9/32', 'pvd:tun0 203.0.113.10/32']);
    expect(ignored(script)).toContain('answer 203.0.113.9: tun0 before wlan0, exclusive');
  });
});
