import { assign, emit, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import { prefixLength } from './model/address.ts';
import type { Fact, FactOf, FactsOf } from './model/facts/index.ts';
import type { Link } from './model/facts/kernel.ts';
import type { Notice } from './model/notice.ts';
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
  readonly since: Seq;
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly InterfaceRoute[];
  readonly neighbours: readonly Neighbour[];
  /** When addresses and routes end, apart from them, so that a refresh leaves them as they are. */
  readonly expires: readonly (Row & { readonly at: Instant; readonly preferred: Instant | null })[];
};
export type InterfaceEvent = FactsOf<'link' | 'address' | 'route' | 'neighbour'>;

/** Routes, addresses and neighbours we keep of one interface: a hostile network can make the kernel hold more (sec-2). A guess. */
const KEPT_MAX = 256;

/** One interface of the host: its link as the kernel tells it, and what is configured on it. RFC 2863 for the states. */
export const interfaceMachine = setup({
  types: {
    context: {} as InterfaceContext,
    events: {} as InterfaceEvent,
    input: {} as { ifname: IfName },
    emitted: {} as Notice,
  },
  guards: {
    isUp: ({ event }) => linkState(event) === 'up',
    isDormant: ({ event }) => linkState(event) === 'dormant',
    isDown: ({ event }) => linkState(event) === 'down',
    hasCarrierUp: ({ context, event }) => carrierState(context, event) === 'up',
    hasCarrierDormant: ({ context, event }) => carrierState(context, event) === 'dormant',
    hasCarrierDown: ({ context, event }) => carrierState(context, event) === 'down',
    hasFlapped: ({ context, event }) => 'downs' in event && context.link !== null && event.downs > context.link.downs,
    isGood: ({ event }) => event.type === 'link.signalled' && event.quality === 'good',
    isPoor: ({ event }) => event.type === 'link.signalled' && event.quality === 'poor',
  },
  actions: {
    keepLink: assign(({ context, event }) =>
      event.type === 'link.appeared' || event.type === 'link.changed' ? linkOf(context, event) : {},
    ),
    keepCarrier: assign(({ context, event }) => {
      if (event.type !== 'link.carrierChanged' || !context.link) return {};
      const { carrier, dormant, downs } = event;
      return { link: { ...context.link, carrier, dormant, downs }, since: sinceOf(event) };
    }),
    keepNetwork: assign(({ event }) => (event.type === 'link.attached' ? { network: event.network } : {})),
    forgetNetwork: assign({ network: null }),
    forgetAll: assign({ link: null, network: null, addresses: [], routes: [], neighbours: [], expires: [] }),
    keepAddress: assign(({ context, event }) => (event.type === 'address.added' ? withAddress(context, event) : {})),
    dropAddress: assign(({ context, event }) =>
      event.type === 'address.removed'
        ? { addresses: drop(context.addresses, addressId(event)), expires: drop(context.expires, addressId(event)) }
        : {},
    ),
    keepRoute: assign(({ context, event }) => (event.type === 'route.added' ? withRoute(context, event) : {})),
    dropRoute: assign(({ context, event }) => (event.type === 'route.removed' ? { routes: drop(context.routes, routeId(event)) } : {})),
    keepNeighbour: assign(({ context, event }) => (event.type === 'neighbour.changed' ? withNeighbour(context, event) : {})),
    dropNeighbour: assign(({ context, event }) =>
      event.type === 'neighbour.removed' ? { neighbours: drop(context.neighbours, event.address) } : {},
    ),
    tellLost: emit(({ context, event }) => ({ type: 'link.lost', ifname: context.ifname, at: event.at, seq: event.seq }) as const),
    tellGained: emit(({ context, event }) => ({ type: 'link.gained', ifname: context.ifname, at: event.at, seq: event.seq }) as const),
  },
}).createMachine({
  id: 'interface',
  type: 'parallel',
  context: ({ input }) => ({
    ifname: input.ifname,
    link: null,
    network: null,
    since: 0,
    addresses: [],
    routes: [],
    neighbours: [],
    expires: [],
  }),
  on: {
    'address.added': { actions: 'keepAddress' },
    'address.removed': { actions: 'dropAddress' },
    'route.added': { actions: 'keepRoute' },
    'route.removed': { actions: 'dropRoute' },
    'neighbour.changed': { actions: 'keepNeighbour' },
    'neighbour.removed': { actions: 'dropNeighbour' },
    'link.attached': { actions: 'keepNetwork' },
  },
  states: {
    link: {
      initial: 'absent',
      states: {
        absent: {
          on: {
            'link.appeared': [
              { guard: 'isUp', target: 'up', actions: 'keepLink' },
              { guard: 'isDormant', target: 'dormant', actions: 'keepLink' },
              { target: 'down', actions: 'keepLink' },
            ],
          },
        },
        down: {
          on: {
            'link.appeared': [
              { guard: 'isUp', target: 'up', actions: 'keepLink' },
              { guard: 'isDormant', target: 'dormant', actions: 'keepLink' },
              { actions: 'keepLink' },
            ],
            'link.changed': [
              { guard: 'isUp', target: 'up', actions: 'keepLink' },
              { guard: 'isDormant', target: 'dormant', actions: 'keepLink' },
              { actions: 'keepLink' },
            ],
            'link.carrierChanged': [
              { guard: 'hasCarrierUp', target: 'up', actions: 'keepCarrier' },
              { guard: 'hasCarrierDormant', target: 'dormant', actions: 'keepCarrier' },
              { actions: 'keepCarrier' },
            ],
            'link.removed': { target: 'absent', actions: 'forgetAll' },
          },
        },
        dormant: {
          on: {
            'link.changed': [
              { guard: 'isUp', target: 'up', actions: 'keepLink' },
              { guard: 'isDown', target: 'down', actions: 'keepLink' },
              { actions: 'keepLink' },
            ],
            'link.carrierChanged': [
              { guard: 'hasCarrierUp', target: 'up', actions: 'keepCarrier' },
              { guard: 'hasCarrierDown', target: 'down', actions: 'keepCarrier' },
              { actions: 'keepCarrier' },
            ],
            'link.removed': { target: 'absent', actions: 'forgetAll' },
          },
        },
        up: {
          entry: 'tellGained',
          exit: 'tellLost',
          on: {
            'link.appeared': [{ guard: 'isDown', target: 'down', actions: ['forgetNetwork', 'keepLink'] }, { actions: 'keepLink' }],
            'link.changed': [
              { guard: 'isDown', target: 'down', actions: ['forgetNetwork', 'keepLink'] },
              { guard: 'isDormant', target: 'dormant', actions: ['forgetNetwork', 'keepLink'] },
              { guard: 'hasFlapped', target: 'up', reenter: true, actions: ['forgetNetwork', 'keepLink'] },
              { actions: 'keepLink' },
            ],
            'link.carrierChanged': [
              { guard: 'hasCarrierDown', target: 'down', actions: ['forgetNetwork', 'keepCarrier'] },
              { guard: 'hasCarrierDormant', target: 'dormant', actions: ['forgetNetwork', 'keepCarrier'] },
              { guard: 'hasFlapped', target: 'up', reenter: true, actions: ['forgetNetwork', 'keepCarrier'] },
              { actions: 'keepCarrier' },
            ],
            'link.removed': { target: 'absent', actions: 'forgetAll' },
          },
        },
      },
    },
    quality: {
      initial: 'unknown',
      states: {
        unknown: {
          on: {
            'link.signalled': [
              { guard: 'isGood', target: 'good' },
              { guard: 'isPoor', target: 'poor' },
            ],
          },
        },
        good: { on: { 'link.signalled': { guard: 'isPoor', target: 'poor' }, 'link.removed': 'unknown' } },
        poor: { on: { 'link.signalled': { guard: 'isGood', target: 'good' }, 'link.removed': 'unknown' } },
      },
    },
  },
});
export const interfaceActor = compile(interfaceMachine);
export type InterfaceSnapshot = SnapshotOf<typeof interfaceMachine>;

