/** The mirror by itself, on the words of a made-up kernel. */
import { describe, expect, test } from 'vitest';
import { createMirror, type Mirror } from '../../../adapters/linux/mirror.ts';
import {
  LINK_FIELDS,
  NLM_F_REPLACE,
  ROUTE_FIELDS,
  type RouteFields,
  type RtMessage,
  writeFields,
} from '../../../adapters/linux/netlink/index.ts';
import type { LinkLookups } from '../../../adapters/linux/reading/link.ts';
import { millis } from '../../../machines/model/units.ts';
import { address, ip, link, neighbour, route } from './words.ts';

/** What the mirror says to these messages, in short. */
function told(mirror: Mirror, messages: readonly RtMessage[], now = 0): readonly string[] {
  return messages.flatMap((message) => {
    const taken = mirror.take(message, millis(now));
    if (!taken.ok) return [`! ${taken.error.kind}`];
    return taken.value.map((fact) => [fact.type, ...detail(fact)].join(' '));
  });
}
function detail(fact: object): readonly unknown[] {
  const of = fact as Readonly<Record<string, unknown>>;
  return [of.ifname, of.address ?? of.destination, of.gateway, of.state].filter((part) => part !== undefined && part !== null);
}
const known = (...messages: readonly RtMessage[]): Mirror => {
  const mirror = createMirror();
  told(mirror, messages);
  mirror.doubts();
  return mirror;
};
const via = (gateway: string, more: Partial<RouteFields> = {}) => ({ gateway: ip(gateway), oif: 1, ...more });

