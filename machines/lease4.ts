import { assign, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import type { Deadline } from './model/deadline.ts';
import type { FactOf, FactsOf } from './model/facts/index.ts';
import { isEqual } from './model/settle.ts';
import { after, type IfName, type Instant, type Seq } from './model/units.ts';

export type Lease4 = Omit<FactOf<'lease4.bound'>, 'type' | 'v' | 'seq' | 'at' | 'class' | 'of' | 'for' | 'lifetime' | 'ifname'>;
export type Lease4Context = {
  readonly ifname: IfName;
  readonly lease: Lease4 | null;
  readonly since: Seq;
  /** The end of the lease; null is for ever, or not told. */
  readonly expires: Instant | null;
};
export type Lease4Event = FactsOf<'lease4' | 'deadline'>;

/** One interface's DHCPv4 lease. The DHCP client owns T1 and T2 (RFC 2131 §4.4.5); we own its end. */
export const lease4Machine = setup({
  types: { context: {} as Lease4Context, events: {} as Lease4Event, input: {} as { ifname: IfName } },
  guards: {
    isOurExpiry: ({ context, event }) =>
      event.type === 'deadline.passed' && event.id === expiryId(context.ifname) && event.due === context.expires,
    isOurClient: ({ context, event }) => event.type === 'lease4.lost' && event.client === context.lease?.client,
  },
  actions: {
    keepLease: assign(({ context, event }) => (event.type === 'lease4.bound' ? renewed(context, event) : {})),
    dropLease: assign({ lease: null, expires: null }),
  },
}).createMachine({
  id: 'lease4',
  context: ({ input }) => ({ ifname: input.ifname, lease: null, since: 0, expires: null }),
  initial: 'none',
  states: {
    none: { on: { 'lease4.bound': { target: 'bound', actions: 'keepLease' } } },
    bound: {
      on: {
        'lease4.bound': { actions: 'keepLease' },
        'lease4.lost': { guard: 'isOurClient', target: 'none', actions: 'dropLease' },
        'deadline.passed': { guard: 'isOurExpiry', target: 'expired', actions: 'dropLease' },
      },
    },
    expired: { on: { 'lease4.bound': { target: 'bound', actions: 'keepLease' } } },
  },
});
export const lease4Actor = compile(lease4Machine);
export type Lease4Snapshot = SnapshotOf<typeof lease4Machine>;

/** What this actor waits for now; derived from its state, so it is never lost by a restart. */
export const lease4Deadlines = ({ context }: Lease4Snapshot): readonly Deadline[] =>
  context.expires === null ? [] : [{ id: expiryId(context.ifname), due: context.expires }];

const expiryId = (ifname: IfName) => `lease4:${ifname}:expiry`;

/** A renewal with equal values moves the end and nothing else, so it is no new reason (law 10). */
function renewed(context: Lease4Context, event: FactOf<'lease4.bound'>): Partial<Lease4Context> {
  const expires = event.lifetime === null ? null : after(event.at, event.lifetime);
  if (context.lease && saysAgain(context.lease, event)) return { expires };
  const { type: _type, v: _v, seq, at: _at, class: _class, of, for: _for, lifetime: _lifetime, ifname: _ifname, ...lease } = event;
  return { lease, since: of ?? seq, expires };
}

function saysAgain(lease: Lease4, event: Lease4): boolean {
  for (const key in lease) if (!isEqual(lease[key as keyof Lease4], event[key as keyof Lease4])) return false;
  return true;
}
