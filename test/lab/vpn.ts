/**
 * A real VPN: an OpenVPN server in the Internet of a lab, whose DNS server knows names of its own, and its client in a host.
 *
 *   const vpn = await openVpn(lab, 4, { 'db.vault.example': ['10.8.0.80'] });
 *   const tunnel = await vpn.connect(host, 'vpn0', 51820);
 *   await tunnel.stop();
 */
import type { Family } from '../../machines/model/units.ts';
import type { Certificate } from './authority.ts';
import { batch } from './core.ts';
import { findExtra } from './extras.ts';
import type { Host } from './host.ts';
import type { Lab } from './lab.ts';
import type { OrderInput } from './names-child.ts';
import { startNameserver } from './nameserver.ts';
import type { Daemon, Space } from './space.ts';

/** Where it is reached, what its clients have their addresses of, and where in there its router and DNS server are. */
export const VPN = {
  ...{ outer: { 4: '203.0.113.200', 6: '2001:db8:e000::200' }, port: 1194 },
  ...{ ipv4: '10.8.0.0/24', ipv6: '2001:db8:8::/64', router4: '10.8.0.1', router6: '2001:db8:8::1' },
} as const;
export type Vpn = {
  /** Resolves once the tunnel stands. No route goes by it but to its own prefixes; its own packets have the mark. */
  connect(host: Pick<Host, 'daemon'>, device: string, mark: number): Promise<Daemon>;
};

const COMMON = ['--verb', '3', '--suppress-timestamps', '--dev-type', 'tun'];
/** Seconds: how often a peer is pinged, and how long it may be silent. */
const PATIENCE = ['1', '5'];

/** `family`: in which the tunnel's own packets go. */
export async function openVpn(lab: Pick<Lab, 'internet' | 'authority'>, family: Family, records: OrderInput['records']): Promise<Vpn> {
  const found = findExtra('openvpn');
  if (!found.ok) throw new TypeError(found.skipped);
  const [{ space }, { ca, issue }] = [await lab.internet(), await lab.authority()];
  const [server, client] = [await issue(['vpn.example']), await issue(['m1.example'])];
  const outer = VPN.outer[family];
  // By way of a shell: a log is called by its program, whose name here is a path.
  const start = (where: Pick<Space, 'daemon'>, { cert, key }: Certificate, ready: RegExp, args: readonly string[]): Promise<Daemon> =>
    where.daemon('sh', ['-c', 'exec "$0" "$@"', found.path, ...COMMON, '--ca', ca, '--cert', cert, '--key', key, ...args], ready);

  await batch(space, [`addr add ${outer}/${family === 4 ? '32 dev lo' : '128 dev lo nodad'}`]);
  await start(space, server, /Initialization Sequence Completed/, [
    ...['--server', '10.8.0.0', '255.255.255.0', '--server-ipv6', VPN.ipv6, '--topology', 'subnet', '--dh', 'none', '--dev', 'vpns'],
    ...['--proto', `udp${family}`, '--local', outer, '--port', String(VPN.port), '--keepalive', ...PATIENCE],
  ]);
  await startNameserver({ name: 'internet', spawn: space.spawn }, { addresses: [VPN.router4, VPN.router6], records });
  return {
    connect: (host, device, mark) =>
      start(host, client, /Initialization Sequence Completed/, [
        ...['--client', '--route-nopull', '--nobind', '--dev', device, '--mark', String(mark)],
        ...['--proto', `udp${family}`, '--remote', outer, String(VPN.port), '--connect-retry', '1', '1', '--explicit-exit-notify', '1'],
      ]),
  };
}
