/** route-4, applied: packets of one kind by one network, by uid, DSCP, destination, port and mark, in the kernel and on the wire. */
import { release } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { has, suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import { openTraffic, type Packet, type Traffic } from '../packets.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { expectReplayed, haveRanks, orderOf } from './evidence.ts';
import { applied, standing } from './standing.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
const CONFIG = `
version: 1
mode: apply
steadiness: { holdDown: 100ms, failBack: 100ms }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
policies:
  user:
    - { never: { interface: wlan0 }, for: { port: 25 }, why: mail stays off the air }
    - { never: { interface: eth0 }, for: { port: 2525 } }
    - { use: { kind: wifi }, for: { uid: 1000 } }
    - { use: { interface: wlan0 }, for: { dscp: 46 } }
    - { use: { interface: wlan0 }, for: { to: 203.0.113.128/25 } }
    - { use: { interface: wlan0 }, for: { to: '2001:db8:aaaa::/48' } }
    - { use: { interface: wlan0 }, for: { port: 5060 } }
    - { use: { interface: wlan0 }, for: { port: [7000, 7010], protocol: tcp } }
    - { use: { interface: wlan0 }, for: { mark: 77 } }
    - { use: { interface: wlan0 }, for: { port: 8443 }, only: true }
    - { use: { interface: wlan0 }, for: { port: 6000 }, family: 6 }
`;
const HOSTS = { 4: '203.0.113.80', 6: '2001:db8:ffff::80' } as const;
const FAMILIES = [4, 6] as const;
/** FRA_DSCP came with Linux 6.13. */
const [major = 0, minor = 0] = release().split('.').map(Number);
const knowsDscp = major > 6 || (major === 6 && minor >= 13);

suite('route-4: traffic of one kind on one network', ['lab'], () => {
  let [lab, host, recorder, traffic, eth, wlan]: [Lab?, Host?, Recorder?, Traffic?, Link?, Link?] = [];
  let stood = 0;
  const bed = () => {
    if (!lab || !host || !recorder || !traffic || !eth || !wlan) throw new Error('the lab did not open');
    return { lab, host, recorder, traffic, eth, wlan };
  };
  const isWhole = (d: Decided) => haveRanks(ETH, WLAN)(d) && FAMILIES.every((family) => orderOf(d, family)[0] === ETH);

  beforeAll(async () => {
    lab = await openLab({ seed: 41 });
    const [m1, first, second] = await Promise.all([
      lab.host('m1', { client: 'none' }),
      lab.network('office', { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', internet: false }),
      lab.network('home', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', internet: false }),
    ]);
    host = m1;
    [eth, wlan] = await Promise.all([lab.connect(m1, first, { as: 'eth0' }), lab.connect(m1, second, { as: 'wlan0' })]);
    [recorder, traffic] = await Promise.all([record(m1, { config: CONFIG }), openTraffic(lab, m1, [eth, wlan])]);
    for (const network of [first, second]) network.advertiseNow();
    stood = (await applied(recorder, 'both networks are ranked', isWhole)).seq;
  }, 60_000);
  afterAll(async () => {
    await Promise.all([recorder?.stop(), traffic?.stop()]);
    await lab?.close();
  }, 20_000);

  /** What is told apart from what is not, in one go. */
  const expectWays = async (
    family: 4 | 6,
    cases: Readonly<Record<string, readonly [way: string, packet: Partial<Packet>]>>,
    within?: number,
  ) => {
    const packets = Object.fromEntries(
      Object.entries(cases).map(([name, [, packet]]): [string, Packet] => [name, { to: HOSTS[family], port: 9, ...packet }]),
    );
    const wanted = Object.fromEntries(Object.entries(cases).map(([name, [way]]) => [name, way]));
    expect(await bed().traffic.ways(packets, within)).toEqual(wanted);
  };

  test.each(FAMILIES)('route-4: IPv%s packets to a destination or a port, and marked ones, and beside each its control', async (family) => {
    const inside = family === 4 ? '203.0.113.200' : '2001:db8:aaaa::1';
    await expectWays(family, {
      plain: ['eth0', {}],
      destination: ['wlan0', { to: inside }],
      'udp to the port': ['wlan0', { port: 5060 }],
      'tcp to the port': ['wlan0', { port: 5060, protocol: 'tcp' }],
      'another port': ['eth0', { port: 5061 }],
      'another port by tcp': ['eth0', { port: 5061, protocol: 'tcp' }],
      'first of the range': ['wlan0', { port: 7000, protocol: 'tcp' }],
      'last of the range': ['wlan0', { port: 7010, protocol: 'tcp' }],
      'past the range': ['eth0', { port: 7011, protocol: 'tcp' }],
      'the range by another protocol': ['eth0', { port: 7000 }],
      marked: ['wlan0', { mark: 77 }],
      'marked otherwise': ['eth0', { mark: 78 }],
      only: ['wlan0', { port: 8443 }],
      'of one family': [family === 6 ? 'wlan0' : 'eth0', { port: 6000 }],
    });
    // And that is what is said of it.
    const because = { by: 'user', rule: expect.stringContaining('use interface wlan0') };
    expect(await bed().recorder.why(`route ${inside}`)).toMatchObject({ answer: WLAN, details: { dev: 'wlan0', by: 'policy' }, because });
    expect(await bed().recorder.why(`route ${HOSTS[family]}`)).toMatchObject({ answer: ETH, details: { by: 'default' } });
  });

  test.runIf(has('root')).each(FAMILIES)('route-4: IPv%s packets of one user, and those of another', async (family) => {
    await expectWays(family, {
      plain: ['eth0', {}],
      'of the user': ['wlan0', { uid: 1000 }],
      'of the user, tcp': ['wlan0', { uid: 1000, protocol: 'tcp' }],
      'of another': ['eth0', { uid: 1001 }],
    });
  });

  test.runIf(knowsDscp).each(FAMILIES)('route-4: IPv%s packets with a DSCP, and with the next', async (family) => {
    await expectWays(family, {
      plain: ['eth0', {}],
      'expedited forwarding': ['wlan0', { dscp: 46 }],
      'the next': ['eth0', { dscp: 47 }],
      'half of its bits': ['eth0', { dscp: 14 }],
    });
  });

  test.each(FAMILIES)('route-4: a prohibition for IPv%s moves what is free, and refuses what is bound', async (family) => {
    const { recorder } = bed();
    const decided = await recorder.status();
    const own = (pvd: string) =>
      decided.pvds.find((p) => p.id === pvd)?.objects.find((o) => o.kind === 'address' && o.value.includes(':') === (family === 6))
        ?.value ?? '';
    await expectWays(family, {
      'forbidden on the other': ['eth0', { port: 25 }],
      'forbidden on the best': ['wlan0', { port: 2525 }],
      'bound to the allowed address': ['wlan0', { port: 2525, from: own(WLAN) }],
      'bound to the forbidden address': ['ENETUNREACH', { port: 25, from: own(WLAN) }],
      'bound to the forbidden address by tcp': ['ENETUNREACH', { port: 25, from: own(WLAN), protocol: 'tcp' }],
      'bound to an address that «only» leaves out': ['ENETUNREACH', { port: 8443, from: own(ETH) }],
      'another port from that address': ['wlan0', { port: 26, from: own(WLAN) }],
      'another port on that device': ['wlan0', { port: 26, device: 'wlan0' }],
    });
    // IPv4 takes a bound device for on-link where no route leads: it asks for a neighbour that is not there, and sends nothing.
    await expectWays(family, { device: [family === 6 ? 'ENETUNREACH' : 'lost', { port: 25, device: 'wlan0' }] }, 300);
  });

  test('route-4: the kernel tells each rule as it was asked for: once it stands, nothing is asked for again', () => {
    const facts = bed().recorder.facts();
    const later = facts.filter((f) => f.seq > stood);
    expect(later.filter((f) => f.type === 'rule.added' || f.type === 'rule.removed' || f.type === 'command.failed')).toEqual([]);
    const traffic = [...standing(facts)].filter((id) => /^rule [46] (20000|206\d\d) /.test(id));
    expect(traffic.length).toBeGreaterThan(40);
  });

  test('route-4: with the network away «only» is refused and the others go on, and all is as before when it is back', async () => {
    const { recorder, wlan } = bed();
    await wlan.down();
    await applied(recorder, 'one network is left', (d) => FAMILIES.every((family) => orderOf(d, family).join() === ETH));
    for (const family of FAMILIES)
      await expectWays(family, {
        only: ['ENETUNREACH', { port: 8443 }],
        'only, by tcp': ['ENETUNREACH', { port: 8443, protocol: 'tcp' }],
        'use without only': ['eth0', { port: 5060 }],
        marked: ['eth0', { mark: 77 }],
        'forbidden on what is left': ['ENETUNREACH', { port: 2525 }],
        'allowed on what is left': ['eth0', { port: 25 }],
      });
    await wlan.up();
    await applied(recorder, 'both networks are ranked again', isWhole);
    for (const family of FAMILIES)
      await expectWays(family, { only: ['wlan0', { port: 8443 }], marked: ['wlan0', { mark: 77 }], plain: ['eth0', {}] });
  });

  test('route-4: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
