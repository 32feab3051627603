/** config-1: objects of every kind and source arrive from several PvDs; each keeps its PvD, source and lifetime, and goes when either ends. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAddresses, type PvdObject } from '../../../machines/model/pvd.ts';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import type { Recipe } from '../ra-recipe.ts';
import { type Recorder, record } from '../recorder.ts';
import { entriesOf, expectReplayed, heard } from './evidence.ts';
import { advertise, endOf, expectGiven, has, objectsOf, told } from './objects.ts';

const [OFFICE, HOME, BENCH] = ['pvd:eth0', 'pvd:wlan0', 'pvd:eth1'];
const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  eth1:
    kind: ethernet
    static:
      gateways: [172.16.5.1]
      dns: [172.16.5.53]
      search: [bench.example]
      ntp: [172.16.5.123]
      routes: [{ destination: 172.30.0.0/16, gateway: 172.16.5.2 }]
`;
/** What radvd cannot say, and all that it can. */
const HOME_SAYS: Recipe = {
  prefixes: [{ prefix: '2001:db8:20::/64' }],
  routes: [{ prefix: '2001:db8:2f::/48', preference: 'high' }],
  dns: [{ servers: ['2001:db8:20::53'] }],
  search: [{ domains: ['ra.home.example'] }],
  pref64: [{ prefix: '64:ff9b::/96' }],
  mtu: 1380,
  portal: 'https://ra.home.example/portal',
};