const TABLE: readonly (readonly [string, Mirror, readonly RtMessage[], readonly string[]])[] = [
  ['a new link appears', known(), [link(1)], ['link.appeared wlan0']],
  ['the same again is quiet', known(link(1)), [link(1)], []],
  ['only the carrier', known(link(1)), [link(1, { carrier: false, downs: 1 })], ['link.carrierChanged wlan0']],
  ['a flap that came as one message shows in its count', known(link(1)), [link(1, { downs: 1 })], ['link.carrierChanged wlan0']],
  ['dormant', known(link(1)), [link(1, { dormant: true })], ['link.carrierChanged wlan0']],
  ['carrier and MTU at once', known(link(1)), [link(1, { carrier: false, mtu: 1400 })], ['link.changed wlan0']],
  ['what a bridge says of its port is no link', known(link(1)), [link(1, { family: 7, verb: 'delete' })], []],
  [
    'a wireless event, which is only a part, changes nothing',
    known(link(1)),
    [{ ...link(1), attributes: writeFields(LINK_FIELDS, { ifname: 'wlan0' }) }],
    [],
  ],
  [
    'an address on an unknown link waits for it',
    known(address(1, '192.0.2.2')),
    [link(1)],
    ['link.appeared wlan0', 'address.added wlan0 192.0.2.2'],
  ],
  [
    'a rename is removed and appeared, with all that stands on it',
    known(link(1), address(1, '192.0.2.2'), route(via('192.0.2.1')), neighbour(1, '192.0.2.1', 2, 9)),
    [link(1, { name: 'lan' })],
    [
      'neighbour.removed wlan0 192.0.2.1',
      'route.removed wlan0 0.0.0.0/0 192.0.2.1',
      'address.removed wlan0 192.0.2.2',
      'link.removed wlan0',
      'link.appeared lan',
      'address.added lan 192.0.2.2',
      'route.added lan 0.0.0.0/0 192.0.2.1',
      'neighbour.changed lan 192.0.2.1 known',
    ],
  ],
  [
    'a removed link takes what stands on it along',
    known(link(1), address(1, '192.0.2.2')),
    [link(1, { verb: 'delete' })],
    ['address.removed wlan0 192.0.2.2', 'link.removed wlan0'],
  ],
  [
    'a port learns its master by name when that one comes',
    known(link(1, { master: 2 })),
    [link(2, { name: 'br0' })],
    ['link.appeared br0', 'link.changed wlan0'],
  ],
  [
    'a lifetime that moves by 2 s is no news',
    known(link(1), address(1, '2001:db8::1', [1800, 3600])),
    [address(1, '2001:db8::1', [1802, 3602])],
    [],
  ],
  [
    'one that moves by 3 s is',
    known(link(1), address(1, '2001:db8::1', [1800, 3600])),
    [address(1, '2001:db8::1', [1800, 3603])],
    ['address.added wlan0 2001:db8::1'],
  ],
  [
    'from finite to infinite',
    known(link(1), address(1, '2001:db8::1', [1800, 3600])),
    [address(1, '2001:db8::1', [0xffffffff, 0xffffffff])],
    ['address.added wlan0 2001:db8::1'],
  ],
  [
    'the flags',
    known(link(1), address(1, '2001:db8::1', [9, 9], 0x40)),
    [address(1, '2001:db8::1', [9, 9], 0)],
    ['address.added wlan0 2001:db8::1'],
  ],
  [
    'an address goes',
    known(link(1), address(1, '192.0.2.2')),
    [address(1, '192.0.2.2', undefined, 0, 'delete')],
    ['address.removed wlan0 192.0.2.2'],
  ],
  ['an address that nobody knew goes in silence', known(link(1)), [address(1, '192.0.2.2', undefined, 0, 'delete')], []],
  ['a route', known(link(1)), [route(via('192.0.2.1'))], ['route.added wlan0 0.0.0.0/0 192.0.2.1']],
  ['the same route again is quiet', known(link(1), route(via('192.0.2.1'))), [route(via('192.0.2.1'))], []],
  [
    'the same key with another source is removed and added',
    known(link(1), route(via('192.0.2.1'))),
    [route(via('192.0.2.1', { source: ip('192.0.2.2') }), { flags: NLM_F_REPLACE })],
    ['route.removed wlan0 0.0.0.0/0 192.0.2.1', 'route.added wlan0 0.0.0.0/0 192.0.2.1'],
  ],
  [
    'a replaced route with another gateway',
    known(link(1), route(via('192.0.2.1'))),
    [route(via('192.0.2.9'), { flags: NLM_F_REPLACE })],
    ['route.removed wlan0 0.0.0.0/0 192.0.2.1', 'route.added wlan0 0.0.0.0/0 192.0.2.9'],
  ],
  [
    'another gateway without replacing stands beside it',
    known(link(1), route(via('192.0.2.1'))),
    [route(via('192.0.2.9'))],
    ['route.added wlan0 0.0.0.0/0 192.0.2.9'],
  ],
  ['a route of table local', known(link(1)), [route(via('192.0.2.1', { table: 255 }))], []],
  ['a broadcast route', known(link(1)), [route(via('192.0.2.1'), { head: { kind: 3 } })], []],
  ['a cloned route', known(link(1)), [route(via('192.0.2.1'), { head: { flags: 0x200 } })], []],
  ['a route for one type of service', known(link(1)), [route(via('192.0.2.1'), { head: { tos: 0x10 } })], []],
  [
    'a multipath route is one fact a hop',
    known(link(1), link(2, { name: 'eth0' })),
    [
      route({
        hops: [1, 2].map((index) => ({
          flags: 0,
          weight: 0,
          index,
          attributes: writeFields(ROUTE_FIELDS, { gateway: ip(`192.0.2.${index}`) }),
        })),
      }),
    ],
    ['route.added wlan0 0.0.0.0/0 192.0.2.1', 'route.added eth0 0.0.0.0/0 192.0.2.2'],
  ],
  [
    'an IPv4 route by an IPv6 gateway',
    known(link(1)),
    [route({ oif: 1, via: { family: 10, address: ip('fe80::1') } })],
    ['route.added wlan0 0.0.0.0/0 fe80::1'],
  ],
  ['a blackhole needs no link', known(), [route({}, { head: { kind: 6 } })], ['route.added 0.0.0.0/0']],
  ['an address of the wrong size is refused', known(link(1)), [route({ destination: ip('::1') })], ['! badValue']],
  ['a neighbour that is being asked for is no news', known(link(1)), [neighbour(1, '192.0.2.1', 1)], []],
  ['a neighbour', known(link(1)), [neighbour(1, '192.0.2.1', 2, 9)], ['neighbour.changed wlan0 192.0.2.1 known']],
  [
    'reachable, stale, probed: still the same',
    known(link(1), neighbour(1, '192.0.2.1', 2, 9)),
    [4, 8, 0x10, 2].map((state) => neighbour(1, '192.0.2.1', state, 9)),
    [],
  ],
  [
    'another link-layer address',
    known(link(1), neighbour(1, '192.0.2.1', 2, 9)),
    [neighbour(1, '192.0.2.1', 4, 8)],
    ['neighbour.changed wlan0 192.0.2.1 known'],
  ],
  [
    'it failed',
    known(link(1), neighbour(1, '192.0.2.1', 2, 9)),
    [neighbour(1, '192.0.2.1', 0x20)],
    ['neighbour.changed wlan0 192.0.2.1 failed'],
  ],
  ['multicast and NOARP neighbours', known(link(1)), [neighbour(1, 'ff02::1', 4, 9), neighbour(1, '192.0.2.1', 0x40, 9)], []],
];

