import { describe, expect, test } from 'vitest';
import { whyPvd, whyRoute } from '../../streams/explain.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, lost, WIFI, WIRED, wifi, wired } from './networks.ts';

const routingOf = (script: Script) => live(script).fold.decision.routing;
const P = (n: number) => `2001:db8:${n}::/64`;
const six = (router: string, n: number, some: Parameters<typeof f.ra>[2] = {}) => [
  f.address('eth0', `2001:db8:${n}::7/64`),
  f.ra('eth0', router, { prefixes: [f.pio(P(n))], ...some }),
];

describe('routing: one table a PvD, the ranking as a row of rules', () => {
  test('a table holds connected prefixes, the default with its source, and specific routes', () => {
    const told = { mtu: 1400, routes: [{ destination: '10.0.0.0/8', gateway: '192.0.2.9' }] };
    expect(routingOf(wired(told)).routes.map((r) => [r.pvd, r.id, r.route.source, r.route.mtu])).toEqual([
      [WIRED, 'route 27000 0.0.0.0/0 1024 via 192.0.2.1 dev eth0', '192.0.2.7', 1400],
      [WIRED, 'route 27000 10.0.0.0/8 1024 via 192.0.2.9 dev eth0', '192.0.2.7', 1400],
      [WIRED, 'route 27000 192.0.2.0/24 1024 via  dev eth0', '192.0.2.7', 1400],
    ]);
  });

  test('rules: by mark, by source, refused otherwise, by device, specific ones by length, ranked ones by place, else nowhere', () => {
    const told = { routes: [{ destination: '10.0.0.0/8', gateway: '192.0.2.9' }] };
    expect(routingOf([...wired(told), ...wifi()]).rules.map((r) => r.id)).toEqual([
      'rule 4 20100 lookup 27000 iif lo mark 16777216/2130706432',
      'rule 4 20100 lookup 27001 iif lo mark 33554432/2130706432',
      'rule 4 20101 unreachable iif lo mark 16777216/2130706432',
      'rule 4 20101 unreachable iif lo mark 33554432/2130706432',
      'rule 4 20200 lookup 27000 from 192.0.2.7/32 iif lo oif eth0',
      'rule 4 20200 lookup 27001 from 198.51.100.7/32 iif lo oif wlan0',
      'rule 4 20300 lookup 27000 from 192.0.2.7/32 iif lo',
      'rule 4 20300 lookup 27001 from 198.51.100.7/32 iif lo',
      'rule 4 20400 unreachable from 192.0.2.7/32 iif lo',
      'rule 4 20400 unreachable from 198.51.100.7/32 iif lo',
      'rule 4 20500 lookup 27000 iif lo oif eth0',
      'rule 4 20500 lookup 27001 iif lo oif wlan0',
      'rule 4 20550 unreachable iif lo oif eth0',
      'rule 4 20550 unreachable iif lo oif wlan0',
      'rule 4 21840 lookup 27000 to 10.0.0.0/8',
      'rule 4 22001 lookup 27000',
      'rule 4 22002 lookup 27001',
      'rule 4 22999 unreachable iif lo',
    ]);
  });

  test('route-1: a network without a default leads to its specific routes, by its own address, and to nothing else', () => {
    const told = { gateways: [], dns: ['198.51.100.53'], routes: [{ destination: '10.0.0.0/8', gateway: '198.51.100.9' }] };
    const { rules } = routingOf([...wired(), ...wifi(told)]);
    expect(rules.filter((r) => r.rule.priority > 21_000).map((r) => r.id)).toEqual([
      'rule 4 21840 lookup 27001 to 10.0.0.0/8',
      'rule 4 22001 lookup 27000',
      'rule 4 22999 unreachable iif lo',
    ]);
  });

  test('single-1: two routers of one link are two tables, each source to its own router (RFC 8028)', () => {
    const { routes, rules } = routingOf([f.link('eth0'), ...six('fe80::1', 1), ...six('fe80::2', 2)]);
    expect(routes.filter((r) => r.route.destination === '::/0').map((r) => [r.route.table, r.route.gateway, r.route.source])).toEqual([
      [27000, 'fe80::1', '2001:db8:1::7'],
      [27001, 'fe80::2', '2001:db8:2::7'],
    ]);
    expect(rules.filter((r) => r.rule.priority === 20_300).map((r) => [r.rule.from, r.rule.table])).toEqual([
      [P(1), 27000],
      [P(2), 27001],
    ]);
    expect(routes.filter((r) => r.route.destination === 'fe80::/64').length).toBe(2);
  });

  test('a lost PvD has no table and no rank; what has its source stays refused for as long as the address is there (law 9)', () => {
    const away = [...wired(), lost('eth0')];
    const { routes, rules } = routingOf(away);
    expect(routes).toEqual([]);
    expect(rules.map((r) => r.rule.priority)).toEqual([20_100, 20_101, 20_200, 20_300, 20_400, 20_500, 20_550]);
    expect(routingOf([...away, f.leaseLost('eth0'), f.addressRemoved('eth0', '192.0.2.7/24')])).toEqual({ routes: [], rules: [] });
  });

  test('a portal keeps its table, for what is bound to it, but no place among the ranked (session-1)', () => {
    const { routes, rules } = routingOf([...wired(), f.check('portal', WIRED)]);
    expect(routes.length).toBe(2);
    expect(rules.map((r) => r.rule.priority)).toEqual([20_100, 20_101, 20_200, 20_300, 20_400, 20_500, 20_550]);
  });

  test('route-5: of equal specific routes the better one’s rule stands before the other’s, however they came to be', () => {
    const routes = (gateway: string) => ({ routes: ['10.0.0.0/8', '10.9.0.0/16'].map((destination) => ({ destination, gateway })) });
    const both = [...wifi(routes('198.51.100.9')), ...wired(routes('192.0.2.9'))];
    const specific = (script: Script) =>
      routingOf(script)
        .rules.filter(({ rule: r }) => r.to !== null)
        .map(({ pvd, rule: r }) => [r.priority, pvd, r.to]);
    expect(specific(both)).toEqual([
      [21_784, WIRED, '10.9.0.0/16'],
      [21_785, WIFI, '10.9.0.0/16'],
      [21_840, WIRED, '10.0.0.0/8'],
      [21_841, WIFI, '10.0.0.0/8'],
    ]);
    expect(specific([...both, lost('eth0')])).toEqual([
      [21_784, WIFI, '10.9.0.0/16'],
      [21_840, WIFI, '10.0.0.0/8'],
    ]);
  });

  test('sec-2: 64 specific routes of a PvD are heeded, however many it sends', () => {
    const rios = (from: number) => Array.from({ length: 50 }, (_, i) => f.rio(`2001:db8:${(from + i + 256).toString(16)}::/48`));
    const { rules } = routingOf([
      f.link('eth0'),
      ...six('fe80::1', 1),
      f.ra('eth0', 'fe80::1', { routes: rios(0) }),
      f.ra('eth0', 'fe80::1', { routes: rios(50) }),
    ]);
    expect(rules.filter((r) => r.rule.to !== null).length).toBe(64);
  });
});

