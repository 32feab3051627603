/**
 * A host in apply mode whose traffic is to go by a real VPN, in networks that want it for themselves (sec-6): one hands out the
 * halves of the default and a public server as routes (TunnelVision), and public prefixes as on-link; the other has a public prefix
 * on its own link (LocalNet). Both know the VPN's names, wrongly, and the first one claims their suffix too.
 */
import { fileURLToPath } from 'node:url';
import type { Family } from '../../../machines/model/units.ts';
import { spawnNode } from '../agent.ts';
import type { Capture } from '../capture.ts';
import { batch } from '../core.ts';
import { nth } from '../dnsmasq.ts';
import type { Host } from '../host.ts';
import { PUBLIC } from '../internet.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import type { Daemon } from '../space.ts';
import { openVpn, VPN } from '../vpn.ts';
import { leads } from './checked.ts';
import { haveRanks } from './evidence.ts';
import { applied } from './standing.ts';

export const [CAFE, HOTEL, TUNNEL] = ['pvd:eth0', 'pvd:wlan0', 'pvd:vpn0'];
export const UNDERLAY = ['eth0', 'wlan0'] as const;
/** One that the networks name, and one that is in the rest of the Internet. */
export const NAMED: Readonly<Record<Family, string>> = { 4: PUBLIC.server4, 6: PUBLIC.server6 };
export const REST: Readonly<Record<Family, string>> = { 4: '192.0.2.80', 6: '2001:db8:fffd::80' };
export const PRINTERS: Readonly<Record<Family, string>> = { 4: '192.168.10.9', 6: 'fd00:10::9' };
/** By the VPN's own DNS server, and by everybody else's. */
export const SUFFIX = 'vault.example';
export const SECRET = `db.${SUFFIX}`;
export const TRUE: Readonly<Record<Family, string>> = { 4: '10.8.0.1', 6: '2001:db8:8::1' };
export const FALSE: Readonly<Record<Family, string>> = { 4: '192.168.10.66', 6: '2001:db8:10::66' };
/** Behind the tunnel. */
export const WORK = '10.9.0.0/16';
export const PORT = 5_003;
const MARK = 51_820;

