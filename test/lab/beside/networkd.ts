/** systemd-networkd in a host of the lab: it manages the devices it is told to and leaves all others alone. It needs no bus, no udev and no systemd. */
import type { Host } from '../host.ts';
import type { Daemon } from '../space.ts';
import { becomeRoot } from './users.ts';

export type NetworkdOptions = {
  readonly manages: readonly string[];
  /** Devices with a file that says to leave them alone; those without a file are left alone as well. */
  readonly leaves?: readonly string[];
  /** Of the routes of each that it manages, as an administrator of several uplinks gives them. Default: its own, equal for all. */
  readonly metrics?: readonly number[];
};

const network = (device: string, metric?: number): string => `
[Match]
Name=${device}
[Network]
DHCP=ipv4
IPv6AcceptRA=yes
[DHCPv4]
UseDomains=yes
${metric === undefined ? '' : `RouteMetric=${metric}\n[IPv6AcceptRA]\nRouteMetric=${metric}`}
`;

const unmanaged = (device: string): string => `
[Match]
Name=${device}
[Link]
Unmanaged=yes
`;

export async function startNetworkd(
  host: Pick<Host, 'run' | 'read' | 'write' | 'daemon'>,
  { manages, leaves = [], metrics = [] }: NetworkdOptions,
): Promise<Daemon> {
  // The machine's configuration is not the host's.
  await host.run('sh', ['-euc', 'rm -rf /etc/systemd; mkdir -p /etc/systemd /run/systemd/network']);
  for (const [i, device] of manages.entries()) host.write(`/run/systemd/network/10-${device}.network`, network(device, metrics[i]));
  for (const device of leaves) host.write(`/run/systemd/network/10-${device}.network`, unmanaged(device));
  becomeRoot(host, 'systemd-network');
  return host.daemon('systemd-networkd', [], /Enumeration completed/);
}