describe('whyRoute', () => {
  const both = [...wired(), ...wifi()];
  const via = (destination: string, gateway: string) => ({ routes: [{ destination, gateway }] });
  test.each<[string, Script, string, string | null, string | null, string, readonly string[]]>([
    ['loopback', both, '127.0.0.1', null, 'lo', 'loopback', []],
    ['by rank', both, '203.0.113.9', null, 'pvd:eth0', 'kind', ['pvd:wlan0 kind']],
    [
      'three: each loser with the rule that beat it',
      [...both, ...cell()],
      '8.8.8.8',
      null,
      'pvd:eth0',
      'kind',
      ['pvd:wlan0 kind', 'pvd:wwan0 unmetered'],
    ],
    ['nobody', [f.link('eth0')], '8.8.8.8', null, null, 'nobodyRanked', []],
    [
      'nobody who may: each with its reason',
      [...wired(), f.check('portal', WIRED)],
      '8.8.8.8',
      null,
      null,
      'nobodyRanked',
      ['pvd:eth0 portal'],
    ],
    ['on the link of the worse one', both, '198.51.100.9', null, 'pvd:wlan0', 'onLink', ['pvd:eth0 onLink']],
    [
      'route-1: a specific route of the worse one',
      [...wired(), ...wifi(via('10.0.0.0/8', '198.51.100.1'))],
      '10.1.2.3',
      null,
      'pvd:wlan0',
      'specificRoute',
      ['pvd:eth0 specificRoute'],
    ],
    [
      'the longer of two',
      [...wired(via('10.0.0.0/8', '192.0.2.1')), ...wifi(via('10.1.0.0/16', '198.51.100.1'))],
      '10.1.2.3',
      null,
      'pvd:wlan0',
      'specificRoute',
      ['pvd:eth0 longestPrefix'],
    ],
    [
      'of equal length: the better ranked',
      [...wired(via('10.0.0.0/8', '192.0.2.1')), ...wifi(via('10.0.0.0/8', '198.51.100.1'))],
      '10.1.2.3',
      null,
      'pvd:eth0',
      'specificRoute',
      ['pvd:wlan0 rank'],
    ],
    [
      'route-3: on the link before any claim to it',
      [...wired(via('198.51.100.0/25', '192.0.2.1')), ...wifi()],
      '198.51.100.9',
      null,
      'pvd:wlan0',
      'onLink',
      ['pvd:eth0 onLink'],
    ],
    [
      'a specific route of who may not carry: not heeded',
      [...wired(), ...wifi(via('10.0.0.0/8', '198.51.100.1')), f.check('portal', 'pvd:wlan0')],
      '10.1.2.3',
      null,
      'pvd:eth0',
      'onlyCandidate',
      ['pvd:wlan0 portal'],
    ],
    [
      'a route to everywhere is no specific one',
      [...wired(), ...wifi(via('0.0.0.0/0', '198.51.100.1'))],
      '8.8.8.8',
      null,
      'pvd:eth0',
      'kind',
      ['pvd:wlan0 kind'],
    ],
    [
      'route-6: a source leaves by its owner, whatever ranks',
      both,
      '8.8.8.8',
      '198.51.100.7',
      'pvd:wlan0',
      'sourceOwner',
      ['pvd:eth0 sourceOwner'],
    ],
    ['a source of nobody: refused', both, '8.8.8.8', '203.0.113.7', null, 'nobodysSource', []],
    [
      'a source whose owner has no way of that family: refused',
      [...wired(), f.address('eth0', '2001:db8:1::7/64')],
      '2001:db8::1',
      '2001:db8:1::7',
      null,
      'noWay',
      [],
    ],
  ])('%s', (_name, script, to, from, answer, because, losers) => {
    const told = whyRoute(live(script).fold, to, from);
    expect([told.answer, told.because.rule, told.losers.map((l) => `${l.pvd} ${l.rule}`)]).toEqual([answer, because, losers]);
  });

  test.each<[string, string, string | null, object]>([
    ['a default', '8.8.8.8', null, { dev: 'eth0', via: '192.0.2.1', src: '192.0.2.7', by: 'default' }],
    ['a neighbour', '198.51.100.9', null, { dev: 'wlan0', via: null, src: '198.51.100.7', by: '198.51.100.0/24' }],
    ['a specific route', '10.1.2.3', null, { dev: 'wlan0', via: '198.51.100.2', by: '10.0.0.0/8' }],
    ['a source: its own table is read', '10.1.2.3', '192.0.2.7', { dev: 'eth0', via: '192.0.2.1', src: '192.0.2.7', by: 'default' }],
    ['… its specific routes too', '10.1.2.3', '198.51.100.7', { via: '198.51.100.2', by: '10.0.0.0/8' }],
    ['… and its links', '198.51.100.9', '198.51.100.7', { via: null, by: '198.51.100.0/24' }],
    ['another address of the same PvD stays the source', '8.8.8.8', '192.0.2.8', { dev: 'eth0', src: '192.0.2.8' }],
  ])('its way: %s', (_name, to, from, details) => {
    const script = [...wired(), f.address('eth0', '192.0.2.8/24', { flags: ['permanent'] }), ...wifi(via('10.0.0.0/8', '198.51.100.2'))];
    expect(whyRoute(live(script).fold, to, from).details).toMatchObject(details);
  });
});

