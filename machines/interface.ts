import { assign, emit, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import {
  addressId,
  carrierState,
  type InterfaceContext,
  type InterfaceEvent,
  linkOf,
  linkState,
  routeId,
  withAddress,
  withNeighbour,
  withoutAddress,
  withoutOutlived,
  withRoute,
} from './configured.ts';
import type { Notice } from './model/notice.ts';
import { drop } from './model/rows.ts';
import { settle } from './model/settle.ts';
import type { IfName, Seq } from './model/units.ts';

/** One interface of the host: its link as the kernel tells it, and what is configured on it. RFC 2863 for the states. */
export const interfaceMachine = setup({
  types: {
    context: {} as InterfaceContext,
    events: {} as InterfaceEvent,
    input: {} as { ifname: IfName; lost: Seq },
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
      return { link: settle(context.link, { ...context.link, carrier, dormant, downs }) };
    }),
    keepNetwork: assign(({ event }) => (event.type === 'link.attached' ? { network: event.network } : {})),
    forgetNetwork: assign({ network: null }),
    forgetAll: assign({ link: null, network: null, addresses: [], routes: [], neighbours: [], expires: [], outlived: [] }),
    keepAddress: assign(({ context, event }) => (event.type === 'address.added' ? withAddress(context, event) : {})),
    dropAddress: assign(({ context, event }) => (event.type === 'address.removed' ? withoutAddress(context, addressId(event)) : {})),
    keepRoute: assign(({ context, event }) => (event.type === 'route.added' ? withRoute(context, event) : {})),
    dropRoute: assign(({ context, event }) => (event.type === 'route.removed' ? { routes: drop(context.routes, routeId(event)) } : {})),
    keepNeighbour: assign(({ context, event }) => (event.type === 'neighbour.changed' ? withNeighbour(context, event) : {})),
    dropNeighbour: assign(({ context, event }) =>
      event.type === 'neighbour.removed' ? { neighbours: drop(context.neighbours, event.address) } : {},
    ),
    dropOutlived: assign(({ context, event }) => (event.type === 'kernel.outlived' ? withoutOutlived(context, event) : {})),
    keepLost: assign(({ event }) => ({ lost: event.seq })),
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
    lost: input.lost,
    addresses: [],
    routes: [],
    neighbours: [],
    expires: [],
    outlived: [],
  }),
  on: {
    'address.added': { actions: 'keepAddress' },
    'address.removed': { actions: 'dropAddress' },
    'route.added': { actions: 'keepRoute' },
    'route.removed': { actions: 'dropRoute' },
    'neighbour.changed': { actions: 'keepNeighbour' },
    'neighbour.removed': { actions: 'dropNeighbour' },
    'link.attached': { actions: 'keepNetwork' },
    'kernel.outlived': { actions: 'dropOutlived' },
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
          exit: ['keepLost', 'tellLost'],
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
