/** Resolvers of one host, each at an address of its own and with the same server behind it: ours, dnsmasq, unbound, systemd-resolved. */

import { domain, view } from '../adapters/dns/views.ts';
import { startBus } from '../lab/beside/bus.ts';
import { becomeRoot } from '../lab/beside/users.ts';
import { type Extra, findExtra } from '../lab/extras.ts';
import type { Host } from '../lab/host.ts';
import { spawnResolver } from './dns-said.ts';

export const PEERS = ['multihome', 'dnsmasq', 'systemd-resolved', 'unbound'] as const;
export type PeerName = (typeof PEERS)[number];
export type Peer = { readonly name: PeerName; readonly address: string };

/** What all of them ask; it knows every name. */
const SERVER = '127.0.0.10';
const ANSWER = '192.0.2.1';
/** Seconds: longer than a bench, and within what the peers keep. */
const TTL = 3_600;
/** More than are asked. */
const ENTRIES = 10_000;

/** A network that is up, without which systemd-resolved asks nobody. */
const UPLINK = 'ip link add up0 type veth peer name up1; ip link set up1 up; ip link set up0 up; ip address add 198.51.100.9/24 dev up0';

/** One thread that answers out of its table: faster than any that asks it. */
export async function startServer(host: Host): Promise<void> {
  await host.run('sh', ['-euc', UPLINK]);
  await startDnsmasq(host, 'server', SERVER, [`address=/#/${ANSWER}`, `local-ttl=${TTL}`, 'cache-size=0']);
}

/** Those that can be had, and why others cannot. */
export async function startPeers(host: Host): Promise<{ readonly peers: readonly Peer[]; readonly skipped: readonly string[] }> {
  const peers: Peer[] = [];
  const skipped: string[] = [];
  const start = async (name: PeerName, address: string, by: () => Promise<unknown>): Promise<void> => {
    await by();
    peers.push({ name, address });
  };
  const startExtra = async (name: Extra & PeerName, address: string, by: (program: string) => Promise<unknown>): Promise<void> => {
    const found = findExtra(name);
    if (found.ok) await start(name, address, () => by(found.path));
    else skipped.push(found.skipped);
  };
  await start('multihome', '127.0.0.55', () => startOurs(host, '127.0.0.55'));
  await start('dnsmasq', '127.0.0.2', () =>
    startDnsmasq(host, 'peer', '127.0.0.2', [`server=${SERVER}`, `cache-size=${ENTRIES}`, 'dns-forward-max=1000']),
  );
  await startExtra('systemd-resolved', '127.0.0.53', (program) => startResolved(host, program));
  await startExtra('unbound', '127.0.0.3', (program) => startUnbound(host, program, '127.0.0.3'));
  return { peers, skipped };
}

async function startOurs(host: Host, address: string): Promise<void> {
  const resolver = await spawnResolver(host, address, 53);
  await resolver.show(view(1, [domain('pvd:wlan0', SERVER)]));
}

async function startDnsmasq(host: Host, name: string, address: string, lines: readonly string[]): Promise<void> {
  const own = [
    'no-daemon',
    'log-facility=-',
    'pid-file=',
    'no-resolv',
    'no-hosts',
    'no-poll',
    'bind-interfaces',
    `listen-address=${address}`,
  ];
  host.write(`/run/dnsmasq.${name}.conf`, `${[...own, ...lines].join('\n')}\n`);
  await host.daemon('dnsmasq', [`--conf-file=/run/dnsmasq.${name}.conf`], /started/);
}

/** It keeps nothing that a server on loopback says, unless it is told to. */
const RESOLVED = `[Resolve]
DNS=${SERVER}
Domains=~.
DNSSEC=no
LLMNR=no
MulticastDNS=no
Cache=yes
CacheFromLocalhost=yes
`;

async function startResolved(host: Host, program: string): Promise<void> {
  await startBus(host);
  // The machine's configuration is not the host's.
  await host.run('sh', ['-euc', 'rm -rf /etc/systemd; mkdir -p /etc/systemd /run/systemd/resolve']);
  host.write('/etc/systemd/resolved.conf', RESOLVED);
  becomeRoot(host, 'systemd-resolve');
  await runDaemon(host, program, [], /system hostname/);
}

const unboundConfig = (address: string): string => `server:
  interface: ${address}
  access-control: 127.0.0.0/8 allow
  do-daemonize: no
  use-syslog: no
  verbosity: 1
  chroot: ""
  username: ""
  directory: "/run"
  pidfile: ""
  module-config: "iterator"
  do-not-query-localhost: no
forward-zone:
  name: "."
  forward-addr: ${SERVER}
remote-control:
  control-enable: no
`;

async function startUnbound(host: Host, program: string, address: string): Promise<void> {
  host.write('/run/unbound.conf', unboundConfig(address));
  await runDaemon(host, program, ['-d', '-c', '/run/unbound.conf'], /start of service/);
}

/** By its path: a lab's PATH has not got it. */
const runDaemon = (host: Host, program: string, args: readonly string[], ready: RegExp) =>
  host.daemon('sh', ['-c', 'exec "$0" "$@"', program, ...args], ready);
