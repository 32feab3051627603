/** RTM_NEWROUTE → one route for each hop. */
import { formatAddress, formatPrefix } from '../../../machines/model/address.ts';
import { type Data, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import type { Family, IfName, Millis } from '../../../machines/model/units.ts';
import {
  type Decoded,
  decoded,
  type Fault,
  fault,
  METRIC_FIELDS,
  type NextHop,
  ROUTE_FIELDS,
  type RouteFields,
  type RouteMessage,
  readFields,
} from '../netlink/index.ts';
import { left } from './address.ts';
import { type Entry, entry } from './entry.ts';
import { bitsOf, familyOfWire, preferenceOf, routeKindOf, scopeOf } from './numbers.ts';

export type RouteData = Omit<Data<'route.added'>, 'ifname' | 'expires'>;
/** `group`: what the kernel replaces as one (NLM_F_REPLACE). */
export type KernelRoute = { readonly family: Family; readonly group: string; readonly hops: readonly Entry<RouteData>[] };

const RT_TABLE_LOCAL = 255;
const RTM_F_CLONED = 0x200;
const RTNH_F_DEAD = 0x1;
/** Routes that lead nowhere else: the host's own. */
const OWN = new Set(['local', 'broadcast', 'anycast', 'multicast']);

/** RTPROT_RA, and what the kernel adds to IPv6 addresses and prefixes that were advertised (RTPROT_KERNEL). */
export const isAdvertised = ({ destination, protocol }: RouteData): boolean =>
  destination.includes(':') && (protocol === 9 || protocol === 2);

/**
 * Null: a route that no decision of ours reads: of the host itself, a cache entry, or one for a type of service or (IPv6)
 * a source prefix, which would look like a plain route.
 */
export function readRoute(message: RouteMessage, now: Millis): Decoded<KernelRoute | null> {
  const { head, attributes } = message;
  const family = familyOfWire(head.family);
  if (family === null || (head.flags & RTM_F_CLONED) !== 0 || head.tos !== 0 || head.sourceLength !== 0) return decoded(null);
  const read = readFields(ROUTE_FIELDS, attributes);
  if (!read.ok) return read;
  const { table = head.table, priority: metric = 0, destination: given } = read.value;
  const kind = routeKindOf(head.kind);
  if (table === RT_TABLE_LOCAL || OWN.has(kind)) return decoded(null);
  const destination = given ?? new Uint8Array(bitsOf(family) / 8);
  if (destination.length * 8 !== bitsOf(family) || head.destinationLength > bitsOf(family)) return fault('badValue', 0);
  const common = commonOf(message, family, read.value);
  if ('problem' in common) return { ok: false, error: common.problem };
  const prefix = formatPrefix(destination, head.destinationLength);
  const due = [expiryOf(read.value, now)];
  const hops: Entry<RouteData>[] = [];
  for (const hop of hopsOf(read.value)) {
    const end = readFields(ROUTE_FIELDS, hop.attributes);
    if (!end.ok) return end;
    if ((hop.flags & RTNH_F_DEAD) !== 0 && message.verb === 'new') continue;
    const gateway = gatewayOf(end.value);
    const data = { table, destination: prefix, metric, gateway, kind, ...common.value };
    const index = hop.index === 0 ? null : hop.index;
    hops.push(entry([table, prefix, metric, gateway, index], index, data, due));
  }
  return decoded({ family, group: groupOf({ table, destination: prefix, metric }), hops });
}

export const groupOf = ({ table, destination, metric }: Pick<RouteData, 'table' | 'destination' | 'metric'>): string =>
  `${table} ${destination} ${metric}`;

export const routeAdded = ({ data, due }: Entry<RouteData>, ifname: IfName | null, now: Millis): Unstamped =>
  world('route.added', { ...data, ifname, expires: left(due[0], now) });
export const routeRemoved = ({ data }: Entry<RouteData>, ifname: IfName | null): Unstamped => {
  const { table, destination, metric, gateway } = data;
  return world('route.removed', { table, destination, metric, gateway, ifname });
};

type Common = Pick<RouteData, 'protocol' | 'scope' | 'source' | 'mtu' | 'preference'>;
function commonOf({ head }: RouteMessage, family: Family, fields: Partial<RouteFields>): { value: Common } | { problem: Fault } {
  const metrics = readFields(METRIC_FIELDS, fields.metrics ?? []);
  if (!metrics.ok) return { problem: metrics.error };
  return {
    value: {
      protocol: head.protocol,
      scope: scopeOf(head.scope),
      source: fields.source === undefined ? null : formatAddress(fields.source),
      mtu: metrics.value.mtu || null,
      preference: family === 4 ? null : preferenceOf(fields.preference ?? 0),
    },
  };
}

/** A route with one hop has its attributes where the others have those of a list. */
function hopsOf({ hops, oif, gateway, via }: Partial<RouteFields>): readonly NextHop[] {
  if (hops !== undefined) return hops;
  const attributes = [
    ...(gateway === undefined ? [] : [{ code: ROUTE_FIELDS.gateway[0], value: gateway }]),
    ...(via === undefined ? [] : [{ code: ROUTE_FIELDS.via[0], value: ROUTE_FIELDS.via[1].encode(via) }]),
  ];
  return [{ flags: 0, weight: 0, index: oif ?? 0, attributes }];
}

function gatewayOf({ gateway, via }: Partial<RouteFields>): string | null {
  if (gateway !== undefined) return formatAddress(gateway);
  return via !== undefined && (via.address.length === 4 || via.address.length === 16) ? formatAddress(via.address) : null;
}

/** What is left comes in 1/100 s (USER_HZ), 0 for ever, negative when it is over but not yet collected. */
function expiryOf({ cache }: Partial<RouteFields>, now: Millis): number | null {
  const ticks = (cache?.[2] ?? 0) | 0;
  return ticks === 0 ? null : now + Math.max(0, ticks) * 10;
}
