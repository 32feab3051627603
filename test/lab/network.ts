/**
 * A network: a router with a bridge that hosts are plugged into, a real dnsmasq (DHCP and DNS) and a real radvd. Towards the
 * Internet it translates private IPv4, and, as access networks do, forwards no source address that is not its own. What can be
 * done to it while it runs is in parts, each in a file of its own that says how it is used: foreign (firewall.ts), upstream,
 * portal, loss, delay.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefixLength } from '../../machines/model/address.ts';
import { batch, type Core, linkLocalOf } from './core.ts';
import { type Delay, type DelayOptions, delayOf } from './delay.ts';
import { type DhcpOptions, type DnsOptions, dnsmasqConfig, nth } from './dnsmasq.ts';
import { type Foreign, type Forwarding, LAN, openForwarding } from './firewall.ts';
import { routerScript } from './ground.ts';
import type { Internet } from './internet.ts';
import { type Loss, lossOf } from './loss.ts';
import { type Portal, type PortalOptions, portalOf } from './portal.ts';
import { type RadvdOptions, radvdConfig } from './radvd.ts';
import type { Daemon, Space } from './space.ts';
import { type Upstream, upstreamOf } from './upstream.ts';

export type Services = DnsOptions & {
  /** False: no DHCP server. Default: one that hands out the router as gateway and DNS server. */
  readonly dhcp?: DhcpOptions | false;
  /** False: no Router Advertisements. Default: one prefix, and the router as DNS server. */
  readonly radvd?: RadvdOptions | false;
};
export type NetworkOptions = Services &
  Forwarding & {
    readonly ipv4?: string;
    /** Without a public prefix there is no IPv6 beyond the router. */
    readonly ipv6?: string;
    /** Further addresses of its router towards its hosts, with their length: servers that are behind this network. */
    readonly servers?: readonly string[];
    /** False: connected to nothing. */
    readonly internet?: boolean;
    /** Its captive portal is closed from the start, in this way. */
    readonly portal?: PortalOptions;
    /** A relay instead of the cable to the Internet, without which there is no delay later either. */
    readonly delay?: DelayOptions;
  };

export type Network = Pick<Space, 'run' | 'spawn' | 'file'> & {
  readonly name: string;
  readonly space: Space;
  /** The router's device towards its hosts. */
  readonly device: string;
  readonly mac: string;
  readonly linkLocal: string;
  /** The router's own addresses. */
  readonly router4: string | undefined;
  readonly router6: string | undefined;
  /** The prefixes out of which a host gets its addresses here, and its DNS server by DHCP, as it is configured now. */
  gives(): { readonly ipv4: string | undefined; readonly ipv6: string | undefined; readonly dns: string | undefined };
  /** Another configuration from now on; what is not given stays. Clients hear of it at their next message. */
  serve(services: Services): Promise<void>;
  /** What radvd would send some seconds later. */
  advertiseNow(): void;
  readonly foreign: Foreign;
  readonly upstream: Upstream;
  readonly portal: Portal;
  readonly loss: Loss;
  readonly delay: Delay;
  /** `upstream.kill()` and `upstream.revive()`. */
  failSilently(): Promise<void>;
  recover(): Promise<void>;
  log(daemon: 'dnsmasq' | 'radvd'): string;
};

