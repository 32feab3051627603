/**
 * dns-3, dns-4, dns-5, applied: a name's address is reached through the network whose answer it was, also where the other network
 * has the same address; and what a network has answered ends with it. Both networks have the same IPv4 prefix and a resolver at the
 * same address; behind each there is a web server at each address, which says whose it is.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { openNameserver } from '../nameserver.ts';
import type { Network } from '../network.ts';
import type { Decided } from '../recorder.ts';
import { openWeb } from '../web.ts';
import { type Applying, openApplying } from './applying.ts';
import { both, ETH, isAt, leads, WLAN } from './checked.ts';
import { curl, dig, withName } from './clients.ts';
import { expectReplayed } from './evidence.ts';
import { pvdOf } from './objects.ts';
import { applied, shown } from './standing.ts';

const SHARED = '192.168.10.0/24';
const DNS = '192.168.10.53';
const NAS = '192.168.10.5';
/** What the private name is to its own network, and to the others. */
const [OURS, OURS6, THEIRS] = ['203.0.113.99', '2001:db8:ffff::99', '203.0.113.80'];
const [FOUND, ELSEWHERE] = ['203.0.113.81', '203.0.113.97'];
const SERVERS = [`${NAS}/24`, `${OURS6}/128`, ...[OURS, THEIRS, FOUND, ELSEWHERE].map((address) => `${address}/32`)];

const NETWORKS = {
  eth0: {
    ...{ ipv4: SHARED, ipv6: '2001:db8:10::/64', servers: SERVERS },
    ...{ dhcp: { dns: [DNS], search: ['two.example'] }, radvd: { rdnss: [] } },
  },
  wlan0: {
    ...{ ipv4: SHARED, ipv6: '2001:db8:20::/64', servers: SERVERS },
    ...{ dhcp: { dns: [DNS], search: ['corp.example', 'one.example'] }, radvd: { rdnss: [] } },
  },
} as const;
const CAFE = {
  ...{ ipv4: '192.168.30.0/24', ipv6: '2001:db8:30::/64', servers: SERVERS.slice(1) },
  ...{ dhcp: { dns: ['192.168.30.53'], search: ['corp.example'] }, radvd: { rdnss: [] } },
};
const RECORDS = {
  eth0: { 'intra.corp.example': [THEIRS], 'gone.corp.example': [FOUND], 'nas.two.example': [NAS] },
  wlan0: { 'intra.corp.example': [OURS, OURS6], 'nas.one.example': [NAS] },
  cafe: { 'intra.corp.example': [ELSEWHERE], 'gone.corp.example': [FOUND] },
};
const CONFIG = `version: 1
mode: apply
linger: 30s
interfaces: { eth0: { kind: ethernet }, wlan0: { kind: wifi } }
steadiness: { holdDown: 100ms, failBack: 100ms }
`;

