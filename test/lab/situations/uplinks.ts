/**
 * A host in apply mode with several uplinks whose networks do at once what a test tells them: a router that advertises what it is
 * given, and a real DHCP server that holds one address for the host and may hold another from now on.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Family } from '../../../machines/model/units.ts';
import { spawnNode } from '../agent.ts';
import type { Capture } from '../capture.ts';
import { nth } from '../dnsmasq.ts';
import { waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import type { Recipe } from '../ra-recipe.ts';

/** `ipv4` and `ipv6` are its prefixes, `later` one that its router may give besides. */
export type UplinkOptions = {
  readonly ifname: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly later: string;
  /** What its DHCP server and its router say of names, where there is a DNS server beside the router's. */
  readonly names?: { readonly servers: Readonly<Record<Family, string>>; readonly search: string };
};
export type Uplink = UplinkOptions & {
  readonly network: Network;
  readonly link: Link;
  advertise(recipe: Recipe): Promise<void>;
  /** From its next word on, the client is given this address of the prefix; a renewal of another is refused. */
  hold(number: number): Promise<void>;
};
export type Bed = AsyncDisposable & {
  readonly lab: Lab;
  readonly host: Host;
  readonly uplinks: readonly Uplink[];
  capture(): Promise<readonly Capture[]>;
};

/** What the host's programs talk to: a TCP and UDP server at the far end. */
export const PORT = 5001;
/** RFC 4727 §5. No two advertisements are equal: of equal ones within a second, the second is no news. */
const EXPERIMENT = 253;
const child = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function openUplinks(seed: number, wanted: readonly UplinkOptions[]): Promise<Bed> {
  const lab = await openLab({ seed });
  try {
    const host = await lab.host('m1', { client: 'none' });
    const internet = await lab.internet();
    const sink = spawnNode({ name: 'internet', spawn: internet.spawn }, child('sink-child.ts'), [String(PORT)]);
    const uplinks: Uplink[] = [];
    for (const options of wanted) uplinks.push(await openUplink(lab, host, options));
    await sink.lines.waitFor('the far end listens', (line) => line !== undefined, 20_000);
    return {
      ...{ lab, host, uplinks },
      capture: () => Promise.all(uplinks.map(({ link }) => lab.capture(link))),
      [Symbol.asyncDispose]: () => lab.close(),
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

async function openUplink(lab: Lab, host: Host, options: UplinkOptions): Promise<Uplink> {
  const { ifname, ipv4, ipv6, later } = options;
  const network = await lab.network(`net-${ifname}`, { ipv4, ipv6, dhcp: false, radvd: false, nat: true });
  const link = await lab.connect(host, network, { as: ifname });
  await network.run('ip', ['addr', 'add', `${nth(later, 1)}/64`, 'dev', network.device, 'nodad']);
  // As access routers do (RFC 1027): what IPv4 sends to a device without a way, as if all were on-link, is on the wire then.
  await network.run('sh', ['-c', `echo 1 > /proc/sys/net/ipv4/conf/${network.device}/proxy_arp`]);
  const router = spawnNode(network, child('router-child.ts'), [network.device]);
  await router.lines.waitFor('the router is ready', (line) => line !== undefined, 20_000);
  return {
    ...{ ...options, network, link, hold: await openLeases(lab, network, link, options) },
    advertise: async (recipe) => {
      const from = router.lines.all.length;
      router.tell(
        JSON.stringify({ mac: network.mac, ...recipe, unknown: [{ type: EXPERIMENT, hex: from.toString(16).padStart(12, '0') }] }),
      );
      await router.lines.waitFor('the advertisement is sent', (line) => JSON.stringify(line).includes('"sent"'), 20_000, from);
    },
  };
}

async function openLeases(lab: Lab, network: Network, link: Link, { ipv4, names }: UplinkOptions): Promise<Uplink['hold']> {
  const file = (kind: string) => join(lab.folder, `${network.name}.uplink.${kind}`);
  const write = (number: number): void => writeFileSync(file('hosts'), `${link.mac},${nth(ipv4, number)}\n`);
  write(100);
  const lines = [
    ...['no-daemon', 'log-facility=-', 'pid-file=', 'port=0', 'no-ping', 'dhcp-authoritative', 'log-dhcp', 'bind-interfaces'],
    ...[`interface=${network.device}`, `dhcp-range=${nth(ipv4, 50)},${nth(ipv4, 250)},3600`],
    ...[`dhcp-hostsfile=${file('hosts')}`, `dhcp-leasefile=${file('leases')}`],
    ...(names ? [`dhcp-option=option:dns-server,${names.servers[4]}`, `dhcp-option=option:domain-search,${names.search}`] : []),
  ];
  writeFileSync(file('conf'), `${lines.join('\n')}\n`);
  const server = await network.space.daemon('dnsmasq', ['-C', file('conf')], /started, version/);
  const readings = (): number => server.log().split(`read ${file('hosts')}`).length;
  return async (number) => {
    const before = readings();
    write(number);
    server.signal('SIGHUP');
    await waitUntil('the DHCP server has read it', () => readings() > before, { every: 2, tail: server.log });
  };
}
