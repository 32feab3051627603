/**
 * config-1, applied: what our own DHCP client, pppd's scripts and an administrator's words for a tunnel give, each kept apart, put
 * into the kernel with its lifetime and MTU, and taken back with its source. There is no PPP here: its interface is a veth and its
 * session is said by the real hook (a labelled mock), the tunnel is a veth that is called one.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PvdObject } from '../../../machines/model/pvd.ts';
import { suite } from '../../tools/needs.ts';
import { type Applying, openApplying } from './applying.ts';
import { expectReplayed, haveRanks } from './evidence.ts';
import { has, told } from './objects.ts';
import { applied, shown } from './standing.ts';

const [ETH, PPP, VPN] = ['pvd:eth0', 'pvd:ppp0', 'pvd:vpn0'];
const CONFIG = `
version: 1
mode: apply
interfaces:
  eth0: { kind: ethernet, dhcp6: false }
  ppp0: { kind: ppp, dhcp4: false }
  vpn0:
    kind: tun
    dhcp4: false
    static:
      gateways: [10.8.0.1]
      dns: [10.8.0.53]
      search: [corp.example]
      routes: [{ destination: 10.0.0.0/8, gateway: 10.8.0.1 }]
`;
const HOOK = '/run/multihome/ppp/ppp/hook';
const SESSION = 'IFNAME=ppp0 DEVICE=tty SPEED=0 IPLOCAL=203.0.113.77 IPREMOTE=203.0.113.1 DNS1=192.0.2.53 DNS2=198.51.100.53';

suite('config-1: every source, applied', ['lab'], () => {
  let bed: Applying<'eth0' | 'ppp0' | 'vpn0'>;
  const ip = (...args: readonly string[]) => bed.host.run('ip', args);
  const pppd = (script: string) => bed.host.run('sh', ['-euc', `ln -sf ${HOOK} /run/${script}; ${SESSION} /run/${script}`]);
  const tableOf = async (pvd: string, family: 4 | 6): Promise<string> => {
    const { decision } = await bed.recorder.status();
    const table = decision.routing.routes.find((row) => row.pvd === pvd && row.route.table !== 254)?.route.table ?? 0;
    return shown(bed.host, family, 'route', 'show', 'table', String(table));
  };

  beforeAll(async () => {
    const quiet = { dhcp: false, radvd: false } as const;
    bed = await openApplying({
      ...{ seed: 24, config: CONFIG, until: haveRanks(ETH) },
      networks: {
        eth0: {
          ...{ ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', radvd: { mtu: 1480 } },
          dhcp: {
            ...{ search: ['office.example'], ntp: ['192.168.10.3'], mtu: 1400, portal: 'https://portal.example/api' },
            routes: [{ to: '10.9.0.0/16', via: '192.168.10.254' }],
          },
        },
        ppp0: { ipv4: '203.0.113.0/24', ...quiet },
        vpn0: { ipv4: '10.8.0.0/24', ...quiet },
      },
    });
    await ip('addr', 'add', '203.0.113.77', 'peer', '203.0.113.1', 'dev', 'ppp0');
    await ip('addr', 'add', '10.8.0.2/24', 'dev', 'vpn0');
    await pppd('ip-up');
    await applied(bed.recorder, 'all three', (d) => has(PPP, 'address', 'dns 192.0.2.53')(d) && has(VPN, 'address')(d));
  }, 60_000);
  afterAll(() => bed?.close(), 20_000);

  test.each<[string, string, PvdObject['source'], string, readonly string[]]>([
    [
      'our own DHCP client',
      ...([ETH, 'dhcp4', 'udhcpc'] as const),
      [
        ...['address', 'dns 192.168.10.1', 'gateway 192.168.10.1', 'mtu 1400', 'ntp 192.168.10.3'],
        ...['portal https://portal.example/api', 'prefix 192.168.10.0/24', 'route 10.9.0.0/16', 'search office.example'],
      ],
    ],
    [
      'pppd',
      ...([PPP, 'dhcp4', 'pppd'] as const),
      ['address', 'dns 192.0.2.53', 'dns 198.51.100.53', 'gateway 203.0.113.1', 'prefix 203.0.113.77/32'],
    ],
    [
      'an administrator, for the tunnel',
      ...([VPN, 'static', 'configuration'] as const),
      ['address', 'dns 10.8.0.53', 'gateway 10.8.0.1', 'prefix 10.8.0.0/24', 'route 10.0.0.0/8', 'search corp.example'],
    ],
  ])('config-1: what %s says is of one PvD, and says who said it', async (_who, pvd, source, by, expected) => {
    const decided = await bed.recorder.status();
    expect(told(decided, pvd, source)).toEqual(expected.toSorted());
    const { objects = [] } = decided.pvds.find((p) => p.id === pvd) ?? {};
    expect([...new Set(objects.flatMap((o) => (o.source === source && o.kind === 'dns' ? [o.by] : [])))]).toEqual([by]);
  });

  test('config-1: the lease stands in the kernel as long as it lives, its MTU on its routes, its own routes in its own table', async () => {
    const address = await ip('-4', '-o', 'addr', 'show', 'dev', 'eth0');
    expect(address.stdout).toMatch(/inet 192\.168\.10\.\d+\/24 .*dynamic noprefixroute.*valid_lft \d+sec preferred_lft \d+sec/s);
    const [four, six] = [await tableOf(ETH, 4), await tableOf(ETH, 6)];
    expect(four).toMatch(/^default via 192\.168\.10\.1 .*mtu 1400/m);
    expect(four).toMatch(/^10\.9\.0\.0\/16 via 192\.168\.10\.254 .*mtu 1400/m);
    // RFC 4861 §6.3.4: the advertised MTU is the link's; a route of the lease does not have it.
    expect(six).toMatch(/^default via fe80::\S+ .*expires \d+sec/m);
    expect(await tableOf(PPP, 4)).toMatch(/^default via 203\.0\.113\.1 dev ppp0 /m);
    expect(await tableOf(VPN, 4)).toMatch(/^10\.0\.0\.0\/8 via 10\.8\.0\.1 dev vpn0 /m);
  });

  test('config-1: the end of a PPP session takes its objects and routes, and nobody else’s', async () => {
    const before = told(await bed.recorder.status(), ETH, 'dhcp4');
    await pppd('ip-down');
    const after = await applied(bed.recorder, 'the session has ended', (d) => !has(PPP, 'dns 192.0.2.53')(d));
    expect(told(after, ETH, 'dhcp4')).toEqual(before);
    expect((await shown(bed.host, 4, 'route', 'show', 'table', 'all')).split('\n').filter((line) => / via .* dev ppp0/.test(line))).toEqual(
      [],
    );
  });

  test('config-1: a lease that is given back takes its address and routes out of the kernel; what the router said stays', async () => {
    const started = await bed.recorder.fact('our client', 'client.started', (f) => f.ifname === 'eth0');
    const said = told(await bed.recorder.status(), ETH, 'ra');
    await bed.host.run('kill', ['-USR2', String(started.pid)]);
    const after = await applied(bed.recorder, 'the lease is gone', (d) => !has(ETH, 'ntp 192.168.10.3')(d));
    expect(told(after, ETH, 'ra')).toEqual(said);
    expect(told(after, ETH, 'dhcp4')).toEqual([]);
    expect((await ip('-4', '-o', 'addr', 'show', 'dev', 'eth0', 'scope', 'global')).stdout).toBe('');
    expect(await tableOf(ETH, 4)).not.toContain('default');
    expect(await tableOf(ETH, 6)).toMatch(/^default via/m);
  });

  test('config-1: the log replays to the same decisions', () => expectReplayed(bed.recorder));
});
