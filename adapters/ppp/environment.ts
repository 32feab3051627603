/**
 * What pppd's scripts are told of a session (pppd(8), SCRIPTS), as facts. IPCP gives one address, the peer's and two name
 * servers; IPV6CP gives link-local addresses only (RFC 5072 §4.1), which the kernel tells of: the rest comes by advertisements.
 */
import { canonicalAddress, familyOf, reachOf } from '../../machines/model/address.ts';
import { type Data, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { IfName } from '../../machines/model/units.ts';

export type SessionReading = {
  readonly facts: readonly Unstamped[];
  readonly ifname: IfName | null;
  /** What could not be read. */
  readonly problems: readonly string[];
};
type Env = ReadonlyMap<string, string>;

const CLIENT = 'pppd';
/** pppd's own names, then those that Debian's /etc/ppp/ip-up gives to the scripts in its folder. */
const NAMES = { ifname: ['IFNAME', 'PPP_IFACE'], local: ['IPLOCAL', 'PPP_LOCAL'], remote: ['IPREMOTE', 'PPP_REMOTE'] } as const;

/** `event`: `ip-up`, `ip-down`, `ipv6-up`, `ipv6-down`. */
export function readSession(event: string, env: Env): SessionReading {
  const ifname = IfName.safeParse(first(env, NAMES.ifname));
  if (!ifname.success) return { facts: [], ifname: null, problems: ['IFNAME: not the name of an interface'] };
  const said = { ifname: ifname.data, facts: [], problems: [] };
  switch (event) {
    case 'ip-up':
      return { ...said, ...up(ifname.data, env) };
    case 'ip-down':
      return { ...said, facts: [world('lease4.lost', { ifname: ifname.data, client: CLIENT, reason: 'pppd has ended IPv4 on it' })] };
    case 'ipv6-up':
      return {
        ...said,
        problems: ['LLLOCAL', 'LLREMOTE'].filter((name) => !isLinkLocal(env.get(name))).map((name) => `${name}: not link-local`),
      };
    case 'ipv6-down':
      return said;
    default:
      return { ...said, problems: [`an event that pppd does not have: ${event}`] };
  }
}

function up(ifname: IfName, env: Env): Pick<SessionReading, 'facts' | 'problems'> {
  const address = address4(first(env, NAMES.local));
  if (address === null) return { facts: [], problems: ['IPLOCAL: no IPv4 address'] };
  const [remote, dns1, dns2] = [first(env, NAMES.remote), env.get('DNS1') ?? '', env.get('DNS2') ?? ''];
  const peer = address4(remote);
  const bad = [['IPREMOTE', remote, peer] as const, ['DNS1', dns1, address4(dns1)] as const, ['DNS2', dns2, address4(dns2)] as const];
  const lease: Data<'lease4.bound'> = {
    ...{ ifname, client: CLIENT, address, prefixLength: 32 },
    // The peer is the next hop; 0.0.0.0 is a peer that did not say who it is.
    gateways: peer === null || peer === '0.0.0.0' ? [] : [peer],
    ...{ server: null, serverMac: null },
    dns: [...new Set([address4(dns1), address4(dns2)].filter((server) => server !== null))],
    ...{ search: [], selection: [], ntp: [], mtu: null, routes: [], portal: null, ipv6Only: null },
    // As long as the session.
    lifetime: null,
    unpublished: ['server', 'serverMac', 'search', 'ntp', 'mtu', 'portal'],
  };
  return {
    facts: [world('lease4.bound', lease)],
    problems: bad.filter(([, text, value]) => text !== '' && value === null).map(([name]) => `${name}: no IPv4 address`),
  };
}

const first = (env: Env, names: readonly string[]): string => names.map((name) => env.get(name) ?? '').find((text) => text !== '') ?? '';

function address4(text: string): string | null {
  const address = canonicalAddress(text);
  return address !== null && familyOf(address) === 4 ? address : null;
}

function isLinkLocal(text: string | undefined): boolean {
  const address = canonicalAddress(text ?? '');
  return address !== null && familyOf(address) === 6 && reachOf(address) === 'linkLocal';
}
