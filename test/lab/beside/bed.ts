/**
 * A host with two managers: NetworkManager has wlan0, systemd-networkd has eth0, each with DHCP and Router Advertisements of a network
 * of its own. eth1 is nobody's (NetworkManager and networkd are told so), and br0 was made and addressed by hand before they started.
 */
import { isInPrefix } from '../../../machines/model/address.ts';
import { tailOf, waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import type { Daemon } from '../space.ts';
import { startBus } from './bus.ts';
import { startNetworkManager } from './network-manager.ts';
import { startNetworkd } from './networkd.ts';

export type Bed = AsyncDisposable & {
  readonly lab: Lab;
  readonly host: Host;
  readonly home: Network;
  readonly office: Network;
  readonly guest: Network;
  readonly wlan0: Link;
  readonly eth0: Link;
  readonly eth1: Link;
  readonly networkManager: Daemon;
  readonly networkd: Daemon;
};

export async function openBed(seed: number): Promise<Bed> {
  const lab = await openLab({ seed });
  try {
    return await furnish(lab);
  } catch (error) {
    await lab.close();
    throw error;
  }
}

async function furnish(lab: Lab): Promise<Bed> {
  const network = (name: string, n: number): Promise<Network> =>
    lab.network(name, {
      ...{ ipv4: `192.168.${n}.0/24`, ipv6: `2001:db8:${n}::/64`, internet: false },
      dhcp: { search: [`${name}.example`] },
    });
  const [host, home, office, guest] = await Promise.all([
    lab.host('m1', { client: 'none' }),
    network('home', 10),
    network('office', 20),
    network('guest', 30),
  ]);
  await host.run('sh', ['-euc', 'ip link add br0 type bridge; ip addr add 172.17.0.1/16 dev br0; ip link set br0 up']);
  await startBus(host);
  const [networkManager, networkd] = await Promise.all([
    startNetworkManager(host, { manages: ['wlan0'], leaves: ['eth0', 'eth1'] }),
    startNetworkd(host, { manages: ['eth0'], leaves: ['eth1'] }),
  ]);
  const [wlan0, eth0, eth1] = await Promise.all([
    lab.connect(host, home, { as: 'wlan0' }),
    lab.connect(host, office, { as: 'eth0' }),
    lab.connect(host, guest, { as: 'eth1' }),
  ]);
  await Promise.all([isConfigured(wlan0, networkManager), isConfigured(eth0, networkd), eth1.ready()]);
  return { ...{ lab, host, home, office, guest, wlan0, eth0, eth1, networkManager, networkd }, [Symbol.asyncDispose]: lab.close };
}

/** The device has addresses of both families of its network. */
export async function isConfigured({ host, device, network }: Link, manager: Daemon): Promise<void> {
  const prefixes = [network().gives().ipv4, network().gives().ipv6].filter((prefix) => prefix !== undefined);
  await waitUntil(
    `${device} is configured`,
    async () => {
      const found = await host.addresses(device);
      return prefixes.every((prefix) => found.some((address) => isInPrefix(address, prefix)));
    },
    { within: 20_000, tail: () => tailOf(manager.log()) },
  );
}
