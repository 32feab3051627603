/** What apply mode would have in the kernel: rules by kind of packet (route-4), the strong host model (route-6), what is left to others, whose interface is whose. */
import { describe, expect, test } from 'vitest';
import { world } from '../../machines/model/facts/index.ts';
import type { PolicyRule } from '../../machines/model/policy.ts';
import { ruleKey } from '../../machines/model/routing.ts';
import { seconds } from '../../machines/model/units.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, lost, wifi, wired } from './networks.ts';

const applied = (script: Script) => live(script, { mode: 'apply' }).fold.decision;
const rulesBetween = (script: Script, first: number, last: number): readonly string[] =>
  applied(script)
    .routing.rules.filter((r) => r.rule.priority >= first && r.rule.priority <= last)
    .map((r) => ruleKey(r.rule).replace('rule ', ''));
const user = (...rules: readonly PolicyRule[]) => f.policy('user', rules);
const ALL: Script = [...wired(), ...wifi(), ...cell()];

describe('route-4: policy by kind of packet', () => {
  test.each<[string, Script, readonly string[]]>([
    ['none: no rule', [], []],
    ['by uid', [user({ use: { kind: 'wifi' }, for: { uid: 1000 }, only: false })], ['4 20600 lookup 27001 iif lo 20:e8030000e8030000']],
    [
      'a range of uids',
      [user({ use: { kind: 'wifi' }, for: { uid: [1000, 1001] }, only: false })],
      ['4 20600 lookup 27001 iif lo 20:e8030000e9030000'],
    ],
    [
      'only: what the table does not take is refused',
      [user({ use: { kind: 'wifi' }, for: { dscp: 46 }, only: true })],
      ['4 20600 lookup 27001 iif lo 25:2e', '4 20601 unreachable iif lo 25:2e', '6 20601 unreachable iif lo 25:2e'],
    ],
    [
      'only, and nothing matches: refused',
      [user({ use: { kind: 'ppp' }, for: { dscp: 46 }, only: true })],
      ['4 20601 unreachable iif lo 25:2e', '6 20601 unreachable iif lo 25:2e'],
    ],
    ['use, and nothing matches: as all others', [user({ use: { kind: 'ppp' }, for: { dscp: 46 }, only: false })], []],
    ['by mark, whole', [user({ use: { kind: 'wifi' }, for: { mark: 7 }, only: false })], ['4 20600 lookup 27001 iif lo mark 7/4294967295']],
    [
      'by destination: of its family only',
      [user({ use: { kind: 'wifi' }, for: { to: '203.0.113.0/24' }, only: false })],
      ['4 20600 lookup 27001 to 203.0.113.0/24 iif lo'],
    ],
    [
      'by port: of TCP and of UDP',
      [user({ use: { kind: 'wifi' }, for: { port: 443 }, only: false })],
      ['4 20600 lookup 27001 iif lo 22:06 24:bb01bb01', '4 20600 lookup 27001 iif lo 22:11 24:bb01bb01'],
    ],
    [
      'by port and protocol',
      [user({ use: { kind: 'wifi' }, for: { port: [1, 2], protocol: 'udp' }, only: false })],
      ['4 20600 lookup 27001 iif lo 22:11 24:01000200'],
    ],
    [
      'by the best that matches',
      [user({ use: { metered: false }, for: { uid: 5 }, only: false })],
      ['4 20600 lookup 27000 iif lo 20:0500000005000000'],
    ],
    [
      'each rule in its author’s order',
      [
        f.policy('operator', [{ use: { kind: 'wifi' }, for: { uid: 2 }, only: false }]),
        user({ use: { kind: 'ethernet' }, for: { uid: 1 }, only: false }),
      ],
      ['4 20600 lookup 27000 iif lo 20:0100000001000000', '4 20602 lookup 27001 iif lo 20:0200000002000000'],
    ],
    [
      'law 7: a network has no say in it',
      [f.policy('network', [{ use: { kind: 'wifi' }, for: { uid: 1 }, only: false }], 'pvd:wlan0')],
      [],
    ],
    ['it is said to be of IPv6 only', [user({ use: { kind: 'wifi' }, for: { uid: 1 }, only: false, family: 6 })], []],
  ])('%s', (_name, told, expected) => {
    expect(rulesBetween([...ALL, ...told], 20_600, 20_699)).toEqual(expected);
  });

  test('never: neither by rank, nor bound to the device, nor to an address of it', () => {
    const script = [...ALL, user({ never: { kind: 'ethernet' }, for: { uid: 9 } })];
    expect(rulesBetween(script, 20_600, 20_699)).toEqual([
      '4 20600 lookup 27001 iif lo 20:0900000009000000',
      '4 20601 unreachable iif lo 20:0900000009000000',
      '6 20601 unreachable iif lo 20:0900000009000000',
    ]);
    expect(rulesBetween(script, 20_000, 20_000)).toEqual([
      '4 20000 unreachable from 192.0.2.7/32 iif lo 20:0900000009000000',
      '4 20000 unreachable iif lo oif eth0 20:0900000009000000',
      '6 20000 unreachable iif lo oif eth0 20:0900000009000000',
    ]);
  });

  test('the ranking of all other packets is as it was', () => {
    const ranking = (script: Script) => rulesBetween(script, 22_000, 22_999);
    expect(ranking([...ALL, user({ use: { kind: 'cellular' }, for: { uid: 1 }, only: true })])).toEqual(ranking(ALL));
  });
});

