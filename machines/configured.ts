/** What is configured on one interface, as the kernel tells it: its link, addresses, routes and neighbours, each with the fact that gave it. */
import { prefixLength } from './model/address.ts';
import type { Fact, FactOf, FactsOf } from './model/facts/index.ts';
import type { Link } from './model/facts/kernel.ts';
import { drop, find, put, type Row } from './model/rows.ts';
import { settle } from './model/settle.ts';
import { after, type IfName, type Instant, type Seq } from './model/units.ts';

type Known<T extends Fact['type'], Left extends string> = Row & { readonly since: Seq } & Omit<
    FactOf<T>,
    'type' | 'v' | 'seq' | 'at' | 'class' | 'of' | 'for' | Left
  >;
export type InterfaceAddress = Known<'address.added', 'valid' | 'preferred' | 'ifname'>;
export type InterfaceRoute = Known<'route.added', 'expires' | 'ifname'>;
export type Neighbour = Known<'neighbour.changed', 'ifname'>;

export type InterfaceContext = {
  readonly ifname: IfName;
  readonly link: Link | null;
  /** The network as the lower layer names it (SSID); it ends with the link. */
  readonly network: string | null;
  /** Of what the link is; whether it has a carrier is no part of that. */
  readonly since: Seq;
  /** When the link was last lost; 0 while it was not. */
  readonly lost: Seq;
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly InterfaceRoute[];
  readonly neighbours: readonly Neighbour[];
  /** When addresses and routes end, apart from them, so that a refresh leaves them as they are. */
  readonly expires: readonly (Row & { readonly at: Instant; readonly preferred: Instant | null })[];
  /** Addresses of the last network that the kernel still has: of this one they are no part, and a packet with such a source is foreign here. */
  readonly outlived: readonly InterfaceAddress[];
};
/** From the host: rows (by id) that the kernel still holds though nobody stands behind them any more. */
export type Outlived = { readonly type: 'kernel.outlived'; readonly addresses: readonly string[]; readonly routes: readonly string[] };
export type InterfaceEvent = FactsOf<'link' | 'address' | 'route' | 'neighbour'> | (Outlived & { readonly at: Instant; readonly seq: Seq });

/** Routes, addresses and neighbours we keep of one interface: a hostile network can make the kernel hold more (sec-2). A guess. */
const KEPT_MAX = 256;

export const sinceOf = (fact: { readonly seq: Seq; readonly of?: Seq | undefined }): Seq => fact.of ?? fact.seq;

/** RFC 2863: no carrier is down, a carrier that waits for authentication is dormant. */
const stateOf = (up: boolean, carrier: boolean, dormant: boolean) => (!up || !carrier ? 'down' : dormant ? 'dormant' : 'up');
export const linkState = (event: InterfaceEvent) =>
  event.type === 'link.appeared' || event.type === 'link.changed' ? stateOf(event.up, event.carrier, event.dormant) : null;
export const carrierState = (context: InterfaceContext, event: InterfaceEvent) =>
  event.type === 'link.carrierChanged' ? stateOf(context.link?.up ?? false, event.carrier, event.dormant) : null;

export function linkOf(context: InterfaceContext, event: FactOf<'link.appeared' | 'link.changed'>): Partial<InterfaceContext> {
  const { ifname, ifindex, kind, mac, mtu, up, carrier, dormant, downs, master } = event;
  const link = settle(context.link, { ifname, ifindex, kind, mac, mtu, up, carrier, dormant, downs, master });
  return link === context.link ? {} : { link, since: sinceOf(event) };
}

export const addressId = (event: { readonly address: string; readonly prefixLength: number }): string =>
  `${event.address}/${event.prefixLength}`;
export const routeId = (event: Pick<FactOf<'route.removed'>, 'table' | 'destination' | 'metric' | 'gateway'>): string =>
  `${event.table} ${event.destination} ${event.metric} ${event.gateway ?? ''}`;

/** `next` in its place, keeping the old row (and its `since`) when it says the same. */
function known<R extends Row & { readonly since: Seq }>(rows: readonly R[], next: R): readonly R[] {
  const old = find(rows, next.id);
  if (!old && rows.length >= KEPT_MAX) return rows;
  return old && settle(old, { ...next, since: old.since }) === old ? rows : put(rows, next);
}

export function withAddress(context: InterfaceContext, event: FactOf<'address.added'>): Partial<InterfaceContext> {
  const { address, prefixLength: length, peer, scope, flags, protocol, valid, preferred } = event;
  const id = addressId(event);
  const addresses = known(context.addresses, { id, since: sinceOf(event), address, prefixLength: length, peer, scope, flags, protocol });
  if (!find(addresses, id)) return {};
  const ends =
    valid === null ? null : { id, at: after(event.at, valid), preferred: preferred === null ? null : after(event.at, preferred) };
  return { addresses, outlived: drop(context.outlived, id), expires: ends ? put(context.expires, ends) : drop(context.expires, id) };
}

export const withoutAddress = (context: InterfaceContext, id: string): Partial<InterfaceContext> => ({
  addresses: drop(context.addresses, id),
  outlived: drop(context.outlived, id),
  expires: drop(context.expires, id),
});

export function withoutOutlived(context: InterfaceContext, { addresses, routes }: Outlived): Partial<InterfaceContext> {
  const old = context.addresses.filter((a) => addresses.includes(a.id) && a.since <= context.lost);
  return {
    addresses: context.addresses.filter((a) => !addresses.includes(a.id)),
    outlived: old.reduce((rows, row) => (rows.length < KEPT_MAX ? put(rows, row) : rows), context.outlived),
    routes: context.routes.filter((r) => !routes.includes(r.id)),
    expires: context.expires.filter((e) => !addresses.includes(e.id)),
  };
}

/** Of the main table we keep what decides where strangers go: default routes and those through a gateway. */
export function withRoute(context: InterfaceContext, event: FactOf<'route.added'>): Partial<InterfaceContext> {
  if (event.kind !== 'unicast' || (event.gateway === null && prefixLength(event.destination) !== 0)) return {};
  const { table, destination, metric, gateway, kind, protocol, scope, source, mtu, preference } = event;
  const row = {
    id: routeId(event),
    since: sinceOf(event),
    table,
    destination,
    metric,
    gateway,
    kind,
    protocol,
    scope,
    source,
    mtu,
    preference,
  };
  return { routes: known(context.routes, row) };
}

export function withNeighbour(context: InterfaceContext, event: FactOf<'neighbour.changed'>): Partial<InterfaceContext> {
  const { address, mac, state, router } = event;
  return { neighbours: known(context.neighbours, { id: address, since: sinceOf(event), address, mac, state, router }) };
}
