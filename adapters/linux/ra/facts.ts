/** Decoded → fact: in canonical text, within the caps of the vocabulary, without what a receiver has to ignore. */
import { formatPrefix, reachOf } from '../../../machines/model/address.ts';
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { ADVERTISED_MAX, type PvdOption, type RouterHeader, type RouterOptions } from '../../../machines/model/facts/router.ts';
import type { IfName } from '../../../machines/model/units.ts';
import type { Advertisement } from './advertisement.ts';
import type { Header } from './header.ts';
import type { Dnssl, Option, Pref64, PrefixInformation, Pvd, Rdnss, RouteInformation, SourceLink } from './option.ts';
import type { Fault } from './result.ts';
import { address6 } from './wire.ts';

/** Where it was heard, and from whom: the router's link-local address without zone. */
export type Heard = { readonly ifname: IfName; readonly router: string };

export function toFact(advertisement: Advertisement, { ifname, router }: Heard): Unstamped {
  const pvds = of(advertisement.options, 'pvd');
  const pvd = pvds[0] ? pvdOf(pvds[0], ifname) : null;
  const links = of(advertisement.options, 'sourceLink');
  const options = optionsOf(advertisement.options, ifname);
  // Of several PvD options the first counts: RFC 8801 §3.1. Of several link-layer addresses too.
  const dropped = options.dropped + pvds.length - (pvd ? 1 : 0) + Math.max(0, links.length - 1);
  return world('router.advertised', {
    ifname,
    router,
    mac: links[0] ? macOf(links[0]) : null,
    ...headerOf(advertisement),
    ...options,
    dropped,
    pvd,
  });
}

/** A packet that was not believed. */
export const toRejection = ({ kind, offset }: Fault, { ifname, router }: Heard): Unstamped =>
  world('router.packetRejected', { ifname, router, problem: kind, offset });

/** Reserved is medium, and a router that is no default router has no preference. RFC 4191 §2.2. */
function headerOf({ hopLimit, managed, other, lifetime, preference }: Header): RouterHeader {
  const told = lifetime > 0 && preference !== 'reserved' ? preference : 'medium';
  return { hopLimit: hopLimit === 0 ? null : hopLimit, managed, other, lifetime, preference: told };
}

function pvdOf(pvd: Pvd, ifname: IfName): PvdOption | null {
  const { http, legacy, delay, sequence } = pvd;
  const id = nameOf(pvd.id);
  if (id === null) return null;
  return { id, http, legacy, delay, sequence, header: pvd.header && headerOf(pvd.header), nested: optionsOf(pvd.options, ifname) };
}

function optionsOf(options: readonly Option[], ifname: IfName): RouterOptions {
  const lists = {
    prefixes: sift(of(options, 'prefix').map(prefixOf)),
    routes: sift(of(options, 'route').map(routeOf)),
    dns: sift(of(options, 'rdnss').flatMap((rdnss) => serversOf(rdnss, ifname))),
    search: sift(of(options, 'dnssl').flatMap(searchOf)),
    pref64: sift(of(options, 'pref64').map(pref64Of)),
    unknown: sift(of(options, 'unknown').map(({ type, hex }) => ({ type, hex }))),
  };
  // The first counts, as in the kernel (ndisc_parse_options).
  const mtu = sift(
    of(options, 'mtu').map((option) => option.mtu),
    1,
  );
  const portal = sift(
    of(options, 'portal').map(({ uri }) => (uri.length <= PORTAL_MAX ? uri : null)),
    1,
  );
  const sieves = [...Object.values(lists), mtu, portal];
  return {
    prefixes: lists.prefixes.kept,
    routes: lists.routes.kept,
    dns: lists.dns.kept,
    search: lists.search.kept,
    pref64: lists.pref64.kept,
    mtu: mtu.kept[0] ?? null,
    portal: portal.kept[0] ?? null,
    unknown: lists.unknown.kept,
    dropped: of(options, 'malformed').length + sieves.reduce((sum, sieve) => sum + sieve.dropped, 0),
  };
}

/** `NetworkText` and `DomainName` of the vocabulary. */
const PORTAL_MAX = 1024;
const NAME_MAX = 253;

const of = <K extends Option['kind']>(options: readonly Option[], kind: K): readonly Extract<Option, { kind: K }>[] =>
  options.filter((option): option is Extract<Option, { kind: K }> => option.kind === kind);

/** Null is an entry to be ignored. */
function sift<T>(entries: readonly (T | null)[], most = ADVERTISED_MAX): { readonly kept: readonly T[]; readonly dropped: number } {
  const kept = entries.filter((entry) => entry !== null).slice(0, most);
  return { kept, dropped: entries.length - kept.length };
}

/** Neither for a link-local prefix (RFC 4862 §5.5.3) nor for what is no unicast destination off this host. */
function unicastPrefix(address: string, length: number): string | null {
  const reach = reachOf(address);
  return reach === 'linkLocal' || reach === 'multicast' || reach === 'loopback' ? null : formatPrefix(address6(address), length);
}

/** One that is preferred longer than it is valid is ignored. RFC 4862 §5.5.3 (c). */
function prefixOf({ address, length, onLink, autonomous, valid, preferred }: PrefixInformation) {
  const prefix = unicastPrefix(address, length);
  const isOrdered = valid === null || (preferred !== null && preferred <= valid);
  return prefix === null || !isOrdered ? null : { prefix, onLink, autonomous, valid, preferred };
}

/** One with the reserved preference is ignored. RFC 4191 §2.3. */
function routeOf({ address, length, preference, lifetime }: RouteInformation) {
  const prefix = unicastPrefix(address, length);
  return prefix === null || preference === 'reserved' ? null : { prefix, preference, lifetime };
}

const pref64Of = ({ address, length, lifetime }: Pref64) => {
  const prefix = unicastPrefix(address, length);
  return prefix === null ? null : { prefix, lifetime };
};

/** A link-local server is one of this link. RFC 4007 §11. */
function serversOf({ servers, lifetime }: Rdnss, ifname: IfName) {
  return servers.map((server) => {
    const reach = reachOf(server);
    if (reach === 'multicast' || reach === 'unspecified' || reach === 'loopback') return null;
    return { server: reach === 'linkLocal' ? `${server}%${ifname}` : server, lifetime };
  });
}

const searchOf = ({ names, lifetime }: Dnssl) =>
  names.map((text) => {
    const domain = nameOf(text);
    return domain === null ? null : { domain, lifetime };
  });

/** Escapes can make a name longer than the vocabulary allows. */
const nameOf = (text: string): string | null => (text.length <= NAME_MAX ? text.toLowerCase() : null);

/** Six bytes on Ethernet; eight and six of padding on IEEE 802.15.4 (RFC 4944 §8). Others we do not know. */
function macOf({ hex }: SourceLink): string | null {
  const digits = hex.length === 12 ? hex : hex.length === 28 ? hex.slice(0, 16) : '';
  return digits.match(/../g)?.join(':') ?? null;
}
