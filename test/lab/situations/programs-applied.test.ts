/**
 * Programs that use the library, on a host in apply mode: dns-4 (the same private address on both networks), route-1 (a destination that
 * only one of them reaches), route-3 (a broad route to what is in the other), policy-1 (a selection policy of one of them, by a real
 * DHCPv6 server), api-1 and api-2. Behind each network there is a web server at each address, which says whose it is.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Candidate } from '../../../adapters/programs/index.ts';
import { suite } from '../../tools/needs.ts';
import { setPart } from '../firewall.ts';
import { openNameserver } from '../nameserver.ts';
import type { Network } from '../network.ts';
import type { Got } from '../program-calls.ts';
import { openWeb } from '../web.ts';
import { type Applying, openApplying } from './applying.ts';
import { both, ETH, isAt, leads, WLAN } from './checked.ts';
import { withName } from './clients.ts';

const SHARED = '192.168.10.0/24';
const [DNS, NAS] = ['192.168.10.53', '192.168.10.5'];
/** On both; on wlan0 alone for as long as eth0 is silent; in eth0's network, under wlan0's broad route; on both, IPv6. */
const [PUBLIC, SOME, DEEP, PUBLIC6] = ['203.0.113.80', '203.0.113.81', '10.20.0.5', '2001:db8:ffff::80'];
const SERVERS = [`${NAS}/24`, `${PUBLIC6}/128`, ...[PUBLIC, SOME].map((address) => `${address}/32`)];
const NETWORKS = {
  eth0: {
    ...{ ipv4: SHARED, ipv6: '2001:db8:10::/64', servers: [...SERVERS, `${DEEP}/32`] },
    ...{ dhcp: { dns: [DNS], search: ['two.example'] }, radvd: { rdnss: [], otherConfig: true } },
  },
  wlan0: {
    ...{ ipv4: SHARED, ipv6: '2001:db8:20::/64', servers: SERVERS },
    ...{ dhcp: { dns: [DNS], search: ['one.example'], routes: [{ to: '10.0.0.0/8', via: '192.168.10.1' }] }, radvd: { rdnss: [] } },
  },
} as const;
const RECORDS = {
  eth0: { 'nas.two.example': [NAS], 'db.two.example': [DEEP], 'dual.two.example': [PUBLIC, PUBLIC6], 'www.example.net': [SOME] },
  wlan0: { 'nas.one.example': [NAS], 'dual.one.example': [PUBLIC, PUBLIC6], 'www.example.net': [SOME] },
};
const CONFIG = `version: 1
mode: apply
interfaces: { eth0: { kind: ethernet }, wlan0: { kind: wifi } }
steadiness: { holdDown: 100ms, failBack: 100ms }
checks: { every: 500ms }
policies:
  user:
    - { prefer: { interface: eth0 } }
`;
/** RFC 7078: A and not P; ::/0 as by default, and IPv4 (::ffff:0:0/96) before it with precedence 100. */
const ADDRSEL = ['02', '00:55:00:03:01:28:00', `00:55:00:0f:04:64:60:${'00:'.repeat(10)}ff:ff`].join(':');

