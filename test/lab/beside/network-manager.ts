/** NetworkManager in a host of the lab: it manages the devices it is told to, with its own DHCP client, and leaves all others alone. */
import type { Host } from '../host.ts';
import type { Daemon } from '../space.ts';

export type NetworkManagerOptions = {
  /** Names of the devices with a connection of their own, which goes up as soon as there is a carrier. */
  readonly manages: readonly string[];
  /** The devices it is told not to manage. Default: all but those. One that is neither is its own once nobody else has configured it. */
  readonly leaves?: readonly string[];
};

/** It is not to ask the Internet, nor polkit, nor to make connections that nobody wrote. */
const config = ({ manages, leaves }: NetworkManagerOptions): string => `
[main]
plugins=keyfile
dhcp=internal
auth-polkit=false
no-auto-default=*
hostname-mode=none
[connectivity]
enabled=false
[keyfile]
unmanaged-devices=${leaves ? leaves.map(named).join(',') : ['*', ...manages.map((name) => `except:${named(name)}`)].join(',')}
[logging]
level=INFO
`;

const named = (device: string): string => `interface-name:${device}`;

const connection = (device: string): string => `
[connection]
id=${device}
type=ethernet
interface-name=${device}
autoconnect=true
[ipv4]
method=auto
[ipv6]
method=auto
addr-gen-mode=eui64
`;

/** The host needs a bus (`startBus`). Ready when others can speak to it; devices that are there already may still be on their way up. */
export async function startNetworkManager(host: Pick<Host, 'run' | 'write' | 'daemon'>, options: NetworkManagerOptions): Promise<Daemon> {
  const folders = ['/etc/NetworkManager', '/var/lib/NetworkManager'];
  // Where the machine has one, the host has links to it.
  await host.run('rm', ['-rf', ...folders]);
  await host.run('mkdir', ['-p', ...folders, '/etc/NetworkManager/system-connections']);
  host.write('/etc/NetworkManager/NetworkManager.conf', config(options));
  for (const device of options.manages) host.write(`/etc/NetworkManager/system-connections/${device}.nmconnection`, connection(device));
  // It reads none that others could read.
  await host.run('sh', ['-euc', 'chmod 600 /etc/NetworkManager/system-connections/*']);
  return host.daemon('NetworkManager', ['--debug'], /acquired D-Bus service/);
}