export async function openNetwork(core: Core, name: string, options: NetworkOptions, internet: Internet | null): Promise<Network> {
  const space = await core.add(name, routerScript(name));
  const mac = core.mac(name);
  const { ipv4, ipv6 } = options;
  const [router4, router6] = [ipv4 && nth(ipv4, 1), ipv6 && nth(ipv6, 1)];
  const routers = [router4, router6].filter((address) => address !== undefined);
  const own = { name, space, device: LAN, mac, linkLocal: linkLocalOf(mac), router4, router6 };
  await batch(space, bridge(own, options));
  const { delay, cable } = delayOf(core, name, options.delay);
  const [foreign] = await Promise.all([
    openForwarding(space, options),
    internet?.attach(
      space,
      [ipv4, ipv6].filter((prefix) => prefix !== undefined),
      cable,
    ),
  ]);
  const upstream = upstreamOf(space);
  const portal = portalOf(core, space, name, routers);
  const daemons = new Map<string, Daemon>();
  let services: Services = options;
  const serve = async (changed: Services): Promise<void> => {
    services = { ...services, ...changed };
    await Promise.all([...daemons.values()].map((daemon) => daemon.stop()));
    daemons.clear();
    await Promise.all([startDnsmasq(), startRadvd()]);
  };

  async function startDnsmasq(): Promise<void> {
    const { dhcp = {} } = services;
    const leases = join(core.ground.folder, `${name}.leases`);
    const file = configuration(
      'dnsmasq',
      dnsmasqConfig({
        ...services,
        records: { [portal.host]: routers, ...services.records },
        device: LAN,
        upstream: internet ? internet.dns.slice(0, 1) : [],
        dhcp: ipv4 && router4 && dhcp !== false ? { ...dhcp, prefix: ipv4, router4, leases } : null,
      }),
    );
    daemons.set('dnsmasq', await space.daemon('dnsmasq', ['-C', file], /started, version/));
  }

  async function startRadvd(): Promise<void> {
    const { radvd = {} } = services;
    if (!ipv6 || !router6 || radvd === false) return;
    const file = configuration('radvd', radvdConfig(LAN, ipv6, { rdnss: [router6], ...radvd }));
    const argv = ['-C', file, '-n', '-d', '1', '-m', 'stderr', '-p', `/run/radvd.pid`];
    daemons.set('radvd', await space.daemon('radvd', argv, /version \S+ started/));
  }

  function configuration(program: string, text: string): string {
    const file = join(core.ground.folder, `${name}.${program}.conf`);
    writeFileSync(file, text);
    return file;
  }

  await serve({});
  if (options.portal) await portal.close(options.portal);
  return {
    ...own,
    ...{ run: space.run, spawn: space.spawn, file: space.file, serve, foreign, upstream, portal, delay, loss: lossOf(space) },
    gives: () => ({
      ipv4: services.dhcp === false ? undefined : ipv4,
      dns: services.dhcp === false || services.dhcp?.dns === false ? undefined : (services.dhcp?.dns?.[0] ?? router4),
      ipv6: services.radvd === false ? undefined : (services.radvd?.prefixes?.[0] ?? ipv6),
    }),
    advertiseNow: () => daemons.get('radvd')?.signal('SIGHUP'),
    failSilently: () => upstream.kill(),
    recover: upstream.revive,
    log: (daemon) => daemons.get(daemon)?.log() ?? '',
  };
}

/** A port that is always up keeps the bridge up: without carrier it has no IPv6, and gets its carrier up to a second late. */
function bridge(own: Pick<Network, 'mac' | 'linkLocal' | 'router4' | 'router6'>, options: NetworkOptions): readonly string[] {
  return [
    `link add name ${LAN} address ${own.mac} type bridge mcast_snooping 0`,
    'link add name keep0 type veth peer name keep1',
    ...[`link set keep0 master ${LAN}`, 'link set keep0 up', 'link set keep1 up'],
    ...[`link set ${LAN} addrgenmode none`, `link set ${LAN} up`, `addr add ${own.linkLocal}/64 dev ${LAN} nodad`],
    ...(own.router4 ? [`addr add ${own.router4}/${prefixLength(options.ipv4 ?? '')} dev ${LAN}`] : []),
    ...(own.router6 ? [`addr add ${own.router6}/${prefixLength(options.ipv6 ?? '')} dev ${LAN} nodad`] : []),
    ...(options.servers ?? []).map((server) => `addr add ${server} dev ${LAN}${server.includes(':') ? ' nodad' : ''}`),
  ];
}
