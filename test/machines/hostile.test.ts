/** sec-2: what a stranger on one link can do to the host, in memory and to other PvDs. */
import { expect, test } from 'vitest';
import { deliver, pass } from '../../machines/delivery.ts';
import { step } from '../../machines/host.ts';
import type { Fact, Unstamped } from '../../machines/model/facts/index.ts';
import { NOTICE_DEPTH, type Notice } from '../../machines/model/notice.ts';
import { seconds } from '../../machines/model/units.ts';
import { type Host, INITIAL_HOST } from '../../machines/state.ts';
import * as f from './facts.ts';
import { fold, play } from './host.ts';
import { type Random, randomEvents } from './random.ts';

const SEED = 20261124;
const HOSTILE = 10_000;
const word = (random: Random) => random.int(2 ** 32).toString(16);
const prefix = (random: Random) => `2001:db8:${random.int(65_536).toString(16)}:${random.int(65_536).toString(16)}::/64`;
const some = <T>(random: Random, make: () => T): T[] => Array.from({ length: random.int(4) }, make);

function hostileAdvertisement(random: Random): Unstamped {
  return f.ra('wlan0', `fe80::${random.int(65_536).toString(16)}:${random.int(65_536).toString(16)}`, {
    lifetime: random.pick([seconds(0), seconds(9000)]),
    preference: 'high',
    mac: random.pick([null, '02:00:00:00:00:aa']),
    prefixes: some(random, () =>
      f.pio(random.pick(['2001:db8:e::/64', prefix(random)]), { valid: random.pick([null, seconds(0), seconds(1)]) }),
    ),
    routes: some(random, () => f.rio(random.pick(['::/1', prefix(random)]), null)),
    dns: some(random, () => f.rdnss(`2001:db8::${random.int(65_536).toString(16)}`, null)),
    search: some(random, () => f.dnssl(random.pick(['eth0.example', `${word(random)}.example`]), null)),
    mtu: random.pick([null, 1280]),
    pvd: random.chance(0.5) ? f.pvdOption(random.pick(['corp.example', `${word(random)}.example`]), { legacy: true }) : null,
  });
}

const own: readonly Unstamped[] = [
  f.link('eth0'),
  ...f.network4('eth0', '192.0.2', '02:00:00:00:00:aa', { search: ['eth0.example'] }),
  f.address('eth0', '2001:db8:e::7/64'),
  f.ra('eth0', 'fe80::1', { prefixes: [f.pio('2001:db8:e::/64')], pvd: f.pvdOption('corp.example', { legacy: true }) }),
  f.link('wlan0'),
];

test(`sec-2: ${HOSTILE} hostile advertisements from as many routers: ≤ 32 routers, bounded objects, other PvDs the very same`, () => {
  const random = randomEvents.seeded(SEED);
  let host: Host = INITIAL_HOST;
  const take = (fact: Fact) => {
    host = step(host, fact);
    return host;
  };
  play([f.started(), f.opened(), ...own], take);
  const before = new Map(host.pvds.map((p) => [p.id, p]));
  const leases = host.leases;
  expect([...before.keys()]).toEqual(['pvd:corp.example@eth0', 'pvd:eth0']);
  let most = 0;
  for (let i = 0; i < HOSTILE; i += 1) {
    take(f.stamped(hostileAdvertisement(random), 100 + i, f.at(1)));
    const mine = host.routers.filter((r) => r.snapshot.context.ifname === 'wlan0');
    most = Math.max(most, mine.length);
    if (mine.length > 32) expect.fail(`${mine.length} routers, seed ${SEED}, advertisement ${i}`);
  }
  expect(most).toBe(32);
  for (const [id, row] of before)
    expect(
      host.pvds.find((p) => p.id === id),
      id,
    ).toBe(row);
  expect(host.leases).toBe(leases);
  const strangers = host.pvds.filter((p) => !before.has(p.id));
  expect(strangers.every((p) => p.snapshot.context.ifname === 'wlan0')).toBe(true);
  expect(strangers.length).toBeGreaterThan(0);
  expect(strangers.length).toBeLessThanOrEqual(32);
  expect(JSON.stringify(host).length).toBeLessThan(500_000);
  const calm = step(host, f.stamped(f.carrier('wlan0', false), 99_999, f.at(2)));
  expect(calm.routers.filter((r) => r.snapshot.context.ifname === 'wlan0')).toEqual([]);
}, 60_000);

