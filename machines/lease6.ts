import { assign, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import type { Deadline } from './model/deadline.ts';
import type { FactOf, FactsOf } from './model/facts/index.ts';
import { put, type Row } from './model/rows.ts';
import { settle } from './model/settle.ts';
import { after, type IfName, type Instant, type Millis, type Seq } from './model/units.ts';

type Bound = FactOf<'lease6.bound'>;
/** What a lease says but for how long: addresses and prefixes by their value alone. */
export type Lease6 = Omit<Bound, 'type' | 'v' | 'seq' | 'at' | 'class' | 'of' | 'for' | 'ifname' | 'addresses' | 'prefixes'> & {
  readonly addresses: readonly string[];
  readonly prefixes: readonly string[];
};
/** The ends of one address or prefix, by its value; null is for ever. */
export type Lifetime6 = Row & { readonly valid: Instant | null; readonly preferred: Instant | null };
export type Lease6Context = {
  readonly ifname: IfName;
  readonly lease: Lease6 | null;
  readonly since: Seq;
  readonly lifetimes: readonly Lifetime6[];
};
export type Lease6Event = FactsOf<'lease6' | 'deadline'>;

/**
 * One interface's DHCPv6 lease. The client owns T1 and T2 (RFC 8415 §14.2); we own the end of each address and prefix.
 * Other configuration ends with the last of them; where there are none (stateless), with the client's word only.
 */
export const lease6Machine = setup({
  types: { context: {} as Lease6Context, events: {} as Lease6Event, input: {} as { ifname: IfName } },
  guards: {
    isOurExpiry: ({ context, event }) => isOurExpiry(context, event),
    isLastExpiry: ({ context, event }) =>
      isOurExpiry(context, event) && context.lifetimes.every(({ valid }) => hasEnded(valid, momentOf(event))),
    isOurClient: ({ context, event }) => event.type === 'lease6.lost' && event.client === context.lease?.client,
  },
  actions: {
    keepLease: assign(({ context, event }) => (event.type === 'lease6.bound' ? renewed(context, event) : {})),
    dropExpired: assign(({ context, event }) => unexpired(context, momentOf(event))),
    dropLease: assign({ lease: null, lifetimes: [] }),
  },
}).createMachine({
  id: 'lease6',
  context: ({ input }) => ({ ifname: input.ifname, lease: null, since: 0, lifetimes: [] }),
  initial: 'none',
  states: {
    none: { on: { 'lease6.bound': { target: 'bound', actions: 'keepLease' } } },
    bound: {
      on: {
        'lease6.bound': { actions: 'keepLease' },
        'lease6.lost': { guard: 'isOurClient', target: 'none', actions: 'dropLease' },
        'deadline.passed': [
          { guard: 'isLastExpiry', target: 'expired', actions: 'dropLease' },
          { guard: 'isOurExpiry', actions: 'dropExpired' },
        ],
      },
    },
    expired: { on: { 'lease6.bound': { target: 'bound', actions: 'keepLease' } } },
  },
});
export const lease6Actor = compile(lease6Machine);
export type Lease6Snapshot = SnapshotOf<typeof lease6Machine>;

export const lease6Id = (ifname: string): string => `lease6:${ifname}`;

/** One deadline, for the first end; the next one follows from the context when it has passed. */
export const lease6Deadlines = ({ context }: Lease6Snapshot): readonly Deadline[] => {
  const due = firstEnd(context);
  return due === null ? [] : [{ id: expiryId(context.ifname), due }];
};

const expiryId = (ifname: IfName) => `${lease6Id(ifname)}:expiry`;
const momentOf = (event: Lease6Event): Instant => (event.type === 'deadline.passed' ? event.due : event.at);
const hasEnded = (end: Instant | null, now: Instant): boolean => end !== null && end <= now;
const isOurExpiry = (context: Lease6Context, event: Lease6Event): boolean =>
  event.type === 'deadline.passed' && event.id === expiryId(context.ifname) && event.due === firstEnd(context);

const firstEnd = (context: Lease6Context): Instant | null =>
  context.lifetimes.reduce<Instant | null>(
    (first, { valid }) => (valid !== null && (first === null || valid < first) ? valid : first),
    null,
  );

/** A renewal with equal values moves the ends and nothing else, so it is no new reason (law 10). A lifetime of 0 ends what it is of (RFC 8415 §18.2.10.1). */
function renewed(context: Lease6Context, event: Bound): Partial<Lease6Context> {
  const { type: _type, v: _v, seq, at, class: _class, of, for: _for, ifname: _ifname, addresses, prefixes, ...rest } = event;
  const living = { addresses: addresses.filter((a) => a.valid !== 0), prefixes: prefixes.filter((p) => p.valid !== 0) };
  const lifetimes = [
    ...living.addresses.map((a) => lifetime(a.address, a, at)),
    ...living.prefixes.map((p) => lifetime(p.prefix, p, at)),
  ].reduce<readonly Lifetime6[]>((rows, row) => put(rows, row), []);
  const told = { ...rest, addresses: living.addresses.map((a) => a.address), prefixes: living.prefixes.map((p) => p.prefix) };
  const lease = settle<Lease6>(context.lease ?? told, told);
  return lease === context.lease ? { lifetimes } : { lease, lifetimes, since: of ?? seq };
}

const lifetime = (id: string, told: { readonly valid: Millis | null; readonly preferred: Millis | null }, at: Instant): Lifetime6 => ({
  id,
  valid: told.valid === null ? null : after(at, told.valid),
  preferred: told.preferred === null ? null : after(at, told.preferred),
});

/** What is left is still told by the fact that gave it. */
function unexpired(context: Lease6Context, now: Instant): Partial<Lease6Context> {
  const lifetimes = context.lifetimes.filter(({ valid }) => !hasEnded(valid, now));
  const lives = (value: string): boolean => lifetimes.some(({ id }) => id === value);
  const { lease } = context;
  return { lifetimes, lease: lease && { ...lease, addresses: lease.addresses.filter(lives), prefixes: lease.prefixes.filter(lives) } };
}