const configOf = (isExclusive: boolean): string => `
version: 1
mode: apply
linger: 1s
steadiness: { holdDown: 100ms, failBack: 100ms, moves: 32 }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  vpn0:
    kind: tun
    dhcp4: false
    exclusive: ${isExclusive}
    names: ${isExclusive ? 'exclusive' : 'shared'}
    static:
      gateways: [${VPN.router4}, "${VPN.router6}"]
      dns: [${VPN.router4}, "${VPN.router6}"]
      search: [${SUFFIX}]
      routes: [{ destination: ${WORK}, gateway: ${VPN.router4} }]
policies:
  user:
    - { prefer: { interface: vpn0 }, why: all by the tunnel }
    - { use: { interface: eth0 }, for: { mark: ${MARK} }, why: but what carries it }
`;
const RECORDS = { [SECRET]: [FALSE[4], FALSE[6]] };
const CAFE_OPTIONS = {
  ...{ ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', nat: true, records: RECORDS },
  servers: [`${PRINTERS[4]}/24`, `${PRINTERS[6]}/64`],
  dhcp: { search: [SUFFIX], routes: ['0.0.0.0/1', '128.0.0.0/1', `${NAMED[4]}/32`].map((to) => ({ to, via: '192.168.10.1' })) },
  radvd: {
    dnssl: [SUFFIX],
    ...{ rdnss: ['2001:db8:10::1'], prefixes: ['2001:db8:10::/64', 'fd00:10::/64', '2001:db8:ffff::/64'] },
    routes: [{ to: '2001:db8:f000::/36', preference: 'high' }],
  },
} as const;
const HOTEL_OPTIONS = { ipv4: '203.0.113.64/26', ipv6: '2001:db8:20::/64', internet: false, records: RECORDS } as const;

export type Tunnelled = {
  readonly lab: Lab;
  readonly host: Host;
  recorder: Recorder;
  /** Ends the agent and starts another one on the same log. */
  restart(): Promise<void>;
  /** Resolves once all of it is in the kernel. */
  up(): Promise<Decided>;
  down(): Promise<Decided>;
  /** What the host has sent on this wire of the underlay. */
  sent(device: (typeof UNDERLAY)[number], filter: string): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** `outer`: the family of the tunnel's own packets. */
export async function openTunnelled(seed: number, outer: Family, isExclusive: boolean): Promise<Tunnelled> {
  const lab = await openLab({ seed });
  try {
    const host = await lab.host('m1', { client: 'none' });
    const internet = await lab.internet();
    await batch(internet.space, [`addr add ${REST[4]}/32 dev lo`, `addr add ${REST[6]}/128 dev lo`]);
    const whom = spawnNode({ name: 'internet', spawn: internet.spawn }, fileURLToPath(new URL('whom-child.ts', import.meta.url)), [
      String(PORT),
    ]);
    const [cafe, hotel] = await Promise.all([lab.network('cafe', CAFE_OPTIONS), lab.network('hotel', HOTEL_OPTIONS)]);
    const vpn = await openVpn(lab, outer, { [SECRET]: [TRUE[4], TRUE[6]] });
    await whom.lines.waitFor('the far end listens', (line) => line !== undefined, 20_000);
    const links = [await lab.connect(host, cafe, { as: 'eth0' }), await lab.connect(host, hotel, { as: 'wlan0' })];
    const captures = new Map<string, [Link, Capture]>();
    for (const link of links) captures.set(link.device, [link, await lab.capture(link)]);
    const start = () => record(host, { config: configOf(isExclusive), log: '/var/lib/multihome/log.sqlite' });
    let tunnel: Daemon | null = null;
    const bed: Tunnelled = {
      ...{ lab, host, recorder: await start() },
      restart: async () => {
        await bed.recorder.stop();
        bed.recorder = await start();
      },
      up: async () => {
        tunnel = await vpn.connect(host, 'vpn0', MARK);
        return applied(bed.recorder, 'all by the tunnel', leads(TUNNEL));
      },
      down: async () => {
        await tunnel?.stop();
        tunnel = null;
        return applied(
          bed.recorder,
          'the tunnel is gone',
          (d) => leads(CAFE)(d) && d.pvds.every((p) => p.id !== TUNNEL || p.provisioning !== 'provisioned'),
        );
      },
      sent: async (device, filter) => {
        const [link, capture] = captures.get(device) ?? [];
        return (await capture?.packets(`ether src ${link?.mac} and (${filter})`)) ?? [];
      },
      close: async () => {
        await tunnel?.stop();
        await bed.recorder.stop();
        await lab.close();
      },
    };
    for (const network of [cafe, hotel]) network.advertiseNow();
    await applied(bed.recorder, 'the underlay', (d) => haveRanks(CAFE)(d) && haveRanks(HOTEL)(d));
    return bed;
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** What is for the link itself. */
const LOCAL: Readonly<Record<Family, readonly string[]>> = {
  4: ['192.168.0.0/16', '224.0.0.0/4', '255.255.255.255/32'],
  6: ['fe80::/10', 'ff00::/8', 'fd00::/8'],
};
/** Of the host's packets on the underlay, all but the tunnel's own, those for the link, and what its router's DNS server is asked. */
export const inClear = (family: Family): string => {
  const links = LOCAL[family].map((net) => `dst net ${net}`);
  const routers = [CAFE_OPTIONS, HOTEL_OPTIONS].map((network) => `dst host ${nth(network[`ipv${family}`], 1)}`);
  return `${family === 4 ? 'ip' : 'ip6'} and not ${ofTunnel(family)} and not (${links.join(' or ')}) and not (dst port 53 and (${routers.join(' or ')}))`;
};
export const ofTunnel = (family: Family): string => `(udp dst port ${VPN.port} and dst host ${VPN.outer[family]})`;
