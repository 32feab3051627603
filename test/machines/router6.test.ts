import { describe, expect, test } from 'vitest';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Notice } from '../../machines/model/notice.ts';
import { millis, seconds } from '../../machines/model/units.ts';
import { type Router6Event, type Router6Snapshot, router6Actor, router6Deadlines, routerId } from '../../machines/router6.ts';
import * as f from './facts.ts';

const R = 'fe80::1';
type Given = Unstamped | { readonly takes: readonly string[]; readonly by?: string } | 'lost';

function take(given: readonly Given[]): { snapshot: Router6Snapshot; notices: readonly Notice[] } {
  const notices: Notice[] = [];
  let snapshot = router6Actor.start({ ifname: f.name('wlan0'), router: R });
  for (const [i, entry] of given.entries()) {
    const stamp = { seq: i + 1, at: f.at(i + 1), ifname: 'wlan0' } as const;
    const event: Router6Event =
      entry === 'lost'
        ? { type: 'link.lost', ...stamp }
        : 'takes' in entry
          ? { type: 'router.tookOver', router: R, by: entry.by ?? 'router6:wlan0/fe80::1/other.example', objects: entry.takes, ...stamp }
          : (f.stamped(entry, i + 1) as Router6Event);
    snapshot = router6Actor.take(snapshot, event, notices);
  }
  return { snapshot, notices };
}
const objects = (snapshot: Router6Snapshot) => snapshot.context.objects.map((o) => o.id);
const ra = (some: Parameters<typeof f.ra>[2] = {}) => f.ra('wlan0', R, some);
const due = 'router6:wlan0/fe80::1:expiry';
const full = ra({
  prefixes: [f.pio('2001:db8:1::/64')],
  routes: [f.rio('2001:db8:ff::/48')],
  dns: [f.rdnss('2001:db8:1::53')],
  search: [f.dnssl('corp.example')],
  pref64: [{ prefix: '64:ff9b::/96', lifetime: seconds(600) }],
  mtu: 1400,
  portal: 'https://portal.example/api',
});
const FULL = [
  'dns 2001:db8:1::53',
  'gateway ',
  'mtu',
  'portal',
  'pref64 64:ff9b::/96',
  'prefix 2001:db8:1::/64',
  'route 2001:db8:ff::/48',
  'search corp.example',
];

const OWN = ['gateway ', 'mtu', 'portal'];