test('sec-2: networks that come and go for ever are remembered 256 at most, and no generation comes twice', () => {
  const generations = new Map<string, number>();
  let host: Host = INITIAL_HOST;
  const networks = Array.from({ length: 400 }, (_, i) => {
    const router = `fe80::${(i % 300) + 1}`;
    return [
      f.link('wlan0'),
      f.ra('wlan0', router, { pvd: f.pvdOption(`n${i % 300}.example`) }),
      f.carrier('wlan0', false),
      f.wait(11),
      f.linkRemoved('wlan0'),
    ];
  }).flat();
  play([f.started(), f.opened(), ...networks], (fact) => {
    const next = step(host, fact);
    for (const { id, snapshot } of next.pvds) {
      if (host.pvds.some((p) => p.id === id)) continue;
      expect(snapshot.context.generation, `${id} at ${fact.seq}`).toBeGreaterThan(generations.get(id) ?? 0);
      generations.set(id, snapshot.context.generation);
    }
    host = next;
    return host;
  });
  expect(generations.size).toBe(300);
  expect(host.memory.length).toBe(256);
});

test('sec-2: a link whose networks come and go for ever pushes out what is remembered of its own', () => {
  const networks = Array.from({ length: 300 }, (_, i) => [
    f.link('wlan0'),
    f.ra('wlan0', `fe80::${i + 1}`, { pvd: f.pvdOption(`n${i}.example`) }),
    f.carrier('wlan0', false),
    f.wait(11),
    f.linkRemoved('wlan0'),
  ]).flat();
  const left = fold([
    f.link('eth0'),
    ...f.network4('eth0', '192.0.2', '02:00:00:00:00:aa'),
    f.linkRemoved('eth0'),
    f.wait(11),
    ...networks,
  ]);
  expect(left.memory.length).toBe(256);
  expect(left.memory.map((m) => m.id)).toContain('pvd:eth0');
});

test('sec-2: interfaces without number come and go, and nothing is left of them but what is remembered of their networks', () => {
  const all = Array.from({ length: 300 }, (_, i) => [
    f.link(`usb${i}`),
    ...f.network4(`usb${i}`, `10.${i >> 8}.${i & 255}`, '02:00:00:00:00:0a'),
    f.ra(`usb${i}`, 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')] }),
    f.lease6(`usb${i}`),
    f.linkRemoved(`usb${i}`),
  ]).flat();
  const host = fold([...all, f.wait(11)]);
  const { memory, ...rest } = host;
  expect(memory.length).toBe(256);
  expect(Object.entries(rest).flatMap(([key, rows]) => (Array.isArray(rows) && rows.length > 0 ? [`${key}: ${rows.length}`] : []))).toEqual(
    [],
  );
});

test('notices never run deeper than three, whatever links and routers say', () => {
  const random = randomEvents.seeded(SEED);
  const host = { ...INITIAL_HOST };
  let deepest = 0;
  const facts = Array.from({ length: 2_000 }, () =>
    random.chance(0.1) ? f.link('wlan0', { carrier: random.chance(0.5), downs: random.int(9) }) : hostileAdvertisement(random),
  );
  for (const [i, fact] of facts.entries()) {
    const notices: Notice[] = [];
    deliver(host, f.stamped(fact, i + 1), notices);
    let depth = 0;
    for (; notices.length > 0; depth += 1) for (const notice of notices.splice(0)) pass(host, notice, notices);
    deepest = Math.max(deepest, depth);
  }
  expect(deepest).toBeGreaterThan(0);
  expect(deepest).toBeLessThanOrEqual(NOTICE_DEPTH);
});
