/**
 * systemd-networkd's and systemd-resolved's runtime files: `/run/systemd/netif/leases/IFINDEX`, `/run/systemd/netif/links/IFINDEX`,
 * `/run/systemd/resolve/netif/IFINDEX`. They say of themselves that they are private: every key may be absent, unknown ones are skipped.
 */
import { gatewaysAndRoutes, maskLength, reader, sectionsOf, wordsOf } from './fields.ts';
import { type FileContext, type LeaseReading, type Reading, type ResolverReading, reading, unreadable } from './reading.ts';
import { serversOf, type Zones } from './server.ts';

export function parseNetworkdLease(text: string, { ifname, written }: FileContext): Reading<LeaseReading> {
  const keys = sectionsOf(text).get('') ?? new Map<string, string>();
  const read = reader();
  const address = read.address4('ADDRESS', keys.get('ADDRESS'));
  if (address === null) return unreadable('noAddress', 0);
  const pairs = (key: string) => wordsOf(keys.get(key)).map((word) => pairOf(word));
  const prefixLength = maskLength(keys.get('NETMASK') ?? '');
  const lifetime = read.count('LIFETIME', keys.get('LIFETIME'), 0);
  // Before version 250 all routes stood under ROUTES; the default route there too is option 121's.
  const key = keys.has('CLASSLESS_ROUTES') ? 'CLASSLESS_ROUTES' : 'ROUTES';
  const classless = keys.has(key) ? read.routes(key, pairs(key)) : null;
  const routers = read.addresses4('ROUTER', wordsOf(keys.get('ROUTER')));
  const others = classless ? [] : read.routes('STATIC_ROUTES', pairs('STATIC_ROUTES'));
  const search = read.names('DOMAIN_SEARCH_LIST', wordsOf(keys.get('DOMAIN_SEARCH_LIST')));
  return reading({
    lease: {
      ifname,
      client: 'systemd-networkd',
      address,
      prefixLength: prefixLength ?? 32,
      ...gatewaysAndRoutes(classless, routers, others),
      server: read.address4('SERVER_ADDRESS', keys.get('SERVER_ADDRESS')),
      serverMac: null,
      dns: read.addresses4('DNS', wordsOf(keys.get('DNS'))),
      search: [...new Set([...search, ...read.names('DOMAINNAME', wordsOf(keys.get('DOMAINNAME')))])].slice(0, 64),
      selection: [],
      ntp: read.addresses4('NTP', wordsOf(keys.get('NTP'))),
      mtu: read.count('MTU', keys.get('MTU'), 68, 65_535),
      portal: null,
      ipv6Only: null,
      unpublished: [
        ...['serverMac', 'selection', 'portal', 'ipv6Only'],
        ...(prefixLength === null ? ['prefixLength'] : []),
        ...(lifetime === null ? ['lifetime'] : []),
      ],
    },
    expiry: lifetime === null || lifetime === 0xffffffff ? null : written + lifetime * 1000,
    problems: read.problems,
  });
}

export type NetworkdLink = { readonly managed: boolean; readonly resolver: ResolverReading };

/** `links/IFINDEX`: who manages the interface, and the DNS servers of all its sources (DHCP, RA, static). */
export function parseNetworkdLink(text: string, zones: Zones): Reading<NetworkdLink> {
  const keys = sectionsOf(text).get('') ?? new Map<string, string>();
  const state = keys.get('ADMIN_STATE');
  if (state === undefined) return unreadable('noState', 0);
  const managed = keys.has('NETWORK_FILE') && state !== 'unmanaged' && state !== 'linger';
  return reading({ managed, resolver: resolver(keys.get('DNS'), [keys.get('DOMAINS'), keys.get('ROUTE_DOMAINS')], zones) });
}

/** What programs told systemd-resolved about one link: `SERVERS=`, `DOMAINS=`. */
export function parseResolvedLink(text: string, zones: Zones): Reading<ResolverReading> {
  const keys = sectionsOf(text).get('') ?? new Map<string, string>();
  return reading(resolver(keys.get('SERVERS'), [keys.get('DOMAINS')], zones));
}

/** `~example.org` routes names there and is not searched: the fact has one list for both. `~.` is no name. */
function resolver(servers: string | undefined, domains: readonly (string | undefined)[], zones: Zones): ResolverReading {
  const read = reader();
  const words = domains.flatMap(wordsOf).map((word) => word.replace(/^~/, ''));
  const search = read.names(
    'domain',
    words.filter((word) => word !== '.' && word !== ''),
  );
  const { servers: found, problems } = serversOf(wordsOf(servers), zones);
  return { servers: found, search: search.slice(0, 64), problems: [...problems, ...read.problems] };
}

function pairOf(word: string): readonly [string, string | undefined] {
  const comma = word.indexOf(',');
  return comma < 0 ? [word, undefined] : [word.slice(0, comma), word.slice(comma + 1)];
}