suite('programs on several networks', ['lab'], () => {
  let made: Applying<'eth0' | 'wlan0'> | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  const get = (host: string, more: object = {}): Promise<Got> => bed().recorder.program({ verb: 'get', host, ...more });
  const bodies = async (...hosts: readonly string[]) =>
    (await Promise.all(hosts.map((host) => get(host)))).map((got) => got.body ?? got.code);

  beforeAll(async () => {
    made = await openApplying({
      ...{ seed: 105, config: CONFIG, networks: NETWORKS },
      until: (d) => d.pvds.filter((p) => p.provisioning === 'provisioned').length === 2,
    });
    const { lab, at, recorder } = made;
    const certificate = await (await lab.authority()).issue(['web.example']);
    const open = async ({ network }: { readonly network: Network }, whose: keyof typeof RECORDS) => {
      await openNameserver(network, { addresses: [DNS], records: RECORDS[whose] });
      await openWeb(network.space, ['::'], certificate, [{ body: whose }]);
    };
    await Promise.all([open(at.eth0, 'eth0'), open(at.wlan0, 'wlan0')]);
    const { space, device } = at.eth0.network;
    const dhcp6 = ['port=0', `interface=${device}`, 'bind-interfaces', 'dhcp-authoritative', `dhcp-leasefile=${lab.folder}/leases6`];
    const served = ['dhcp-range=2001:db8:10::,static,64,300', `dhcp-option=option6:84,${ADDRSEL}`];
    const argv = ['--conf-file=/dev/null', '--no-daemon', '--log-facility=-', '--pid-file=', ...[...dhcp6, ...served].map((l) => `--${l}`)];
    await space.daemon('dnsmasq', argv, /started, version/);
    const isTold = recorder.fact('its policy is told', 'lease6.bound', (f) => f.policyTable !== null);
    await Promise.all([isTold, recorder.decided('both are at work', both(isAt(ETH, 'assumed'), isAt(WLAN, 'assumed'), leads(ETH)))]);
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  test('dns-4: one private address on both networks: each name is connected to by its own network, at the same time', async () => {
    expect(await bodies('nas.one.example', 'nas.two.example', 'nas.one.example', 'nas.two.example')).toEqual([
      'wlan0',
      'eth0',
      'wlan0',
      'eth0',
    ]);
    expect(await bodies(NAS)).toEqual(['eth0']);
    expect(await withName(bed().traffic, 'eth0', 'nas.one')).toEqual([]);
    expect(await withName(bed().traffic, 'wlan0', 'nas.two')).toEqual([]);
  });

  test('route-3: a name is connected to by its PvD, whatever broad route the other has; without a name trial decides', async () => {
    expect(await get('db.two.example')).toMatchObject({ body: 'eth0', pvd: ETH, to: DEEP });
    expect(await get(DEEP)).toMatchObject({ body: 'eth0', pvd: ETH });
    expect((await bed().traffic.packets('wlan0', `tcp and dst host ${DEEP}`)).length).toBeGreaterThan(0);
  });

  test('api-1: by a PvD, by its interface, and by needs; resolved and connected in one PvD', async () => {
    for (const use of [WLAN, 'wlan0', { kind: 'wifi' }, { pvd: WLAN, usable: 'assumed' }])
      expect(await get('dual.one.example', { use, family: 4 })).toMatchObject({ body: 'wlan0', pvd: WLAN, to: PUBLIC });
    expect(await get('dual.one.example', { use: 'wlan0', by: 'createConnection' })).toMatchObject({ body: 'wlan0', pvd: WLAN });
    expect(await bed().recorder.program({ verb: 'lookup', host: 'dual.one.example', use: WLAN })).toEqual([
      { address: PUBLIC6, family: 6 },
      { address: PUBLIC, family: 4 },
    ]);
    expect(await bed().recorder.program({ verb: 'datagram', to: PUBLIC, use: WLAN })).toMatchObject({ pvd: WLAN, ifname: 'wlan0' });
    expect((await bed().traffic.packets('wlan0', `udp dst port 9 and dst host ${PUBLIC}`)).length).toBe(1);
    expect(await withName(bed().traffic, 'eth0', 'dual.one')).toEqual([]);
  });

  test.each<[string, string, object, string, readonly string[]]>([
    ['an unknown PvD', PUBLIC, { use: 'pvd:eth9' }, 'ERR_NO_SUCH_PVD', [ETH, WLAN]],
    [
      'needs that nothing meets',
      PUBLIC,
      { use: { metered: true } },
      'ERR_NO_PVD_FITS',
      [`${ETH}: metered is false`, `${WLAN}: metered is false`],
    ],
    ['a name that is not there', 'none.two.example', {}, 'ERR_NAME_NOT_FOUND', [`${ETH}: none.two.example does not exist`]],
  ])('api-1: %s: a code with its reasons, at once', async (_name, host, more, code, reasons) => {
    expect(await get(host, more)).toMatchObject({ code, reasons });
  });

  test('policy-1: a network’s selection policy, by DHCPv6, orders its own addresses and nobody else’s', async () => {
    expect(await get('dual.two.example')).toMatchObject({ pvd: ETH, to: PUBLIC, from: expect.stringMatching(/^192\.168\.10\./) });
    expect(await get('dual.one.example')).toMatchObject({ pvd: WLAN, to: PUBLIC6, from: expect.stringMatching(/^2001:db8:20:/) });
    const { foreign } = { foreign: await Promise.all([bed().at.eth0.network.foreign.dropped(), bed().at.wlan0.network.foreign.dropped()]) };
    expect(foreign).toEqual(Array(2).fill({ ipv4: 0, ipv6: 0 }));
  });

  test('api-2: candidates carry their PvD, and whether they mean anything outside it', async () => {
    const all = await bed().recorder.program<readonly Candidate[]>({ verb: 'candidates' });
    const short = all.map(({ pvd, family, reach, means }) => [pvd, family, reach, means].join(' '));
    expect([...new Set(short)].toSorted()).toEqual([ETH, WLAN].flatMap((pvd) => [`${pvd} 4 private pvd`, `${pvd} 6 public anywhere`]));
  });

  describe('route-1', () => {
    beforeAll(() =>
      setPart(bed().at.eth0.network.space, 'silence', `chain input { type filter hook input priority 0; ip daddr ${SOME} drop; }`),
    );
    test('route-1: a first connection that nobody answers on the better network is tried on the other', async () => {
      expect(await get('www.example.net')).toMatchObject({ body: 'wlan0', pvd: WLAN, to: SOME });
      expect(await get(SOME)).toMatchObject({ body: 'wlan0', pvd: WLAN });
      expect((await bed().traffic.packets('eth0', `tcp and dst host ${SOME}`)).length).toBeGreaterThan(0);
    });
  });

  test('session-5: a connection ends with its network, at once and with a code; the next goes by the other', async () => {
    const { recorder, at } = bed();
    const held = await recorder.program<Got>({ verb: 'hold', host: PUBLIC, use: ETH });
    expect(held.pvd).toBe(ETH);
    const ended = recorder.program<Got>({ verb: 'ended', held: held.held ?? 0 });
    await at.eth0.link.down();
    expect(await ended).toMatchObject({ code: 'ERR_PVD_GONE' });
    expect(await get(PUBLIC)).toMatchObject({ body: 'wlan0', pvd: WLAN });
  });
});