describe('whyPvd', () => {
  const corp = f.ra('eth1', 'fe80::1', { prefixes: [f.pio(P(9))], pvd: f.pvdOption('corp.example') });
  test.each<[string, Script, string, object | null]>([
    ['nobody of that name', wired(), 'pvd:eth9', null],
    [
      'by its id',
      wired(),
      'pvd:eth0',
      {
        answer: 'provisioned',
        because: { rule: 'onlyCandidate' },
        details: { IPv4: 'place 1: onlyCandidate', IPv6: 'not ranked: noGateway', reach4: 'unknown', generation: 1 },
      },
    ],
    ['by what its id says', wired(), 'eth0', { question: 'pvd pvd:eth0' }],
    ['by its identity', [f.link('eth1'), corp], 'corp.example', { question: 'pvd pvd:corp.example@eth1', answer: 'forming' }],
    ['one that is away', [...wired(), lost('eth0')], 'eth0', { answer: 'detached', because: { rule: 'detached' } }],
    [
      'one that won, and whom it beat',
      [...wired(), ...wifi()],
      'eth0',
      { because: { rule: 'kind' }, losers: [{ pvd: 'pvd:wlan0', rule: 'kind' }] },
    ],
    ['one behind a portal', [...wired(), f.check('portal', WIRED)], 'eth0', { details: { IPv4: 'not ranked: portal', reach4: 'portal' } }],
  ])('%s', (_name, script, wanted, expected) => {
    const told = whyPvd(live(script).fold, wanted);
    if (expected === null) expect(told).toBeNull();
    else expect(told).toMatchObject(expected);
  });
});
