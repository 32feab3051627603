/** The wire between a host and a network: a veth pair whose far end is a port of the router's bridge. */
import { familyOf, isInPrefix, prefixLength } from '../../machines/model/address.ts';
import { batch, type Core } from './core.ts';
import { nth } from './dnsmasq.ts';
import { tailOf, waitUntil } from './exec.ts';
import type { Host } from './host.ts';
import type { Network } from './network.ts';
import type { Wire } from './wire.ts';

export type LinkOptions = {
  /** The name of the device in the host. */
  readonly as: string;
  readonly mac?: string;
};
export type Addresses = { readonly ipv4: string | undefined; readonly ipv6: string | undefined };

export type Link = Wire & {
  readonly host: Host;
  readonly mac: string;
  readonly index: number;
  network(): Network;
  /** The far end goes down: the host sees that it has no carrier. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Carrier is lost, and comes back in another network: roaming. */
  moveTo(network: Network): Promise<void>;
  /** The device is taken out of the host. */
  unplug(): Promise<void>;
  /** Waits until the host uses an address of each family that its network gives, and its client has published the DNS server. */
  ready(within?: number): Promise<Addresses>;
};

export async function connect(core: Core, host: Host, first: Network, options: LinkOptions): Promise<Link> {
  const { as: device, mac = core.mac(`${host.name} ${options.as}`) } = options;
  const [index, far] = core.nextIndices();
  const port = `port${far}`;
  let network = first;
  const farEnd = (state: 'up' | 'down'): Promise<unknown> => network.run('ip', ['link', 'set', port, state]);
  const plug = (): Promise<unknown> => batch(network.space, [`link set ${port} master ${network.device}`, `link set ${port} up`]);
  const ends = [
    `name ${device} index ${index} address ${mac} netns ${host.space.name}`,
    `name ${port} index ${far} netns ${network.space.name}`,
  ];
  await batch(core.outermost, [`link add ${ends[0]} type veth peer ${ends[1]}`]);
  // With checksums left to a card that does not exist, some DHCP clients drop what they get.
  await Promise.all([network.run('ethtool', ['-K', port, 'tx', 'off']), host.run('sh', ['-euc', prepare, device, device])]);
  await plug();
  if (host.client === 'static') await configure(host, device, index, network);
  const link: Link = {
    ...{ host, device, mac, index, space: host.space, network: () => network },
    down: async () => void (await farEnd('down')),
    up: async () => {
      await farEnd('up');
      await greet(link);
    },
    moveTo: async (next) => {
      await batch(network.space, [`link set ${port} down`, `link set ${port} nomaster`]);
      await waitUntil(`${host.name} has lost its carrier on ${device}`, async () => !(await hasCarrier(link)));
      await core.outermost.run('ip', ['-n', network.space.name, 'link', 'set', port, 'netns', next.space.name]);
      network = next;
      await plug();
      if (host.client === 'static') await configure(host, device, index, network);
      await greet(link);
    },
    unplug: async () => void (await host.run('ip', ['link', 'delete', device])),
    ready: (within = 15_000) => ready(link, within),
  };
  return link;
}

/** Duplicate address detection in 100 ms instead of a second; new namespaces have no default for it, so it is set for each device. */
const prepare = `
echo 100 > "/proc/sys/net/ipv6/neigh/$1/retrans_time_ms"
ethtool -K "$1" tx off
ip link set "$1" up`;

/**
 * A kernel that has lost its carrier and found it again sends no router solicitation. Connection managers do; here the
 * router is made to advertise, so that nobody waits for its next time.
 */
async function greet(link: Link): Promise<void> {
  await waitUntil(`${link.host.name} has its carrier on ${link.device}`, () => hasCarrier(link));
  link.network().advertiseNow();
}

/** Carrier as the kernel of the host sees it. */
export async function hasCarrier(link: Wire): Promise<boolean> {
  const { stdout } = await link.space.run('ip', ['-o', 'link', 'show', 'dev', link.device]);
  return /[<,]LOWER_UP[,>]/.test(stdout);
}

async function ready(link: Link, within: number): Promise<Addresses> {
  const given = link.network().gives();
  const wanted = { ...given, ipv4: link.host.client === 'none' ? undefined : given.ipv4 };
  let seen: readonly string[] = [];
  const inside = (prefix: string | undefined): string | undefined =>
    seen.find((address) => prefix !== undefined && isInPrefix(address, prefix));
  const probe = async (): Promise<Addresses | false> => {
    seen = await link.host.addresses(link.device);
    const found = { ipv4: inside(wanted.ipv4), ipv6: inside(wanted.ipv6) };
    if (link.host.client === 'dhcpcd' && given.dns && !link.host.read('/etc/resolv.conf').includes(`nameserver ${given.dns}\n`))
      return false;
    return (!wanted.ipv4 || found.ipv4 !== undefined) && (!wanted.ipv6 || found.ipv6 !== undefined) && found;
  };
  const tail = (): string =>
    [`addresses: ${seen.join(', ') || 'none'}`, tailOf(link.host.clientLog(), 15), tailOf(link.network().log('dnsmasq'), 10)].join('\n');
  return waitUntil(`${link.host.name} has its addresses on ${link.device}`, probe, { within, tail });
}

/** What an administrator would write: the address by the device's number, a default route, the router as DNS server. */
async function configure(host: Host, device: string, index: number, network: Network): Promise<void> {
  const { router4 } = network;
  const { ipv4 } = network.gives();
  await host.run('ip', ['-4', 'addr', 'flush', 'dev', device]);
  if (!ipv4 || !router4 || familyOf(ipv4) !== 4) return;
  const length = prefixLength(ipv4);
  await batch(host.space, [
    `addr add ${nth(ipv4, 2 + (index % (2 ** (32 - length) - 4)))}/${length} dev ${device}`,
    `route add default via ${router4} dev ${device} metric ${index}`,
  ]);
  const others = host
    .read('/etc/resolv.conf')
    .split('\n')
    .filter((line) => line !== '' && line !== `nameserver ${router4}`);
  host.write('/etc/resolv.conf', `${[...others, `nameserver ${router4}`].join('\n')}\n`);
}