export const isLinkUp = (snapshot: InterfaceSnapshot): boolean => typeof snapshot.value === 'object' && snapshot.value.link === 'up';

const sinceOf = (fact: { readonly seq: Seq; readonly of?: Seq | undefined }): Seq => fact.of ?? fact.seq;

/** RFC 2863: no carrier is down, a carrier that waits for authentication is dormant. */
const stateOf = (up: boolean, carrier: boolean, dormant: boolean) => (!up || !carrier ? 'down' : dormant ? 'dormant' : 'up');
const linkState = (event: InterfaceEvent) =>
  event.type === 'link.appeared' || event.type === 'link.changed' ? stateOf(event.up, event.carrier, event.dormant) : null;
const carrierState = (context: InterfaceContext, event: InterfaceEvent) =>
  event.type === 'link.carrierChanged' ? stateOf(context.link?.up ?? false, event.carrier, event.dormant) : null;

function linkOf(context: InterfaceContext, event: FactOf<'link.appeared' | 'link.changed'>): Partial<InterfaceContext> {
  const { ifname, ifindex, kind, mac, mtu, up, carrier, dormant, downs, master } = event;
  const link = settle(context.link, { ifname, ifindex, kind, mac, mtu, up, carrier, dormant, downs, master });
  return link === context.link ? {} : { link, since: sinceOf(event) };
}

const addressId = (event: { readonly address: string; readonly prefixLength: number }): string => `${event.address}/${event.prefixLength}`;
export const routeId = (event: Pick<FactOf<'route.removed'>, 'table' | 'destination' | 'metric' | 'gateway'>): string =>
  `${event.table} ${event.destination} ${event.metric} ${event.gateway ?? ''}`;

/** `next` in its place, keeping the old row (and its `since`) when it says the same. */
function known<R extends Row & { readonly since: Seq }>(rows: readonly R[], next: R): readonly R[] {
  const old = find(rows, next.id);
  if (!old && rows.length >= KEPT_MAX) return rows;
  return old && settle(old, { ...next, since: old.since }) === old ? rows : put(rows, next);
}

function withAddress(context: InterfaceContext, event: FactOf<'address.added'>): Partial<InterfaceContext> {
  const { address, prefixLength: length, peer, scope, flags, protocol, valid, preferred } = event;
  const id = addressId(event);
  const addresses = known(context.addresses, { id, since: sinceOf(event), address, prefixLength: length, peer, scope, flags, protocol });
  const ends =
    valid === null ? null : { id, at: after(event.at, valid), preferred: preferred === null ? null : after(event.at, preferred) };
  return { addresses, expires: ends ? put(context.expires, ends) : drop(context.expires, id) };
}

/** Of the main table we keep what decides where strangers go: default routes and those through a gateway. */
function withRoute(context: InterfaceContext, event: FactOf<'route.added'>): Partial<InterfaceContext> {
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

function withNeighbour(context: InterfaceContext, event: FactOf<'neighbour.changed'>): Partial<InterfaceContext> {
  const { address, mac, state, router } = event;
  return { neighbours: known(context.neighbours, { id: address, since: sinceOf(event), address, mac, state, router }) };
}