describe('route-6: the strong host', () => {
  test('each source by its own table or nowhere, each device by its own or nowhere; so when the network is away', () => {
    const rules = [
      '4 20200 lookup 27000 from 192.0.2.7/32 iif lo oif eth0',
      '4 20300 lookup 27000 from 192.0.2.7/32 iif lo',
      '4 20400 unreachable from 192.0.2.7/32 iif lo',
      '4 20500 lookup 27000 iif lo oif eth0',
      '4 20550 unreachable iif lo oif eth0',
    ];
    expect(rulesBetween(wired(), 20_200, 20_599)).toEqual(rules);
    expect(rulesBetween([...wired(), lost('eth0')], 20_200, 20_599)).toEqual(rules);
  });

  test('IPv6: the whole prefix, so that a temporary address is covered before it is known', () => {
    const script = [
      f.link('eth0'),
      f.address('eth0', '2001:db8:1::7/64'),
      f.ra('eth0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')] }),
    ];
    expect(rulesBetween(script, 20_300, 20_400)).toEqual([
      '6 20300 lookup 27000 from 2001:db8:1::/64 iif lo',
      '6 20400 unreachable from 2001:db8:1::/64 iif lo',
    ]);
  });

  test('the guard and ARP are for the strong model; the weak one is without', () => {
    const keys = (script: Script) => applied(script).tuning.sysctls.map((s) => s.key);
    expect(applied(wired()).tuning.guarded).toEqual([{ id: 'eth0' }]);
    expect(keys(wired())).toEqual(expect.arrayContaining(['arp_ignore', 'arp_announce', 'rp_filter', 'ignore_routes_with_linkdown']));
    const weak = [f.settings({ hostModel: 'weak' }), ...wired()];
    expect(applied(weak).tuning.guarded).toEqual([]);
    expect(keys(weak)).not.toContain('arp_ignore');
  });
});