describe('router6', () => {
  test.each<[string, readonly Given[], string, readonly string[]]>([
    ['nothing heard', [], 'silent', []],
    ['an advertisement gives what it carries, sorted', [full], 'advertising', FULL],
    ['RFC 4861 §6.3.4: what an advertisement does not mention lives on', [full, ra()], 'advertising', FULL],
    [
      'an object of lifetime 0 ends',
      [full, ra({ prefixes: [f.pio('2001:db8:1::/64', { valid: millis(0) })] })],
      'advertising',
      FULL.filter((o) => !o.startsWith('prefix')),
    ],
    [
      'a router lifetime of 0 ends the gateway only',
      [full, ra({ lifetime: millis(0) })],
      'advertising',
      FULL.filter((o) => o !== 'gateway '),
    ],
    ['the last object that ends makes it silent', [ra(), ra({ lifetime: millis(0) })], 'silent', []],
    ['options without a lifetime end with the rest', [ra({ mtu: 1400 }), ra({ lifetime: millis(0) })], 'silent', []],
    ['… also when the last advertisement mentions them', [ra({ mtu: 1400 }), ra({ mtu: 1400, lifetime: millis(0) })], 'silent', []],
    ['an advertisement that ends nothing known: nothing happens', [ra({ lifetime: millis(0) })], 'silent', []],
    ['an MTU and nothing that ends: nothing happens', [ra({ lifetime: millis(0), mtu: 1400 })], 'silent', []],
    ['an MTU under 1280 is none (RFC 8200 §5)', [ra({ mtu: 1279 })], 'advertising', ['gateway ']],
    ['a second MTU replaces the first', [ra({ mtu: 1400 }), ra({ mtu: 1300 })], 'advertising', ['gateway ', 'mtu']],
    [
      'its first end takes what ends then',
      [ra({ dns: [f.rdnss('2001:db8::53', seconds(9))] }), f.passed(due, f.at(10))],
      'advertising',
      ['dns 2001:db8::53', 'gateway '],
    ],
    ['a deadline of another moment: nothing happens', [ra(), f.passed(due, f.at(7))], 'advertising', ['gateway ']],
    [
      'a deadline of another router: nothing happens',
      [ra(), f.passed('router6:wlan0/fe80::2:expiry', f.at(1801))],
      'advertising',
      ['gateway '],
    ],
    ['a deadline while silent: nothing happens', [f.passed(due, f.at(1801))], 'silent', []],
    ['the link that is lost takes everything', [full, 'lost'], 'silent', []],
    ['a lost link while silent: nothing happens', ['lost'], 'silent', []],
    [
      'what another PvD of the router took over is no longer ours',
      [full, { takes: ['dns 2001:db8:1::53'] }],
      'advertising',
      FULL.filter((o) => !o.startsWith('dns')),
    ],
    [
      'what we took over ourselves: nothing happens',
      [full, { takes: ['dns 2001:db8:1::53'], by: 'router6:wlan0/fe80::1' }],
      'advertising',
      FULL,
    ],
    ['a takeover of what we never had: nothing happens', [full, { takes: ['dns 2001:db8::1'] }], 'advertising', FULL],
    [
      'a takeover of all that ends makes it silent',
      [ra({ lifetime: millis(0), mtu: 1400, dns: [f.rdnss('2001:db8::53')] }), { takes: ['dns 2001:db8::53'] }],
      'silent',
      [],
    ],
  ])('%s', (_name, given, state, ids) => {
    const { snapshot } = take(given);
    expect([snapshot.value, objects(snapshot)]).toEqual([state, ids]);
  });

  test('at an end, what ends then goes and the rest stays', () => {
    let { snapshot } = take([ra({ dns: [f.rdnss('2001:db8::53', seconds(9))] })]);
    expect(router6Deadlines(snapshot)).toEqual([{ id: due, due: f.at(10) }]);
    snapshot = router6Actor.take(snapshot, f.stamped(f.passed(due, f.at(10)), 10) as Router6Event, []);
    expect([objects(snapshot), router6Deadlines(snapshot)]).toEqual([['gateway '], [{ id: due, due: f.at(1801) }]]);
    snapshot = router6Actor.take(snapshot, f.stamped(f.passed(due, f.at(1801)), 1801) as Router6Event, []);
    expect([snapshot.value, objects(snapshot), router6Deadlines(snapshot)]).toEqual(['silent', [], []]);
  });

  test('a refresh moves only the ends: `objects` stays the very same, and the reason too', () => {
    const { snapshot } = take([full]);
    const again = router6Actor.take(snapshot, f.stamped(full, 5) as Router6Event, []);
    expect(again.context.objects).toBe(snapshot.context.objects);
    expect(again.context.since).toBe(1);
    expect(router6Deadlines(again)).toEqual([{ id: due, due: f.at(605) }]);
  });

  test('another preference is a new value: the other objects keep their reference', () => {
    const { snapshot } = take([full]);
    const { context } = router6Actor.take(snapshot, f.stamped(ra({ preference: 'high' }), 5) as Router6Event, []);
    expect(context.since).toBe(5);
    expect(context.objects.filter((o, i) => o !== snapshot.context.objects[i]).map((o) => o.id)).toEqual(['gateway ']);
  });

  test('a lifetime for ever has no end (RFC 4861 §4.6.2)', () => {
    const { snapshot } = take([ra({ lifetime: millis(0), prefixes: [f.pio('2001:db8:1::/64', { valid: null })] })]);
    expect([snapshot.value, router6Deadlines(snapshot)]).toEqual(['advertising', []]);
  });

  test('sec-2: of 200 prefixes over time 128 objects are kept, the first heard, with as many ends', () => {
    const all = Array.from({ length: 200 }, (_, i) => f.pio(`2001:db8:${(i + 1).toString(16)}::/64`));
    const { snapshot } = take([0, 50, 100, 150].map((from) => ra({ prefixes: all.slice(from, from + 50) })));
    expect([snapshot.context.objects.length, snapshot.context.expires.length]).toEqual([128, 128]);
    expect(objects(snapshot)).toEqual(expect.arrayContaining(['gateway ', 'prefix 2001:db8:1::/64', 'prefix 2001:db8:7f::/64']));
    expect(objects(snapshot)).not.toContain('prefix 2001:db8:80::/64');
  });
});

describe('router6 with a PvD option (RFC 8801)', () => {
  const nested = { ...f.NOTHING, dns: [f.rdnss('2001:db8:2::53')] };
  test('what is nested counts as if it stood outside; its header replaces the outer one (R flag)', () => {
    const header = { hopLimit: 3, managed: true, other: true, lifetime: seconds(60), preference: 'high' } as const;
    const { snapshot } = take([ra({ prefixes: [f.pio('2001:db8:2::/64')], pvd: f.pvdOption('corp.example', { nested, header }) })]);
    expect(objects(snapshot)).toEqual(['dns 2001:db8:2::53', 'gateway ', 'prefix 2001:db8:2::/64']);
    expect(snapshot.context).toMatchObject({ hopLimit: 3, managed: true, pvd: { id: 'corp.example' } });
    expect(router6Deadlines(snapshot)).toEqual([{ id: 'router6:wlan0/fe80::1/corp.example:expiry', due: f.at(61) }]);
  });

  test('two PvDs of one router are two actors', () => {
    const ids = [null, f.pvdOption('a.example'), f.pvdOption('b.example')].map((pvd) => routerId({ ifname: 'wlan0', router: R, pvd }));
    expect(ids).toEqual(['router6:wlan0/fe80::1', 'router6:wlan0/fe80::1/a.example', 'router6:wlan0/fe80::1/b.example']);
  });

  test('`router.tookOver` tells what moves from one PvD to another; a gateway, an MTU and a portal are every PvD’s own', () => {
    const { notices } = take([full]);
    expect(notices).toEqual([
      {
        type: 'router.tookOver',
        ifname: 'wlan0',
        router: R,
        by: 'router6:wlan0/fe80::1',
        objects: expect.any(Array),
        at: f.at(1),
        seq: 1,
      },
    ]);
    const [told] = notices;
    expect(told?.type === 'router.tookOver' && told.objects.toSorted()).toEqual(FULL.filter((o) => !OWN.includes(o)));
  });
});
