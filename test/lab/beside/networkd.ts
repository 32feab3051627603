/** systemd-networkd in a host of the lab: it manages the devices it is told to and leaves all others alone. It needs no bus, no udev and no systemd. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Host } from '../host.ts';
import type { Daemon } from '../space.ts';

export type NetworkdOptions = {
  readonly manages: readonly string[];
  /** Devices with a file that says to leave them alone; those without a file are left alone as well. */
  readonly leaves?: readonly string[];
};

const network = (device: string): string => `
[Match]
Name=${device}
[Network]
DHCP=ipv4
IPv6AcceptRA=yes
[DHCPv4]
UseDomains=yes
`;

const unmanaged = (device: string): string => `
[Match]
Name=${device}
[Link]
Unmanaged=yes
`;

export async function startNetworkd(
  host: Pick<Host, 'run' | 'write' | 'file' | 'daemon'>,
  { manages, leaves = [] }: NetworkdOptions,
): Promise<Daemon> {
  // The machine's configuration is not the host's.
  await host.run('sh', ['-euc', 'rm -rf /etc/systemd; mkdir -p /etc/systemd /run/systemd/network']);
  for (const device of manages) host.write(`/run/systemd/network/10-${device}.network`, network(device));
  for (const device of leaves) host.write(`/run/systemd/network/10-${device}.network`, unmanaged(device));
  becomeRoot(host);
  return host.daemon('systemd-networkd', [], /Enumeration completed/);
}

/** It changes to the user of that name, and an ordinary user's lab has no user but root. */
function becomeRoot(host: Pick<Host, 'file'>): void {
  const passwd = host.file('/etc/passwd');
  const others = readFileSync(passwd, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('systemd-network:'));
  writeFileSync(passwd, `${[...others, 'systemd-network:x:0:0::/:/usr/sbin/nologin'].join('\n')}\n`);
}
