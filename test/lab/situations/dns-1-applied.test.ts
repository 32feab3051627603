/**
 * dns-1 and dns-2, applied: plain programs ask the node's resolver, and each name goes to the servers of its own network, by that
 * network's wire and from its address, whatever the main table says; on the other wires it is never seen.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reverseZones } from '../../../machines/model/address.ts';
import { suite } from '../../tools/needs.ts';
import { type Applying, openApplying } from './applying.ts';
import { both, isAt, lastSeq } from './checked.ts';
import { dig, questionsOn, wiresOf, withName } from './clients.ts';
import { expectReplayed } from './evidence.ts';
import { has } from './objects.ts';
import { applied, shown } from './standing.ts';

/** The resolver of two networks, by the very same address: only the zone tells them apart. */
const LINK_LOCAL = 'fe80::53';
const OFFICE = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const HOME = { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' };
const WORKSHOP = { ipv4: '192.168.30.0/24', ipv6: '2001:db8:30::/64' };
const VAULT = { ipv4: '10.40.0.0/24', ipv6: '2001:db8:40::/64' };
const DEVICES = ['eth0', 'wlan0', 'eth1', 'eth2'] as const;
type Device = (typeof DEVICES)[number];
const PVDS = DEVICES.map((device) => `pvd:${device}`);

const CONFIG = `version: 1
mode: apply
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  eth1: { kind: ethernet, cost: 9, names: route-only }
  eth2: { kind: ethernet, names: exclusive }
names:
  - { suffix: ordered.example, pvd: "pvd:wlan0" }
`;

const NETWORKS = {
  eth0: {
    ...OFFICE,
    domain: 'corp.example',
    records: {
      'git.corp.example': ['192.168.10.5', '2001:db8:10::5'],
      'www.example.net': ['203.0.113.80', '2001:db8:ffff::80'],
      'x.both.example': '192.168.10.7',
      'x.ordered.example': '192.168.10.8',
      'db.vault.example': '192.168.10.66',
    },
    dhcp: { search: ['corp.example', 'both.example', 'ordered.example'] },
    radvd: { rdnss: [] },
  },
  wlan0: {
    ...HOME,
    servers: [`${LINK_LOCAL}/64`],
    domain: 'eng.corp.example',
    records: {
      'build.eng.corp.example': ['192.168.20.5', '2001:db8:20::5'],
      'www.example.net': '203.0.113.66',
      'x.both.example': '192.168.20.7',
      'x.ordered.example': '192.168.20.8',
    },
    dhcp: { dns: false, search: ['eng.corp.example', 'both.example', 'ordered.example'] },
    radvd: { rdnss: [LINK_LOCAL], dnssl: ['eng.corp.example'] },
  },
  eth1: {
    ...WORKSHOP,
    servers: [`${LINK_LOCAL}/64`],
    records: { 'saw.shop.example': '192.168.30.5', 'www.example.net': '203.0.113.67' },
    dhcp: { dns: false },
    radvd: { rdnss: [LINK_LOCAL], dnssl: ['shop.example'] },
  },
  eth2: { ...VAULT, records: { 'db.vault.example': '10.40.0.5' }, dhcp: { router: false, search: ['vault.example'] }, radvd: false },
} as const;

const SERVERS: Readonly<Record<Device, string>> = { eth0: '192.168.10.1', wlan0: LINK_LOCAL, eth1: LINK_LOCAL, eth2: '10.40.0.1' };
/** The name of the host that is number 5 of a prefix. */
const reverse6 = (prefix: string): string => `5${'.0'.repeat(15)}.${reverseZones(prefix)[0]}`;

suite('dns-1, dns-2: each name in its own network, on the wire', ['lab'], () => {
  let made: Applying<Device> | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  const seenOn = (name: string) => wiresOf(bed().traffic, DEVICES, name);

  beforeAll(async () => {
    made = await openApplying({
      seed: 81,
      config: CONFIG,
      networks: NETWORKS,
      until: both(...PVDS.slice(0, 3).map((pvd) => isAt(pvd, 'assumed')), has('pvd:eth2', 'dns 10.40.0.1')),
    });
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  /** All questions for this name: by this wire alone, from its own addresses, to that server. */
  async function expectOnlyBy(device: Device, name: string): Promise<void> {
    const { traffic, host } = bed();
    expect([name, await seenOn(name)]).toEqual([name, [device]]);
    const questions = await questionsOn(traffic, device, name);
    expect(questions.length).toBeGreaterThan(0);
    const own = [await shown(host, 4, 'address', 'show', 'dev', device), await shown(host, 6, 'address', 'show', 'dev', device)].join();
    for (const { from, to } of questions) {
      expect(own).toContain(` ${from}/`);
      expect(to).toBe(SERVERS[device]);
    }
  }

  test.each<[string, readonly string[], Device, string, readonly string[]]>([
    ['a name of the network that leads', ['git.corp.example', 'A'], 'eth0', 'git.corp.example', ['192.168.10.5']],
    ['so is its IPv6 address', ['git.corp.example', 'AAAA'], 'eth0', 'git.corp.example', ['2001:db8:10::5']],
    ['the longest suffix, of the other network', ['build.eng.corp.example', 'A'], 'wlan0', 'build.eng.corp.example', ['192.168.20.5']],
    ['also by TCP', ['build.eng.corp.example', 'AAAA', '+tcp'], 'wlan0', 'build.eng.corp.example', ['2001:db8:20::5']],
    ['a suffix of both is asked of the better one', ['x.both.example', 'A'], 'eth0', 'x.both.example', ['192.168.10.7']],
    ['a person’s rule comes before', ['x.ordered.example', 'A'], 'wlan0', 'x.ordered.example', ['192.168.20.8']],
    ['a route-only network is asked for its own', ['saw.shop.example', 'A'], 'eth1', 'saw.shop.example', ['192.168.30.5']],
    ['an exclusive name where it belongs', ['db.vault.example', 'A'], 'eth2', 'db.vault.example', ['10.40.0.5']],
    ['a public name of the best network', ['www.example.net', 'A'], 'eth0', 'www.example.net', ['203.0.113.80']],
    ['a reverse name of an IPv4 prefix', ['-x', '192.168.20.5'], 'wlan0', '5.20.168.192.in-addr.arpa', ['build.eng.corp.example.']],
    ['of the best network’s prefix', ['-x', '192.168.10.5'], 'eth0', '5.10.168.192.in-addr.arpa', ['git.corp.example.']],
    ['of an IPv6 prefix', ['-x', '2001:db8:20::5'], 'wlan0', reverse6(HOME.ipv6), ['build.eng.corp.example.']],
    ['a name that no server of its network has', ['nothing.eng.corp.example', 'A'], 'wlan0', 'nothing.eng.corp.example', []],
  ])('dns-2: %s', async (_, question, device, name, told) => {
    expect((await dig(bed().host, ...question)).told).toEqual(told);
    await expectOnlyBy(device, name);
  });

  test('dns-1: whatever the main table says of a server, its network’s questions leave by its own wire and from its own address', async () => {
    const { host, recorder } = bed();
    const since = lastSeq(recorder);
    // As somebody would write it who thinks of the other network.
    await host.run('ip', ['route', 'add', '10.40.0.1/32', 'via', '192.168.10.1', 'dev', 'eth0']);
    await host.run('ip', ['-6', 'route', 'add', `${LINK_LOCAL}/128`, 'dev', 'eth0', 'metric', '1']);
    await host.run('ip', ['-6', 'rule', 'add', 'to', `${LINK_LOCAL}/128`, 'lookup', 'main', 'priority', '5']);
    await host.run('ip', ['rule', 'add', 'to', '10.40.0.1/32', 'lookup', 'main', 'priority', '5']);
    await recorder.fact('it is heard of', 'route.added', (f) => f.seq > since && f.destination === '10.40.0.1/32');
    expect((await host.run('ip', ['route', 'get', '10.40.0.1'])).stdout).toContain('dev eth0');
    for (const [name, device, status] of [
      ['routed.vault.example', 'eth2', 'NXDOMAIN'],
      ['routed.eng.corp.example', 'wlan0', 'NXDOMAIN'],
      ['routed.shop.example', 'eth1', 'NXDOMAIN'],
    ] as const) {
      expect((await dig(host, name, 'A')).status).toBe(status);
      await expectOnlyBy(device, name);
    }
  });

  test('dns-2: names of neither network were on the other’s wire, in either direction', async () => {
    const wires = await Promise.all(['corp.example', 'eng.corp.example', 'shop.example', 'vault.example'].map(seenOn));
    expect(wires).toEqual([['eth0', 'wlan0'], ['wlan0'], ['eth1'], ['eth2']]);
    const { traffic } = bed();
    const onHome = await withName(traffic, 'wlan0', 'corp.example');
    expect(onHome.filter((line) => !/eng\.corp\.example/i.test(line))).toEqual([]);
  });

  test('dns-2: an exclusive name is asked nowhere while its network is away; a route-only network is asked for nothing else', async () => {
    const { at, recorder, host } = bed();
    await at.eth2.link.down();
    await applied(recorder, 'the vault is away', (d) => d.pvds.every((p) => p.id !== 'pvd:eth2' || p.objects.length === 0));
    expect(await dig(host, 'gone.vault.example', 'A')).toMatchObject({ status: 'SERVFAIL', told: [] });
    expect(await seenOn('gone.vault.example')).toEqual([]);
    await Promise.all([at.eth0.link.down(), at.wlan0.link.down()]);
    await applied(recorder, 'only the workshop is left', (d) => d.pvds.filter((p) => p.provisioning === 'provisioned').length === 1);
    expect(await dig(host, 'alone.example.net', 'A')).toMatchObject({ status: 'SERVFAIL', told: [] });
    expect((await dig(host, 'saw.shop.example', 'AAAA')).status).toBe('NOERROR');
    expect(await seenOn('alone.example.net')).toEqual([]);
  });

  test('dns-1, dns-2: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