suite('dns-3, dns-4, dns-5: an address by the network whose answer it is', ['lab'], () => {
  let made: (Applying<'eth0' | 'wlan0'> & { cafe: Network }) | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };

  beforeAll(async () => {
    const applying = await openApplying({
      ...{ seed: 83, config: CONFIG, networks: NETWORKS },
      until: (d) => d.pvds.filter((p) => p.provisioning === 'provisioned').length === 2,
    });
    const { lab, at, recorder } = applying;
    const [cafe, authority] = await Promise.all([lab.network('cafe', { ...CAFE, internet: false }), lab.authority()]);
    const certificate = await authority.issue(['web.example']);
    const open = async (network: Network, whose: keyof typeof RECORDS, dns: string) => {
      await openNameserver(network, { addresses: [dns], records: RECORDS[whose] });
      await openWeb(network.space, ['::'], certificate, [{ body: whose }]);
    };
    made = { ...applying, cafe };
    await Promise.all([open(at.eth0.network, 'eth0', DNS), open(at.wlan0.network, 'wlan0', DNS), open(cafe, 'cafe', '192.168.30.53')]);
    await applied(recorder, 'both are at work', both(isAt(ETH, 'assumed'), isAt(WLAN, 'assumed'), leads(ETH)));
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  const pinned = async (address: string): Promise<string> =>
    (await shown(bed().host, address.includes(':') ? 6 : 4, 'route', 'show', 'table', '26999', address)).trim();
  const pinConflicts = ({ decision }: Decided, kind: string) =>
    decision.conflicts.filter((c) => c.kind === kind).map((c) => [c.about, c.winner, c.loser]);
  const synsOn = async (device: string, address: string): Promise<number> =>
    (await bed().traffic.packets(device, `tcp dst port 80 and dst host ${address}`)).length;

  test('dns-4: an address with no name is reached by rank, and the overlap is a conflict', async () => {
    const { host, recorder } = bed();
    expect(await curl(host, `http://${NAS}/`)).toBe('eth0');
    expect(await curl(host, `http://${OURS}/`)).toBe('eth0');
    expect(await curl(host, `http://[${OURS6}]/`)).toBe('eth0');
    expect(pinConflicts(await recorder.status(), 'overlap')).toEqual([[`${SHARED} and ${SHARED}`, ETH, WLAN]]);
  });

  test('dns-3: split horizon: the answer of the name’s own network is used, and plain curl connects through that network', async () => {
    const { host } = bed();
    const before = await Promise.all([synsOn('eth0', OURS), synsOn('eth0', OURS6)]);
    expect((await dig(host, 'intra.corp.example', 'A')).told).toEqual([OURS]);
    expect((await dig(host, 'intra.corp.example', 'AAAA')).told).toEqual([OURS6]);
    for (const words of [[], ['-4'], ['-6']])
      expect([words, await curl(host, 'http://intra.corp.example/', ...words)]).toEqual([words, 'wlan0']);
    expect([await pinned(OURS), await pinned(OURS6)]).toEqual([expect.stringContaining('dev wlan0'), expect.stringContaining('dev wlan0')]);
    expect(await Promise.all([synsOn('eth0', OURS), synsOn('eth0', OURS6)])).toEqual(before);
    expect(await withName(bed().traffic, 'eth0', 'corp.example')).toEqual([]);
  });

  test('dns-4: one private address on both networks: each name leads to its own network’s server, as often as they are asked for in turns', async () => {
    const { host, recorder } = bed();
    for (let turn = 0; turn < 3; turn += 1) {
      expect([turn, await curl(host, 'http://nas.one.example/')]).toEqual([turn, 'wlan0']);
      expect([turn, await curl(host, 'http://nas.two.example/')]).toEqual([turn, 'eth0']);
    }
    expect(await curl(host, 'http://nas.one.example/')).toBe('wlan0');
    expect(pinConflicts(await recorder.status(), 'pin')).toEqual([[NAS, WLAN, ETH]]);
  });

  test('dns-5: an address and an NXDOMAIN end with the link of their network, and the pinned route with them', async () => {
    const { host, recorder, at, traffic } = bed();
    const asked = async (name: string) => (await withName(traffic, 'wlan0', name)).length;
    expect((await dig(host, 'gone.corp.example', 'A')).status).toBe('NXDOMAIN');
    const before = await Promise.all([asked('gone.corp.example'), asked('intra.corp.example')]);
    expect((await dig(host, 'gone.corp.example', 'A')).status).toBe('NXDOMAIN');
    expect((await dig(host, 'intra.corp.example', 'A')).told).toEqual([OURS]);
    // Both were kept here: that is what must not outlive the network.
    expect(await Promise.all([asked('gone.corp.example'), asked('intra.corp.example')])).toEqual(before);
    await at.wlan0.link.down();
    await recorder.decided('it is away', (d) => pvdOf(d, WLAN)?.provisioning === 'detached');
    expect((await dig(host, 'intra.corp.example', 'A')).told).toEqual([THEIRS]);
    expect((await dig(host, 'gone.corp.example', 'A')).told).toEqual([FOUND]);
    const lost = await applied(recorder, 'its pins are gone', (d) => pvdOf(d, WLAN)?.provisioning === 'detached');
    expect([await pinned(OURS), await pinned(OURS6)]).toEqual(['', '']);
    expect(pinConflicts(lost, 'pin')).toEqual([]);
    expect(await curl(host, `http://${OURS}/`)).toBe('eth0');
    expect(await curl(host, 'http://nas.one.example/')).toBe('curl 6');
    expect(await curl(host, 'http://nas.two.example/')).toBe('eth0');
  });

  test('dns-5: another network behind the interface is asked anew, and its own answers are used', async () => {
    const { host, recorder, at, cafe } = bed();
    const { generation } = pvdOf(await recorder.status(), WLAN) ?? {};
    await at.wlan0.link.moveTo(cafe);
    const isAnew = (d: Decided) => (pvdOf(d, WLAN)?.generation ?? 0) > (generation ?? 0);
    await applied(recorder, 'the café is at work', both(isAnew, isAt(WLAN, 'assumed')));
    expect((await dig(host, 'intra.corp.example', 'A')).told).toEqual([ELSEWHERE]);
    expect((await dig(host, 'gone.corp.example', 'A')).told).toEqual([FOUND]);
    expect(await curl(host, 'http://intra.corp.example/')).toBe('cafe');
    expect(await pinned(OURS)).toBe('');
  });

  test('dns-3, dns-4, dns-5: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