describe('the mirror', () => {
  test.each(TABLE)('%s', (_, mirror, messages, facts) => {
    expect(told(mirror, messages)).toEqual(facts);
  });

  test('lifetimes are told as what is left', () => {
    const taken = known(link(1)).take(address(1, '2001:db8::1', [1800, 0xffffffff]), millis(50_000));
    expect(taken).toMatchObject({ ok: true, value: [{ type: 'address.added', preferred: 1_800_000, valid: null }] });
  });

  test('a dump that does not bring what was there removes it', () => {
    const mirror = known(link(1), route(via('192.0.2.1')), route(via('192.0.2.9')));
    mirror.begin({ kind: 'route', family: 2 });
    told(mirror, [route(via('192.0.2.1'))]);
    expect(mirror.settle({ kind: 'route', family: 2 })).toMatchObject([{ type: 'route.removed', gateway: '192.0.2.9' }]);
    expect(mirror.counts()).toMatchObject({ routes: 1 });
  });

  test('what comes during a dump belongs to it', () => {
    const mirror = known(link(1));
    mirror.begin({ kind: 'address', family: 0 });
    told(mirror, [address(1, '192.0.2.2')]);
    expect(mirror.settle({ kind: 'address', family: 0 })).toEqual([]);
  });

  test('a link that goes down leaves a doubt about routes, because the kernel says nothing of IPv4', () => {
    const mirror = known(link(1));
    told(mirror, [link(1, { up: false, carrier: false })]);
    expect(mirror.doubts()).toEqual([
      { kind: 'route', family: 2 },
      { kind: 'route', family: 10 },
    ]);
    expect(mirror.doubts()).toEqual([]);
  });

  test('a replaced route among several alike leaves a doubt', () => {
    const mirror = known(link(1), route(via('192.0.2.1')), route(via('192.0.2.2')));
    expect(told(mirror, [route(via('192.0.2.9'), { flags: NLM_F_REPLACE })])).toEqual(['route.added wlan0 0.0.0.0/0 192.0.2.9']);
    expect(mirror.doubts()).toEqual([{ kind: 'route', family: 2 }]);
  });

  test('a port that loses its carrier puts a question about its bridge', () => {
    const mirror = known(link(2, { name: 'br0' }), link(1, { master: 2 }));
    told(mirror, [link(1, { master: 2 })]);
    expect(mirror.questions()).toEqual([]);
    told(mirror, [link(1, { master: 2, carrier: false })]);
    expect(mirror.questions()).toEqual([2]);
    expect(mirror.questions()).toEqual([]);
  });

  const none: LinkLookups = { isWireless: () => false, deviceType: () => null };
  test.each([
    ['veth', { info: 'veth' }, none],
    ['tun', { info: 'tun', hardware: 0xfffe }, none],
    ['loopback', { hardware: 772 }, none],
    ['ppp', { hardware: 512 }, none],
    ['cellular', { hardware: 519 }, none],
    ['cellular', {}, { ...none, deviceType: () => 'wwan' }],
    ['wifi', {}, { ...none, isWireless: () => true }],
    ['ethernet', {}, none],
    ['other', { info: 'ifb' }, none],
  ] as const)('kind %s', (kind, options, lookups) => {
    expect(createMirror(lookups).take(link(1, options), millis(0))).toMatchObject({ ok: true, value: [{ kind }] });
  });
});