describe('what is left to others', () => {
  const docker: Script = [
    f.link('docker0', { kind: 'bridge', ifindex: 9 }),
    f.address('docker0', '172.17.0.1/16', { flags: ['permanent'] }),
  ];
  const byMain = [
    '4 20150 lookup 254 from 172.17.0.1/32 iif lo',
    '4 20150 lookup 254 iif lo oif docker0',
    '4 20150 lookup 254 to 172.17.0.0/16 iif lo',
  ];
  test('docker0: no PvD, so main has its prefix, its address and its device', () => {
    expect(rulesBetween([...docker, ...wired()], 20_150, 20_150)).toEqual(byMain);
    expect(applied([...docker, ...wired()]).routing.rules.some((r) => r.pvd === 'pvd:docker0')).toBe(false);
  });
  test('another manager’s interface likewise; it is no part of ours, and a conflict names the owner', () => {
    const owned = world('manager.noticed', { name: 'NetworkManager', interfaces: [f.name('wlan0')], evidence: ['bus'] });
    const decision = applied([...wired(), ...wifi(), owned]);
    expect(decision.routing.routes.some((r) => r.route.ifname === 'wlan0')).toBe(false);
    expect(decision.routing.rules.filter((r) => r.rule.priority === 20_150).map((r) => r.rule.to ?? r.rule.from ?? r.rule.oif)).toEqual([
      '198.51.100.7/32',
      'wlan0',
      '198.51.100.0/24',
    ]);
    expect(decision.tuning.guarded).toEqual([{ id: 'eth0' }]);
    expect(decision.conflicts).toMatchObject([{ kind: 'owner', about: 'wlan0', winner: 'NetworkManager' }]);
    expect(decision.ownership.map((o) => [o.id, o.isManaged, o.because.rule])).toEqual([
      ['eth0', true, 'unowned'],
      ['wlan0', false, 'ownedByOther'],
    ]);
    const listed = applied([f.settings({ manage: ['wlan0'] }), ...wired(), ...wifi(), owned]);
    expect(listed.ownership.find((o) => o.id === 'wlan0')?.because.rule).toBe('listed');
    expect(listed.routing.routes.some((r) => r.route.ifname === 'wlan0')).toBe(true);
  });
  test('loopback, ports of a bridge and what is ignored are nobody’s to change', () => {
    const script = [
      f.link('lo', { kind: 'loopback', ifindex: 1 }),
      f.link('eth1', { master: f.name('br0'), ifindex: 5 }),
      f.settings({ interfaces: [{ name: 'eth2', ignore: true }] }),
      f.link('eth2', { ifindex: 6 }),
    ];
    expect(applied(script).ownership.map((o) => [o.id, o.isManaged, o.because.rule])).toEqual([
      ['eth1', false, 'port'],
      ['eth2', false, 'ignored'],
      ['lo', false, 'loopback'],
    ]);
  });
  test('observe mode: nothing is ours, nothing is tuned or addressed, and main is left as it is', () => {
    const { decision } = live([...docker, ...wired(), ...wifi(), f.lease('eth0', '192.0.2.7', { client: 'udhcpc' })]).fold;
    expect([decision.ownership, decision.addresses, decision.tuning.sysctls, decision.tuning.guarded, decision.clients]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    expect(decision.routing.routes.filter((r) => r.route.table === 254)).toEqual([]);
    expect(decision.routing.rules.filter((r) => [20_150, 20_800].includes(r.rule.priority))).toEqual([]);
  });
});

describe('IPv6: what may not be used is not left by either, though Linux looks again with a source', () => {
  const P = '2001:db8:1::/64';
  const six = [f.link('eth0'), f.address('eth0', '2001:db8:1::7/64'), f.ra('eth0', 'fe80::1', { prefixes: [f.pio(P)] })];
  const refused = [`6 20250 lookup 27000 from ${P} to ${P} iif lo`, `6 20251 unreachable from ${P} iif lo`];
  const [good, failed] = [f.check('validated', 'pvd:eth0', 6), f.check('failed', 'pvd:eth0', 6)];
  test.each<[string, Script, readonly string[]]>([
    ['a network that may be used', six, []],
    ['session-1: a portal is alone: only its own link', [...six, f.check('portal', 'pvd:eth0', 6)], refused],
    ['session-2: … or one that is unreachable', [...six, good, failed, failed], refused],
    ['session-3: … or one that waits for its first check', [f.settings({ useUnknown: false }), ...six], refused],
    ['… or one that is forbidden', [...six, f.policy('user', [{ never: { interface: 'eth0' } }])], refused],
    [
      'it leads nowhere by its own word: its routes are its own',
      [...six, f.ra('eth0', 'fe80::1', { prefixes: [f.pio(P)], lifetime: seconds(0) })],
      [],
    ],
    ['what nothing takes is main’s', [f.settings({ fallthrough: 'main' }), ...six, good, failed, failed], []],
  ])('%s', (_name, script, expected) => {
    expect(rulesBetween(script, 20_250, 20_251)).toEqual(expected);
  });
  test('another one may be used: nobody is led to the portal, and who is bound to its address is let go', () => {
    const other = [
      f.link('eth1', { ifindex: 3 }),
      f.address('eth1', '2001:db8:2::7/64'),
      f.ra('eth1', 'fe80::2', { prefixes: [f.pio('2001:db8:2::/64')] }),
    ];
    expect(rulesBetween([...six, ...other, f.check('portal', 'pvd:eth0', 6)], 20_250, 20_251)).toEqual([]);
  });
});

test('one way a place: of two to one destination the one on the link stays', () => {
  const script = wired({
    routes: [
      { destination: '192.0.2.0/24', gateway: '192.0.2.9' },
      { destination: '10.0.0.0/8', gateway: '192.0.2.8' },
      { destination: '10.0.0.0/8', gateway: '192.0.2.9' },
    ],
  });
  const { routes } = live(script).fold.decision.routing;
  expect(routes.map(({ route }) => `${route.destination} via ${route.gateway}`)).toEqual([
    '0.0.0.0/0 via 192.0.2.1',
    '10.0.0.0/8 via 192.0.2.8',
    '192.0.2.0/24 via null',
  ]);
});
