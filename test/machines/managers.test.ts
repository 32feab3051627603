import { expect, test } from 'vitest';
import { step } from '../../machines/host.ts';
import { managersOf } from '../../machines/managers.ts';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { IfName } from '../../machines/model/units.ts';
import { INITIAL_HOST } from '../../machines/state.ts';

const eth0 = IfName.parse('eth0');
const route = (protocol: number, metric = 0) =>
  world('route.added', {
    ifname: eth0,
    table: 254,
    destination: '0.0.0.0/0',
    metric,
    gateway: '192.0.2.1',
    kind: 'unicast',
    protocol,
    scope: 'global',
    source: null,
    mtu: null,
    preference: null,
    expires: null,
  });
const noticed = (name: string, interfaces: readonly IfName[]) => world('manager.noticed', { name, interfaces, evidence: ['process 7'] });
const fold = (facts: readonly Unstamped[]) =>
  facts.reduce((host, fact, i) => step(host, Fact.parse({ ...fact, seq: i + 1, at: i })), INITIAL_HOST);

test.each<[string, readonly Unstamped[], readonly (readonly [string, readonly string[]])[]]>([
  ['nobody', [], []],
  ['a route that the kernel or a person put betrays nobody', [route(2), route(4, 1), route(3, 2)], []],
  ['a DHCP route without a known client: some DHCP client', [route(16)], [['a DHCP client', ['routes with protocol 16 on eth0']]]],
  [
    'a DHCP route on the interface of a known manager is its evidence',
    [noticed('dhcpcd', [eth0]), route(16)],
    [['dhcpcd', ['process 7', 'routes with protocol 16 on eth0']]],
  ],
  [
    'a routing daemon beside a manager',
    [noticed('dhcpcd', []), route(12)],
    [
      ['bird', ['routes with protocol 12 on eth0']],
      ['dhcpcd', ['process 7']],
    ],
  ],
  ['two routes of one program are one line', [route(12), route(12, 5)], [['bird', ['routes with protocol 12 on eth0']]]],
])('%s', (_name, facts, expected) => {
  expect(managersOf(fold(facts)).map((m) => [m.id, m.evidence])).toEqual(expected);
});
