/** Configuration of the real DHCP and DNS servers of a lab, from what a network is said to hand out. */
import { addressBytes, formatAddress, prefixLength, reachOf } from '../../machines/model/address.ts';

export type DhcpOptions = {
  /** False: no default gateway is handed out. Default: the network's router. */
  readonly router?: string | false;
  /** Default: the network's router. */
  readonly dns?: readonly string[] | false;
  readonly search?: readonly string[];
  readonly ntp?: readonly string[];
  readonly mtu?: number;
  readonly routes?: readonly { readonly to: string; readonly via: string }[];
  readonly portal?: string;
  /** Seconds; dnsmasq gives no less than 120. */
  readonly leaseTime?: number;
  /** Any other option by its number, as dnsmasq writes values. */
  readonly others?: Readonly<Record<number, string>>;
};

export type DnsOptions = {
  readonly domain?: string;
  /** Names with the address that they have. */
  readonly records?: Readonly<Record<string, string | readonly string[]>>;
  /** The same for a name and all that are below it. */
  readonly zones?: Readonly<Record<string, string | readonly string[]>>;
  /** Seconds that these may be kept. Default: not at all. */
  readonly ttl?: number;
};

export type Served = DnsOptions & {
  readonly device: string;
  /** Servers that are asked what is not known here; with none, what is not known does not exist. */
  readonly upstream: readonly string[];
  readonly dhcp: (DhcpOptions & { readonly prefix: string; readonly router4: string; readonly leases: string }) | null;
};

export function dnsmasqConfig(served: Served): string {
  const lines = [
    // `no-daemon` also keeps the user, for in an ordinary user's namespace there is no other.
    ...['no-daemon', 'log-facility=-', 'pid-file='],
    ...['no-resolv', 'no-hosts', 'no-poll', 'bind-interfaces', `interface=${served.device}`],
    ...(served.upstream.length > 0 ? served.upstream.map((server) => `server=${server}`) : ['address=/#/']),
    ...(served.domain ? [`domain=${served.domain}`, `local=/${served.domain}/`] : []),
    ...Object.entries(served.records ?? {}).flatMap(([name, addresses]) =>
      [addresses].flat().map((address) => `host-record=${name},${address}`),
    ),
    ...Object.entries(served.zones ?? {}).flatMap(([name, addresses]) =>
      [addresses].flat().map((address) => `address=/${name}/${address}`),
    ),
    ...(served.ttl === undefined ? [] : [`local-ttl=${served.ttl}`]),
    ...(served.dhcp ? dhcpLines(served.dhcp) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function dhcpLines(dhcp: NonNullable<Served['dhcp']>): readonly string[] {
  const { router = dhcp.router4, dns = [dhcp.router4], leaseTime = 3600 } = dhcp;
  const size = 2 ** (32 - prefixLength(dhcp.prefix));
  const range = `${nth(dhcp.prefix, Math.floor(size * 0.4))},${nth(dhcp.prefix, Math.floor(size * 0.8))}`;
  // A client that gets option 121 ignores option 3: RFC 3442, so the default has to be in there as well.
  const routes = [...(dhcp.routes ?? []), ...(router === false ? [] : [{ to: '0.0.0.0/0', via: router }])];
  return [
    // An address is offered at once, without a ping of three seconds.
    ...['no-ping', 'dhcp-authoritative', 'log-dhcp', `dhcp-leasefile=${dhcp.leases}`, `dhcp-range=${range},${leaseTime}`],
    option('option:router', router === false ? [] : [router]),
    option('option:dns-server', dns === false ? [] : dns),
    ...(dhcp.search ? [option('option:domain-search', dhcp.search)] : []),
    ...(dhcp.ntp ? [option('option:ntp-server', dhcp.ntp)] : []),
    ...(dhcp.mtu ? [option('option:mtu', [String(dhcp.mtu)])] : []),
    ...(dhcp.routes
      ? [
          option(
            '121',
            routes.map(({ to, via }) => `${to},${via}`),
          ),
        ]
      : []),
    ...(dhcp.portal ? [option('114', [`"${dhcp.portal}"`])] : []),
    ...Object.entries(dhcp.others ?? {}).map(([code, value]) => option(code, [value])),
  ];
}

/** Without values it is not sent at all. */
const option = (name: string, values: readonly string[]): string => `dhcp-option=${[name, ...values].join(',')}`;

/** The n-th address of a prefix. */
export function nth(prefix: string, n: number): string {
  const bytes = addressBytes(prefix.slice(0, prefix.indexOf('/')));
  if (!bytes) throw new RangeError(`not a prefix: ${prefix}`);
  const sum = Uint8Array.from(bytes);
  for (let i = sum.length - 1, rest = n; i >= 0 && rest > 0; i--) {
    rest += sum[i] ?? 0;
    sum[i] = rest & 255;
    rest = Math.floor(rest / 256);
  }
  return formatAddress(sum);
}

/** Whether the Internet has a route back to it; if not, IPv4 is translated and IPv6 stays at home. */
export const isPublic = (prefix: string): boolean => reachOf(prefix.slice(0, prefix.indexOf('/'))) === 'public';
