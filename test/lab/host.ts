/**
 * A host of a lab: its own network, mounts, processes and host name. It gets its IPv4 leases from a real dhcpcd, its IPv6
 * addresses from the kernel, and publishes them where Debian's dhcpcd does (/var/lib/dhcpcd, /run/dhcpcd, /etc/resolv.conf).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Core } from './core.ts';
import { hostScript } from './ground.ts';
import type { Daemon, Space } from './space.ts';

export type HostOptions = {
  /** Who configures IPv4: dhcpcd, the lab itself, or nobody (links are up, and have what the kernel gives them). */
  readonly client?: 'dhcpcd' | 'static' | 'none';
};

export type Host = Pick<Space, 'run' | 'spawn' | 'file' | 'daemon'> & {
  readonly name: string;
  readonly space: Space;
  readonly client: NonNullable<HostOptions['client']>;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Addresses of a device that are in use (neither tentative nor failed) and not link-local. */
  addresses(device: string): Promise<readonly string[]>;
  clientLog(): string;
  close(): Promise<void>;
};

const IpAddr = z.array(
  z.looseObject({
    addr_info: z.array(
      z.looseObject({ local: z.string(), scope: z.string(), tentative: z.boolean().optional(), dadfailed: z.boolean().optional() }),
    ),
  }),
);

/** At once (no ARP probing of five seconds, no random delay), IPv4 only, and no touch of the machine's services. */
const DHCPCD = `
ipv4only
noipv6rs
noarp
noipv4ll
nodelay
persistent
clientid
vendorclassid
nodev
option domain_name_servers, domain_name, domain_search, classless_static_routes, interface_mtu, ntp_servers
define 114 string captive_portal_uri
option captive_portal_uri
require dhcp_server_identifier
nohook hostname, ntp-common.conf, chrony.conf, timesyncd.conf, openntpd.conf
env resolvconf=no-resolvconf
`;

export async function openHost(core: Core, name: string, options: HostOptions): Promise<Host> {
  const { client = 'dhcpcd' } = options;
  const space = await core.add(name, hostScript(name, core.ground.folder));
  const write = (path: string, text: string): void => writeFileSync(space.file(path), text);
  const daemon = client === 'dhcpcd' ? await startDhcpcd(core, space, write) : undefined;
  return {
    ...{ name, space, client, write, run: space.run, spawn: space.spawn, file: space.file, daemon: space.daemon },
    read: (path) => readFileSync(space.file(path), 'utf8'),
    addresses: async (device) => {
      const ran = await space.run('ip', ['-j', 'addr', 'show', 'dev', device], { accept: 'any' });
      if (ran.code !== 0) return [];
      const found = IpAddr.parse(JSON.parse(ran.stdout)).flatMap((entry) => entry.addr_info);
      return found.filter((entry) => entry.scope !== 'link' && !entry.tentative && !entry.dadfailed).map((entry) => entry.local);
    },
    clientLog: () => daemon?.log() ?? '',
    close: () => core.remove(space),
  };
}

async function startDhcpcd(core: Core, space: Space, write: (path: string, text: string) => void): Promise<Daemon> {
  const hooks = core.ground.programs.unpacked && join(core.ground.programs.unpacked, 'root/usr/lib/dhcpcd/dhcpcd-run-hooks');
  // One that is installed knows where its hooks are.
  write('/etc/dhcpcd.conf', `${DHCPCD}${hooks && existsSync(hooks) ? `script ${hooks}\n` : ''}`);
  return space.daemon('dhcpcd', ['-B', '-d', '-f', '/etc/dhcpcd.conf'], /starting|no interfaces|waiting for|spawned|DUID/);
}
