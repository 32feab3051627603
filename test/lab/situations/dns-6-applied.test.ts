/**
 * dns-6, applied: on a network without IPv4 that translates (NAT64), IPv6 addresses are made of IPv4 ones for its own names, with
 * the prefix that its router tells (RFC 8781) or that is found by asking (RFC 7050), and they are used on that network only.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import type { Network } from '../network.ts';
import type { Decided } from '../recorder.ts';
import { openWeb } from '../web.ts';
import { type Applying, openApplying } from './applying.ts';
import { both, ETH, isAt, leads, WLAN } from './checked.ts';
import { curl, dig, getent, inNode, resolverOf } from './clients.ts';
import { expectReplayed } from './evidence.ts';
import { advertise, has, pvdOf } from './objects.ts';
import { applied } from './standing.ts';

/** A prefix of its own for each network; the server behind its NAT64 is here at the synthesised address itself. */
const [TOLD, FOUND] = ['2001:db8:64::/96', '2001:db8:4664::/96'];
const SERVER = '192.0.2.7';
const OLD = `${TOLD.replace('/96', 'c000:207')}`;
const NEW = `${FOUND.replace('/96', 'c000:207')}`;
const SIX_ONLY = { domain: 'corp.example', records: { 'four.corp.example': SERVER, 'www.example.net': '192.0.2.66' } };
const NETWORKS = {
  eth0: { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', records: { 'www.example.net': '203.0.113.80' } },
  wlan0: { ipv6: '2001:db8:20::/64', servers: [`${OLD}/128`], ...SIX_ONLY, radvd: { rdnss: ['2001:db8:20::1'], dnssl: ['corp.example'] } },
} as const;
const CAFE = {
  ...{ ipv6: '2001:db8:30::/64', servers: [`${NEW}/128`], ...SIX_ONLY },
  // RFC 7050 §2.2: what a DNS64 makes of the well-known addresses.
  records: { ...SIX_ONLY.records, 'ipv4only.arpa': `${FOUND.replace('/96', 'c000:aa')}` },
  radvd: { rdnss: ['2001:db8:30::1'], dnssl: ['corp.example'] },
};
const CONFIG = `version: 1
mode: apply
linger: 30s
interfaces: { eth0: { kind: ethernet }, wlan0: { kind: wifi } }
steadiness: { holdDown: 100ms, failBack: 100ms }
`;

suite('dns-6: addresses for a NAT64, and for that alone', ['lab'], () => {
  let made: (Applying<'eth0' | 'wlan0'> & { cafe: Network }) | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };

  beforeAll(async () => {
    const atWork = both(isAt(ETH, 'assumed'), isAt(WLAN, 'assumed', [6]), leads(ETH));
    const applying = await openApplying({ seed: 86, config: CONFIG, networks: NETWORKS, until: atWork });
    const { lab, at } = applying;
    const [cafe, authority] = await Promise.all([lab.network('cafe', { ...CAFE, internet: false }), lab.authority()]);
    const certificate = await authority.issue(['web.example']);
    await Promise.all([
      openWeb(at.wlan0.network.space, ['::'], certificate, [{ body: 'wlan0' }]),
      openWeb(cafe.space, ['::'], certificate, [{ body: 'cafe' }]),
    ]);
    made = { ...applying, cafe };
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  const synsOn = async (device: string, to: string): Promise<number> => (await bed().traffic.packets(device, `ip6 dst host ${to}`)).length;

  const boundTo = async (pvd: string): Promise<string> => resolverOf(pvdOf(await bed().recorder.status(), pvd)?.slot ?? 0);

  test('dns-6: without a translator a name with IPv4 only has no IPv6 address', async () => {
    const { host } = bed();
    // It has no IPv4 either, so its A record is told to those only who ask there.
    expect(await dig(host, 'four.corp.example', 'A')).toMatchObject({ status: 'NOERROR', told: [] });
    expect((await dig(host, `@${await boundTo(WLAN)}`, 'four.corp.example', 'A')).told).toEqual([SERVER]);
    expect(await dig(host, 'four.corp.example', 'AAAA')).toMatchObject({ status: 'NOERROR', told: [] });
  });

  test('dns-6: a prefix that an advertisement tells: made for that network’s names, and used by its wire only', async () => {
    const { host, at, recorder } = bed();
    const { network } = at.wlan0;
    await advertise(network, { mac: network.mac, pref64: [{ prefix: TOLD }] });
    await applied(recorder, 'the prefix is known', has(WLAN, `pref64 ${TOLD}`));
    expect((await dig(host, 'four.corp.example', 'AAAA')).told).toEqual([OLD]);
    expect(await getent(host, 'four.corp.example', 'ahostsv6')).toEqual([OLD]);
    expect(await inNode(host, "dns.resolve6('four.corp.example')")).toEqual([OLD]);
    expect(await inNode(host, "dns.lookup('four.corp.example', { all: true })")).toEqual([{ address: OLD, family: 6 }]);
    // What the other network answers is not for this translator.
    expect(await dig(host, 'www.example.net', 'AAAA')).toMatchObject({ status: 'NOERROR', told: [] });
    expect(await curl(host, 'http://four.corp.example/')).toBe('wlan0');
    expect([await synsOn('eth0', OLD), (await synsOn('wlan0', OLD)) > 0]).toEqual([0, true]);
  });

  test('dns-6: behind another network the prefix is found by asking, and nothing of the old one is handed out', async () => {
    const { host, at, recorder, cafe } = bed();
    const { generation = 0 } = pvdOf(await recorder.status(), WLAN) ?? {};
    await at.wlan0.link.moveTo(cafe);
    const isAnew = (d: Decided) => (pvdOf(d, WLAN)?.generation ?? 0) > generation;
    await applied(recorder, 'the café is at work', both(isAnew, isAt(WLAN, 'assumed', [6])));
    expect((await dig(host, 'four.corp.example', 'AAAA')).told).not.toContain(OLD);
    const { prefixes } = await recorder.fact(
      'its prefix is found',
      'pref64.discovered',
      (f) => f.pvd === WLAN && f.generation > generation,
    );
    expect(prefixes).toEqual([FOUND]);
    await applied(recorder, 'the prefix is known', has(WLAN, `pref64 ${FOUND}`));
    expect((await dig(host, 'four.corp.example', 'AAAA')).told).toEqual([NEW]);
    expect(await curl(host, 'http://four.corp.example/')).toBe('cafe');
    expect([await synsOn('eth0', NEW), (await synsOn('wlan0', NEW)) > 0]).toEqual([0, true]);
  });

  test('dns-6: with the network its addresses end', async () => {
    const { host, at, recorder } = bed();
    await at.wlan0.link.down();
    await applied(recorder, 'it is away', (d) => pvdOf(d, WLAN)?.provisioning === 'detached');
    expect((await dig(host, 'four.corp.example', 'AAAA')).told).toEqual([]);
    expect((await host.run('ip', ['-6', 'route', 'show', 'table', '26999'], { accept: 'any' })).stdout).not.toMatch(/2001:db8:(46)?64:/);
    expect([await synsOn('eth0', OLD), await synsOn('eth0', NEW)]).toEqual([0, 0]);
  });

  test('dns-6: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
