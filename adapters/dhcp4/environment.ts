/**
 * What udhcpc says of a lease in the environment of its script, as the data of `lease4.bound`. The texts are udhcpc's spelling of
 * what a network sent, so nothing in them is believed before it is read; a bad value costs itself only, and is told in `problems`.
 */
import { canonicalAddress, canonicalPrefix, familyOf } from '../../machines/model/address.ts';
import { LEASE_LIST_MAX } from '../../machines/model/facts/lease.ts';
import { type IfName, seconds } from '../../machines/model/units.ts';
import type { Lease4 } from './lease.ts';
import { nameOf } from './names.ts';
import type { Decoded } from './result.ts';
import { decodeSelection } from './selection.ts';
import * as read from './values.ts';

export type EnvironmentReading =
  | { readonly ok: true; readonly lease: Lease4; readonly problems: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const INFINITE = 0xffffffff; // RFC 2131 §3.3
const SMALLEST_MTU = 68; // RFC 2132 §5.1
const LARGEST_MTU = 0xffff;
const LONGEST_URI = 1024;
const HEX = /^(?:[0-9a-f]{2})*$/i;

export function leaseOfEnvironment(env: ReadonlyMap<string, string>, ifname: IfName): EnvironmentReading {
  const address = address4(env.get('ip') ?? '');
  if (address === null || address === '0.0.0.0') return { ok: false, problem: 'ip: no IPv4 address' };
  const { problems, one, list, hex } = reader(env);
  const classless = env.has('staticroutes') ? routes(env, 'staticroutes', problems) : null;
  const plain = classless ?? routes(env, 'routes', problems);
  const length = one('mask', (text) => number(text, 0, 32));
  const lifetime = one('lease', (text) => number(text, 0, INFINITE));
  const ipv6Only = hex('opt108', read.uint32);
  const selected = hex('opt146', decodeSelection);
  const domain = env.get('domain') === undefined ? [] : list('domain', nameOf).slice(0, 1);
  const lease: Lease4 = {
    ifname,
    client: 'udhcpc',
    address,
    prefixLength: length ?? 32,
    // RFC 3442: with option 121 the router option is ignored, also when 121 itself has no default route.
    gateways: classless ? classless.filter((r) => isDefault(r) && r.gateway !== '0.0.0.0').map((r) => r.gateway) : list('router', address4),
    server: one('serverid', address4),
    serverMac: null,
    dns: list('dns', address4),
    // The search list comes first (RFC 3397 §4); the network's own domain is searched last.
    search: [...new Set([...list('search', nameOf), ...domain])].slice(0, LEASE_LIST_MAX),
    selection: selected ? [{ ...selected, domains: selected.domains.slice(0, LEASE_LIST_MAX) }] : [],
    ntp: list('ntpsrv', address4),
    mtu: one('mtu', (text) => number(text, SMALLEST_MTU, LARGEST_MTU)),
    routes: plain.filter((r) => !isDefault(r)),
    portal: hex('opt114', uri),
    ipv6Only: ipv6Only === null ? null : seconds(ipv6Only),
    lifetime: lifetime === null || lifetime === INFINITE ? null : seconds(lifetime),
    // udhcpc does not tell the sender's link-layer address.
    unpublished: ['serverMac', ...(length === null ? ['prefixLength'] : []), ...(lifetime === null ? ['lifetime'] : [])],
  };
  return { ok: true, lease, problems };
}

/** Reads one variable by its name; what cannot be read is noted. */
function reader(env: ReadonlyMap<string, string>) {
  const problems: string[] = [];
  const one = <T>(name: string, parse: (text: string) => T | null): T | null => {
    const text = env.get(name);
    if (text === undefined || text === '') return null;
    const value = parse(text);
    if (value === null) problems.push(`${name}: ${JSON.stringify(text.slice(0, 64))}`);
    return value;
  };
  const list = (name: string, parse: (text: string) => string | null): readonly string[] => {
    const words = wordsOf(env.get(name));
    const values = words.slice(0, LEASE_LIST_MAX).map(parse);
    if (values.includes(null) || words.length > LEASE_LIST_MAX) problems.push(`${name}: ${JSON.stringify(env.get(name)?.slice(0, 64))}`);
    return [...new Set(values.filter((value) => value !== null))];
  };
  const hex = <T>(name: string, decode: (bytes: Uint8Array) => Decoded<T>): T | null =>
    one(name, (text) => {
      const value = HEX.test(text) ? decode(Buffer.from(text, 'hex')) : null;
      return value?.ok ? value.value : null;
    });
  return { problems, one, list, hex };
}

/** Options 121 and 33, as udhcpc writes them: `PREFIX GATEWAY PREFIX GATEWAY`; those of 33 are hosts, `HOST GATEWAY` (or `HOST/GATEWAY`). */
function routes(env: ReadonlyMap<string, string>, name: string, problems: string[]): readonly read.Route[] {
  const text = env.get(name);
  const words = wordsOf(name === 'routes' ? text?.replaceAll('/', ' ') : text);
  const pairs = Array.from({ length: Math.ceil(words.length / 2) }, (_, i) => words.slice(2 * i, 2 * i + 2));
  const found = pairs.slice(0, LEASE_LIST_MAX).flatMap(([to = '', via = '']) => {
    const destination = canonicalPrefix(to.includes('/') ? to : `${to}/32`);
    const gateway = address4(via);
    return destination === null || familyOf(destination) !== 4 || gateway === null ? [] : [{ destination, gateway }];
  });
  if (found.length !== pairs.length) problems.push(`${name}: ${JSON.stringify(text?.slice(0, 64))}`);
  return found;
}

const isDefault = ({ destination }: read.Route): boolean => destination === '0.0.0.0/0';
const wordsOf = (text: string | undefined): readonly string[] => (text ?? '').split(' ').filter((word) => word !== '');

function address4(text: string): string | null {
  const address = canonicalAddress(text);
  return address !== null && familyOf(address) === 4 ? address : null;
}

function number(text: string, from: number, to: number): number | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : null;
  return value !== null && value >= from && value <= to ? value : null;
}

function uri(bytes: Uint8Array): Decoded<string> {
  const value = read.text(bytes);
  return value.ok && value.value.length > LONGEST_URI ? { ok: false, error: { kind: 'tooLong', offset: LONGEST_URI } } : value;
}
