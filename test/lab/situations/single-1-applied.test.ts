/** single-1, applied: two routers on one link: each source address' packets go to its own router (RFC 8028), seen by the MAC that each frame is for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInPrefix } from '../../../machines/model/address.ts';
import { suite } from '../../tools/needs.ts';
import { dnsmasqConfig } from '../dnsmasq.ts';
import type { Network } from '../network.ts';
import type { Decided } from '../recorder.ts';
import { addressesIn } from './applying.ts';
import { both, ETH, FAR, isAt, OFFICE } from './checked.ts';
import { type Ground, type Machine, openGround } from './checking.ts';
import { orderOf } from './evidence.ts';
import { advertise } from './objects.ts';
import { applied } from './standing.ts';

const SECOND = { from: 'fe80::2', mac: '02:00:00:00:00:02' };
const [ONE, TWO] = [ETH, `${ETH}/${SECOND.from}`];
const PREFIX = '2001:db8:77::/64';
const [ROUTER, ITS_OWN] = ['2001:db8:77::1', '2001:db8:7f::1'];
const says = { mac: SECOND.mac, prefixes: [{ prefix: PREFIX }], dns: [{ servers: [ROUTER] }], routes: [{ prefix: '2001:db8:7f::/48' }] };

/** A second router on the link: another card with addresses of its own, a way to the Internet and a DNS server. */
async function openSecond({ lab, networks }: Ground<'eth0'>): Promise<void> {
  const { space, device, run } = networks.eth0;
  const internet = await lab.internet();
  const add = (address: string) => ['addr', 'add', address, 'dev', 'second', 'nodad'];
  const commands = [
    ['link', 'add', 'second', 'address', SECOND.mac, 'type', 'veth', 'peer', 'name', 'second-port'],
    ['link', 'set', 'second-port', 'master', device],
    ['link', 'set', 'second', 'addrgenmode', 'none'],
    ...['second-port', 'second'].map((name) => ['link', 'set', name, 'up']),
    ...[add(`${SECOND.from}/64`), add(`${ROUTER}/64`)],
  ];
  for (const command of commands) await run('ip', command);
  await internet.run('ip', ['route', 'add', PREFIX, 'via', '2001:db8:fffe:0::2', 'dev', 'net0']);
  const file = join(lab.folder, 'second.dnsmasq.conf');
  // The first router's server has the loopback address already.
  writeFileSync(file, `${dnsmasqConfig({ device: 'second', upstream: internet.dns.slice(0, 1), dhcp: null })}except-interface=lo\n`);
  await space.daemon('dnsmasq', ['-C', file], /started, version/);
}

suite('single-1: two routers on one link, applied', ['lab'], () => {
  let made: { ground: Ground<'eth0'>; machine: Machine<'eth0'>; lan: Network } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return { ...made.machine, lan: made.lan };
  };
  beforeAll(async () => {
    const ground = await openGround(77, { eth0: OFFICE });
    await openSecond(ground);
    const machine = await ground.come('m1', { interfaces: 'eth0: { kind: ethernet }', checks: 'every: 1s', secure: false });
    made = { ground, machine, lan: ground.networks.eth0 };
    await applied(
      machine.recorder,
      'the first alone',
      both(isAt(ONE, 'validated'), (d) => orderOf(d, 6).join() === ONE),
    );
    await advertise(made.lan, says, SECOND);
    await applied(machine.recorder, 'both are good', both(isAt(ONE, 'validated'), isAt(TWO, 'validated', [6])));
  }, 60_000);
  afterAll(async () => made?.ground.close(), 20_000);

  const sourceOf = (decided: Decided, pvd: string): string => {
    const [address] = addressesIn(decided, pvd, 6).filter((a) => isInPrefix(a, pvd === TWO ? PREFIX : OFFICE.ipv6));
    if (!address) throw new RangeError(`${pvd} has no address`);
    return address;
  };
  const macOf = (pvd: string): string => (pvd === TWO ? SECOND.mac : bed().lan.mac);

  test('single-1: packets from each address go to its own router, by UDP and TCP, bound to the device as well or not', async () => {
    const { recorder, traffic, lan } = bed();
    const decided = await recorder.status();
    for (const pvd of [ONE, TWO]) {
      const from = sourceOf(decided, pvd);
      const packet = { to: FAR[6], port: 9, from };
      const seen = await traffic.sent({
        ...{ udp: packet, tcp: { ...packet, protocol: 'tcp' }, device: { ...packet, device: 'eth0' } },
        again: packet,
      });
      const way = [{ device: 'eth0', from, to: FAR[6], mac: macOf(pvd) }];
      expect(seen).toEqual({ udp: way, tcp: way, device: way, again: way });
    }
    expect(await lan.foreign.dropped()).toEqual({ ipv4: 0, ipv6: 0 });
  });

  test('single-1: what is not bound goes to the leader’s router from the leader’s address, and to the second’s own place by the second', async () => {
    const { recorder, traffic } = bed();
    const decided = await recorder.status();
    const [leader = ''] = orderOf(decided, 6);
    const packets = { far: { to: FAR[6], port: 9 }, bound: { to: FAR[6], port: 9, device: 'eth0' }, own: { to: ITS_OWN, port: 9 } };
    const { far, bound, own } = await traffic.sent(packets);
    expect(far).toMatchObject([{ from: sourceOf(decided, leader), mac: macOf(leader) }]);
    expect(own).toMatchObject([{ from: sourceOf(decided, TWO), mac: SECOND.mac }]);
    // Bound to the device alone it may go by either, but address and router are of one.
    const [either] = typeof bound === 'string' ? [] : bound;
    const owner = [ONE, TWO].find((pvd) => sourceOf(decided, pvd) === either?.from) ?? 'nobody';
    expect(either?.mac).toBe(macOf(owner));
    expect(await recorder.why(`route ${FAR[6]}`)).toMatchObject({ answer: leader });
  });

  test('single-1: the second router ends: its address is refused at home, and the first never gets its packets', async () => {
    const { recorder, traffic, lan } = bed();
    const before = await recorder.status();
    const from = sourceOf(before, TWO);
    await advertise(lan, { ...says, lifetime: 0, routes: [{ prefix: '2001:db8:7f::/48', lifetime: 0 }] }, SECOND);
    await applied(
      recorder,
      'the second leads nowhere',
      both(isAt(ONE, 'validated'), (d) => orderOf(d, 6).join() === ONE),
    );
    const packets = { two: { to: FAR[6], port: 9, from }, one: { to: FAR[6], port: 9, from: sourceOf(before, ONE) } };
    const { two, one } = await traffic.sent(packets);
    expect(two).toMatch(/^(ENETUNREACH|EHOSTUNREACH)$/);
    expect(one).toMatchObject([{ mac: lan.mac }]);
    // On its link it is there as before.
    expect(await traffic.sent({ near: { to: ROUTER, port: 9, from } })).toMatchObject({ near: [{ mac: SECOND.mac }] });
    expect(await lan.foreign.dropped()).toEqual({ ipv4: 0, ipv6: 0 });
  });

  test('single-1: the log replays to the same decisions', () => bed().leave());
});
