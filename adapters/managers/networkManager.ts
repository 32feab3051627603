/**
 * NetworkManager's device file `/run/NetworkManager/devices/IFINDEX`: whether it manages the device, and (since 1.36 or so) its DHCP options.
 * The file is written when the device changes state and when the lease is renewed; when the carrier goes it stays as it was.
 */
import { gatewaysAndRoutes, type Keys, maskLength, reader, sectionsOf, wordsOf } from './fields.ts';
import { type FileContext, type LeaseReading, type Reading, reading, unreadable } from './reading.ts';

/** `lease` null: the device holds none, or this version does not say. */
export type NmDevice = { readonly managed: boolean; readonly connection: string | null; readonly lease: LeaseReading | null };

export function parseNmDevice(text: string, context: FileContext): Reading<NmDevice> {
  const sections = sectionsOf(text);
  const device = sections.get('device');
  if (!device) return unreadable('noDevice', 0);
  const lease = sections.get('dhcp4');
  const read = lease?.has('dhcp4.ip_address') ? parseOptions(lease, context) : reading(null);
  if (!read.ok) return read;
  return reading({ managed: device.get('managed') === 'true', connection: device.get('connection-uuid') ?? null, lease: read.value });
}

/**
 * `/run/NetworkManager/system-connections/NAME.nmconnection`: the UUID of a connection that it made up to show what somebody else
 * configured (`connected (externally)`). Its device counts as managed, but is not touched. Null: any other connection.
 */
export function externalConnection(text: string): string | null {
  const sections = sectionsOf(text);
  const isExternal = sections.get('.nmmeta')?.get('external') === 'true';
  return isExternal ? (sections.get('connection')?.get('uuid') ?? null) : null;
}

/** The internal client asks for these; what it does not know it does not write. */
function parseOptions(options: Keys, { ifname, written }: FileContext): Reading<LeaseReading> {
  const option = (name: string): string | undefined => unescaped(options.get(`dhcp4.${name}`));
  const read = reader();
  const address = read.address4('ip_address', option('ip_address'));
  if (address === null) return unreadable('noAddress', 0);
  const prefixLength = maskLength(option('subnet_mask') ?? '');
  const classless = option('rfc3442_classless_static_routes');
  const pairs = (text: string | undefined) => couples(wordsOf(text));
  const routes = classless === undefined ? null : read.routes('rfc3442_classless_static_routes', pairs(classless));
  const routers = read.addresses4('routers', wordsOf(option('routers')));
  const others = routes ? [] : read.routes('static_routes', pairs(option('static_routes')));
  const search = read.names('domain_search', wordsOf(option('domain_search')));
  const seconds = read.count('dhcp_lease_time', option('dhcp_lease_time'), 0);
  const expiry = read.count('expiry', option('expiry'), 0);
  return reading({
    lease: {
      ifname,
      client: 'NetworkManager',
      address,
      prefixLength: prefixLength ?? 32,
      ...gatewaysAndRoutes(routes, routers, others),
      server: read.address4('dhcp_server_identifier', option('dhcp_server_identifier')),
      serverMac: null,
      dns: read.addresses4('domain_name_servers', wordsOf(option('domain_name_servers'))),
      search: [...new Set([...search, ...read.names('domain_name', wordsOf(option('domain_name')))])].slice(0, 64),
      selection: [],
      ntp: read.addresses4('ntp_servers', wordsOf(option('ntp_servers'))),
      mtu: read.count('interface_mtu', option('interface_mtu'), 68, 65_535),
      portal: null,
      ipv6Only: null,
      unpublished: [
        ...['serverMac', 'selection', 'portal', 'ipv6Only'],
        ...(prefixLength === null ? ['prefixLength'] : []),
        ...(seconds === null && expiry === null ? ['lifetime'] : []),
      ],
    },
    expiry: seconds === 0xffffffff ? null : expiry !== null ? expiry * 1000 : seconds === null ? null : written + seconds * 1000,
    problems: read.problems,
  });
}

const couples = (words: readonly string[]): readonly (readonly [string, string | undefined])[] =>
  Array.from({ length: Math.ceil(words.length / 2) }, (_, i) => [words[2 * i] ?? '', words[2 * i + 1]]);

/** GKeyFile: `\s` space, `\t`, `\n`, `\r`, `\\`. */
const unescaped = (text: string | undefined): string | undefined =>
  text?.replace(/\\([stnr\\])/g, (_, code: string) => (code === '\\' ? '\\' : ' '));
