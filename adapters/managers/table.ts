/** Which files are read, who they tell of, and by which processes a manager is known. */

export type FileKind =
  | 'dhcpcdLease'
  | 'dhcpcdHook'
  | 'dhcpcdRun'
  | 'networkdLease'
  | 'networkdLink'
  | 'resolvedLink'
  | 'resolvedRun'
  | 'nmDevice'
  | 'nmConnection'
  | 'connmanRun'
  | 'dhclientLease'
  | 'dhclientRun'
  | 'udhcpcRun'
  | 'resolvConf';

/** `presence`: that the file is there is all we ask; it is not opened. */
export type Place = { readonly kind: FileKind; readonly folder: string; readonly file: RegExp; readonly presence?: true };

const IFINDEX = /^[1-9]\d{0,9}$/;
const RESOLV_CONF = /^resolv\.conf$/;

export const PLACES: readonly Place[] = [
  { kind: 'dhcpcdLease', folder: '/var/lib/dhcpcd', file: /\.lease$/ },
  { kind: 'dhcpcdLease', folder: '/var/lib/dhcpcd5', file: /\.lease$/ },
  { kind: 'dhcpcdHook', folder: '/run/dhcpcd/hook-state/resolv.conf', file: /^[^.].*\.[a-z0-9]+$/ },
  { kind: 'dhcpcdRun', folder: '/run/dhcpcd', file: /\.pid$|^pid$/ },
  { kind: 'networkdLease', folder: '/run/systemd/netif/leases', file: IFINDEX },
  { kind: 'networkdLink', folder: '/run/systemd/netif/links', file: IFINDEX },
  { kind: 'resolvedLink', folder: '/run/systemd/resolve/netif', file: IFINDEX },
  // It keeps its folder when it ends.
  { kind: 'resolvedRun', folder: '/run/systemd/resolve', file: /^stub-resolv\.conf$/, presence: true },
  { kind: 'nmDevice', folder: '/run/NetworkManager/devices', file: IFINDEX },
  // Of interest are those it made for what others configured. Only root may read them.
  { kind: 'nmConnection', folder: '/run/NetworkManager/system-connections', file: /\.nmconnection$/ },
  // Its internal-UUID-IFNAME.lease has an address only, and outlives the lease into the next network: it is not read.
  // ConnMan tells of leases over D-Bus only; what it keeps in /var/lib/connman is its own.
  { kind: 'connmanRun', folder: '/run/connman', file: /./, presence: true },
  { kind: 'dhclientLease', folder: '/var/lib/dhcp', file: /^dhclient(?!6)[^/]*\.leases?$/ },
  { kind: 'dhclientLease', folder: '/var/lib/dhclient', file: /^dhclient(?!6)[^/]*\.leases?$/ },
  { kind: 'dhclientRun', folder: '/run', file: /^dhclient[^/]*\.pid$/, presence: true },
  // udhcpc hands its lease to a script and keeps nothing.
  { kind: 'udhcpcRun', folder: '/run', file: /^udhcpc[^/]*\.pid$/, presence: true },
  { kind: 'resolvConf', folder: '/etc', file: RESOLV_CONF },
  { kind: 'resolvConf', folder: '/run/systemd/resolve', file: RESOLV_CONF },
  { kind: 'resolvConf', folder: '/run/NetworkManager', file: RESOLV_CONF },
  { kind: 'resolvConf', folder: '/run/connman', file: RESOLV_CONF },
];

/**
 * `process`: the name in /proc/PID/comm, which the kernel cuts at 15 bytes. `traces`: files that only it leaves.
 * The protocol of routes (RTPROT_DHCP and the like) is evidence too; it is in the route facts, and read there.
 */
export type Manager = { readonly name: string; readonly process: string; readonly traces: readonly FileKind[] };

export const MANAGERS: readonly Manager[] = [
  { name: 'NetworkManager', process: 'NetworkManager', traces: ['nmDevice'] },
  { name: 'systemd-networkd', process: 'systemd-network', traces: ['networkdLink', 'networkdLease'] },
  { name: 'ConnMan', process: 'connmand', traces: ['connmanRun'] },
  { name: 'dhcpcd', process: 'dhcpcd', traces: ['dhcpcdRun'] },
  { name: 'dhclient', process: 'dhclient', traces: ['dhclientRun'] },
  // It has no interface of its own, but the node's names.
  { name: 'systemd-resolved', process: 'systemd-resolve', traces: ['resolvedRun'] },
  { name: 'udhcpc', process: 'udhcpc', traces: ['udhcpcRun'] },
];

/** Clients whose file outlives them: without the client, nobody holds the lease. */
export const NEEDS_CLIENT: ReadonlySet<string> = new Set(['dhcpcd', 'dhclient']);