suite('config-1: objects of several PvDs', ['lab'], () => {
  let [lab, host, office, home, recorder, eth, bench]: [Lab?, Host?, Network?, Network?, Recorder?, Link?, Link?] = [];
  const bed = () => {
    if (!lab || !host || !office || !home || !recorder || !eth || !bench) throw new Error('the lab did not open');
    return { lab, host, office, home, recorder, eth, bench };
  };
  const heardFrom = (router: string, says: (text: string) => boolean) =>
    bed().recorder.fact(`an advertisement of ${router}`, 'router.advertised', (f) => f.router === router && says(JSON.stringify(f)));

  beforeAll(async () => {
    lab = await openLab({ seed: 21 });
    [host, office, home] = await Promise.all([
      lab.host('m1'),
      lab.network('office', {
        ...{ ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', internet: false },
        dhcp: {
          ...{ search: ['corp.example', 'lan.example'], ntp: ['192.168.10.3'], dns: ['192.168.10.1', '192.168.10.2'] },
          ...{ mtu: 1400, portal: 'https://portal.example/api', routes: [{ to: '10.9.0.0/16', via: '192.168.10.254' }] },
        },
        radvd: {
          ...{ rdnss: ['2001:db8:10::53'], dnssl: ['ra.corp.example'], mtu: 1480 },
          routes: [{ to: '2001:db8:1f::/48', preference: 'low' }],
        },
      }),
      lab.network('home', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', internet: false, radvd: false }),
    ]);
    const desk = await lab.network('desk', { internet: false });
    const [first, second, third] = await Promise.all([
      lab.connect(host, office, { as: 'eth0' }),
      lab.connect(host, home, { as: 'wlan0' }),
      lab.connect(host, desk, { as: 'eth1' }),
    ]);
    [eth, bench] = [first, third];
    await Promise.all([first.ready(), second.ready(), host.run('ip', ['addr', 'add', '172.16.5.9/24', 'dev', 'eth1'])]);
    recorder = await record(host, { config: CONFIG });
    await heard(recorder, office);
    await advertise(home, HOME_SAYS);
    await recorder.decided(
      'all have told',
      (d) => [OFFICE, HOME].every((pvd) => goodAddresses(objectsOf(d, pvd)).length === 2) && has(BENCH, 'address')(d),
    );
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test.each<[string, string, PvdObject['source'], readonly string[]]>([
    [
      'a DHCPv4 lease',
      OFFICE,
      'dhcp4',
      [
        ...['address', 'dns 192.168.10.1', 'dns 192.168.10.2', 'gateway 192.168.10.1', 'mtu 1400', 'ntp 192.168.10.3'],
        ...[
          'portal https://portal.example/api',
          'prefix 192.168.10.0/24',
          'route 10.9.0.0/16',
          'search corp.example',
          'search lan.example',
        ],
      ],
    ],
    [
      'radvd’s advertisement',
      OFFICE,
      'ra',
      [
        'address',
        'dns 2001:db8:10::53',
        'gateway ROUTER',
        'mtu 1480',
        'prefix 2001:db8:10::/64',
        'route 2001:db8:1f::/48',
        'search ra.corp.example',
      ],
    ],
    ['another lease', HOME, 'dhcp4', ['address', 'dns 192.168.20.1', 'gateway 192.168.20.1', 'prefix 192.168.20.0/24']],
    [
      'a crafted advertisement',
      HOME,
      'ra',
      [
        ...['address', 'dns 2001:db8:20::53', 'gateway ROUTER', 'mtu 1380', 'portal https://ra.home.example/portal', 'pref64 64:ff9b::/96'],
        ...['prefix 2001:db8:20::/64', 'route 2001:db8:2f::/48', 'search ra.home.example'],
      ],
    ],
    [
      'an administrator',
      BENCH,
      'static',
      [
        ...['address', 'dns 172.16.5.53', 'gateway 172.16.5.1', 'ntp 172.16.5.123', 'prefix 172.16.5.0/24'],
        ...['route 172.30.0.0/16', 'search bench.example'],
      ],
    ],
  ])('config-1: all that %s gives is an object of one PvD', async (_, pvd, source, expected) => {
    const { recorder, office, home } = bed();
    const { linkLocal } = pvd === OFFICE ? office : home;
    const decided = await recorder.status();
    expect(told(decided, pvd, source)).toEqual(expected.map((text) => text.replace('ROUTER', linkLocal)).toSorted());
    expect(decided.pvds.map((p) => p.id)).toEqual([BENCH, OFFICE, HOME].toSorted());
  });

  test('config-1: each object cites the fact that gave its value, on its interface and by its source', async () => {
    const { recorder } = bed();
    const decided = await recorder.status();
    for (const pvd of [OFFICE, HOME, BENCH]) expectGiven(recorder, decided, pvd);
    expect(
      objectsOf(decided, OFFICE)
        .filter((o) => o.source === 'ra')
        .every((o) => o.by === bed().office.linkLocal),
    ).toBe(true);
    expect(
      objectsOf(decided, OFFICE)
        .filter((o) => o.source === 'dhcp4')
        .every((o) => o.by === 'dhcpcd'),
    ).toBe(true);
  });

  test('config-1: each object of an advertisement goes at the end of its own lifetime, and the rest with the router’s', async () => {
    const { recorder, home } = bed();
    const before = await recorder.status();
    const router = 'fe80::2';
    const pvd = `${HOME}/${router}`;
    const mac = '02:00:00:00:00:02';
    const lifetimes = [
      [3, 'search short.example'],
      [4, 'route 2001:db8:7f::/48'],
      [5, 'dns 2001:db8:7::53'],
      [6, 'prefix 2001:db8:7::/64'],
      [8, 'pref64 2001:db8:64::/96'],
    ] as const;
    const says: Recipe = {
      ...{
        mac,
        lifetime: 9,
        mtu: 1300,
        portal: 'https://short.example/',
        prefixes: [{ prefix: '2001:db8:7::/64', valid: 6, preferred: 6 }],
      },
      ...{ routes: [{ prefix: '2001:db8:7f::/48', lifetime: 4 }], dns: [{ servers: ['2001:db8:7::53'], lifetime: 5 }] },
      ...{ search: [{ domains: ['short.example'], lifetime: 3 }], pref64: [{ prefix: '2001:db8:64::/96', lifetime: 8 }] },
    };
    await advertise(home, says, { from: router, mac });
    const gave = await heardFrom(router, () => true);
    const kept = ['gateway fe80::2', 'mtu 1300', 'portal https://short.example/'];
    await recorder.decided('the second router is a PvD of its own', has(pvd, ...lifetimes.map(([, what]) => what), ...kept));
    for (const [i, [lifetime, what]] of lifetimes.entries()) {
      const end = await endOf(recorder, gave, lifetime);
      const left = await recorder.decided(`${what} is gone`, (d) => d.seq >= end.seq && !has(pvd, what)(d));
      if (left.seq === end.seq) expect(has(pvd, ...lifetimes.slice(i + 1).map(([, w]) => w), ...kept)(left)).toBe(true);
    }
    const end = await endOf(recorder, gave, 9);
    const after = await recorder.decided('nothing is left of the router', (d) => d.seq >= end.seq && objectsOf(d, pvd).length === 0);
    for (const other of [OFFICE, HOME, BENCH]) expect(entriesOf(recorder, after, other)).toEqual(entriesOf(recorder, before, other));
  }, 40_000);

  test('config-1: a lifetime of nothing ends an object at once, and it alone', async () => {
    const { recorder, home } = bed();
    const before = told(await recorder.status(), HOME);
    await advertise(home, { ...HOME_SAYS, dns: [{ servers: ['2001:db8:20::53'], lifetime: 0 }] });
    const fact = await heardFrom(home.linkLocal, (text) => text.includes('"server":"2001:db8:20::53","lifetime":0'));
    const after = await recorder.decided('the server is gone', (d) => d.seq >= fact.seq && !has(HOME, 'dns 2001:db8:20::53')(d));
    expect(told(after, HOME)).toEqual(before.filter((text) => text !== 'dns 2001:db8:20::53'));
  });

  test('config-1: what leases gave goes with them, what routers and people said stays', async () => {
    const { recorder, host } = bed();
    const before = await recorder.status();
    await host.run('dhcpcd', ['-k']);
    const lost = await Promise.all(
      ['eth0', 'wlan0'].map((ifname) => recorder.fact(`${ifname}’s lease is lost`, 'lease4.lost', (f) => f.ifname === ifname)),
    );
    const last = Math.max(...lost.map((f) => f.seq));
    const isGone = (texts: readonly string[]) => texts.every((text) => !/192\.168|10\.9\./.test(text));
    const after = await recorder.decided(
      'their objects are gone',
      (d) => d.seq >= last && [OFFICE, HOME].every((pvd) => isGone(told(d, pvd))),
    );
    for (const pvd of [OFFICE, HOME, BENCH]) {
      expect(told(after, pvd, 'dhcp4')).toEqual([]);
      expect(told(after, pvd)).toEqual(
        told(before, pvd).filter((text, i, all) => told(before, pvd, 'dhcp4').indexOf(text) < 0 || all.indexOf(text) !== i),
      );
    }
    expect(after.decision.node.map((n) => [n.id, n.pvd])).toEqual([
      ['ntp', BENCH],
      ['search', BENCH],
    ]);
  });

  test('config-1: what stands by hand goes with the hand, and all goes with the interface', async () => {
    const { recorder, host, bench } = bed();
    await host.run('ip', ['addr', 'flush', 'dev', 'eth1', 'scope', 'global']);
    const bare = await recorder.decided('the address is gone', (d) => !has(BENCH, 'address')(d));
    expect(told(bare, BENCH)).not.toContain('prefix 172.16.5.0/24');
    expect(has(BENCH, 'gateway 172.16.5.1', 'dns 172.16.5.53')(bare)).toBe(true);
    await bench.unplug();
    await recorder.fact('the interface is gone', 'link.removed', (f) => f.ifname === 'eth1');
    await recorder.fact('it was waited for', 'deadline.passed', (d) => d.id === `${BENCH}:linger`);
    const after = await recorder.decided('its PvD is forgotten', (d) => d.pvds.every((p) => p.id !== BENCH));
    expect(after.decision.ranking.some((p) => p.pvd === BENCH)).toBe(false);
  });

  test('config-1: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
