import { assign, setup } from 'xstate';
import { completed, isAnotherAttachment, isReplaced } from './attachment.ts';
import { checkRegion, reachRegion } from './checking.ts';
import { compile, type SnapshotOf } from './compile.ts';
import { familyOf } from './model/address.ts';
import type { Deadline } from './model/deadline.ts';
import type { Fingerprint } from './model/facts/epoch.ts';
import type { FactsOf } from './model/facts/index.ts';
import type { Notice } from './model/notice.ts';
import { objectsOf, type PvdObject } from './model/pvd.ts';
import type { ReachState } from './model/reach.ts';
import { after, FAMILIES, type Family, type IfName, type Instant, type Millis, millis, type Seq, seconds } from './model/units.ts';

export type Reached = { readonly since: Seq; readonly at: Instant; readonly portal: string | null };
export type PvdContext = {
  readonly id: string;
  readonly ifname: IfName;
  readonly identity: string | null;
  readonly generation: number;
  /** Its routing table is 27000 + slot for as long as it lives. */
  readonly slot: number;
  readonly objects: readonly PvdObject[];
  readonly fingerprint: Fingerprint;
  /** When a detached PvD is given up; null while it is not detached. */
  readonly gone: Instant | null;
  readonly reach4: Reached | null;
  readonly reach6: Reached | null;
  /** The next check of each family, and how many failed in a row. */
  readonly check4: Check;
  readonly check6: Check;
};
type Check = { readonly due: Instant | null; readonly failed: number };
export type PvdEvent = FactsOf<'check' | 'deadline' | 'host'> | Extract<Notice, { type: 'pvd.assembled' | 'pvd.recalled' }>;
type Of = { readonly family: Family };
type OfReach = Of & { readonly state: ReachState };

/** Recheck of a good network, and the ceiling of the back-off of a bad one: NetworkManager's 300 s. A guess to start from. */
const RECHECK = seconds(300);
/** First recheck after a failure, doubled each time: Android's and NetworkManager's 1 s. A guess to start from. */
const FIRST_RETRY = seconds(1);

const IDLE: Check = { due: null, failed: 0 };

/** One provisioning domain (RFC 7556 §2) on one interface: whether it is provisioned, and whether it reaches the Internet, per family. */
export const pvdMachine = setup({
  types: {
    context: {} as PvdContext,
    events: {} as PvdEvent,
    input: {} as Pick<PvdContext, 'id' | 'ifname' | 'identity' | 'generation' | 'slot' | 'fingerprint'>,
  },
  guards: {
    isAway: ({ event }) => event.type === 'pvd.assembled' && (!event.linked || event.assembled.objects.length === 0),
    /** Told by `gone`: only while it is detached. */
    isAnother: ({ context, event }) =>
      event.type === 'pvd.assembled' && context.gone !== null && isAnotherAttachment(context.fingerprint, event.assembled.fingerprint),
    isReplaced: ({ context, event }) => event.type === 'pvd.assembled' && isReplaced(context.fingerprint, event.assembled.fingerprint),
    isProvisioned: ({ event }) => event.type === 'pvd.assembled' && FAMILIES.some((f) => isComplete(event.assembled.objects, f)),
    isDeprecated: ({ event }) => event.type === 'pvd.assembled' && isDeprecated(event.assembled.objects),
    isOurLinger: ({ context, event }) =>
      event.type === 'deadline.passed' && event.id === `${context.id}:linger` && event.due === context.gone,
    wasReach: ({ event }, { family, state }: OfReach) =>
      event.type === 'pvd.recalled' && event.memory.reach.some((r) => r.family === family && r.state === state),
    wasWaiting: ({ event }, { family }: Of) =>
      event.type === 'pvd.recalled' && event.memory.waits.some((w) => w.family === family && w.left !== null),
    isOurs: ({ context, event }, { family }: Of) =>
      'generation' in event && event.generation === context.generation && event.family === family,
    isToBeChecked: ({ event }, { family }: Of) =>
      event.type === 'pvd.assembled' && event.isChecked && event.linked && isComplete(event.assembled.objects, family),
    isNoLongerChecked: ({ event }, { family }: Of) =>
      event.type === 'pvd.assembled' && !(event.isChecked && event.linked && isComplete(event.assembled.objects, family)),
    isOurCheckDue: ({ context, event }, { family }: Of) =>
      event.type === 'deadline.passed' && event.id === `${context.id}:check${family}` && event.due === checkOf(context, family).due,
  },
  actions: {
    keepAssembled: assign(({ context, event }) =>
      event.type === 'pvd.assembled'
        ? {
            objects: event.assembled.objects,
            identity: event.assembled.identity,
            fingerprint: completed(context.fingerprint, event.assembled.fingerprint),
            gone: null,
          }
        : {},
    ),
    keepAway: assign(({ context, event }) =>
      event.type === 'pvd.assembled' ? { objects: event.assembled.objects, gone: context.gone ?? after(event.at, event.linger) } : {},
    ),
    beginGeneration: assign(({ context, event }) =>
      event.type === 'pvd.assembled' ? { generation: context.generation + 1, fingerprint: event.assembled.fingerprint } : {},
    ),
    recall: assign(({ event }) => {
      if (event.type !== 'pvd.recalled') return {};
      const { generation, fingerprint, lingers } = event.memory;
      return { generation, fingerprint, gone: after(event.at, lingers) };
    }),
    recallReach: assign(({ event }, { family }: Of) => {
      const told = event.type === 'pvd.recalled' ? event.memory.reach.find((r) => r.family === family) : undefined;
      return told ? reached(family, { since: told.since, at: before(event.at, told.age), portal: told.portal }) : {};
    }),
    recallCheck: assign(({ event }, { family }: Of) => {
      const told = event.type === 'pvd.recalled' ? event.memory.waits.find((w) => w.family === family) : undefined;
      return told ? checking(family, { due: told.left === null ? null : after(event.at, told.left), failed: told.failed }) : {};
    }),
    keepReach: assign(({ event }, { family }: Of) =>
      reached(family, {
        since: ('of' in event ? event.of : undefined) ?? event.seq,
        at: event.at,
        portal: event.type === 'check.portal' ? event.url : null,
      }),
    ),
    forgetReach: assign((_, { family }: Of) => reached(family, null)),
    beginCheck: assign(({ context }, { family }: Of) => checking(family, { ...checkOf(context, family), due: null })),
    planRecheck: assign(({ event }, { family }: Of) => checking(family, { due: after(event.at, RECHECK), failed: 0 })),
    planRetry: assign(({ context, event }, { family }: Of) => {
      const failed = checkOf(context, family).failed + 1;
      return checking(family, { due: after(event.at, backoff(failed)), failed });
    }),
    stopChecking: assign((_, { family }: Of) => checking(family, IDLE)),
  },
}).createMachine({
  id: 'pvd',
  type: 'parallel',
  context: ({ input }) => ({
    ...input,
    objects: [],
    gone: null,
    reach4: null,
    reach6: null,
    check4: IDLE,
    check6: IDLE,
  }),
  states: {
    provisioning: {
      initial: 'forming',
      states: {
        forming: {
          on: {
            'pvd.recalled': { target: 'detached', actions: 'recall' },
            'pvd.assembled': [
              { guard: 'isAway', target: 'detached', actions: 'keepAway' },
              { guard: 'isReplaced', target: 'detached', actions: 'beginGeneration' },
              { guard: 'isDeprecated', target: 'deprecated', actions: 'keepAssembled' },
              { guard: 'isProvisioned', target: 'provisioned', actions: 'keepAssembled' },
              { actions: 'keepAssembled' },
            ],
          },
        },
        provisioned: {
          on: {
            'pvd.assembled': [
              { guard: 'isAway', target: 'detached', actions: 'keepAway' },
              { guard: 'isReplaced', target: 'detached', actions: 'beginGeneration' },
              { guard: 'isDeprecated', target: 'deprecated', actions: 'keepAssembled' },
              { guard: 'isProvisioned', actions: 'keepAssembled' },
              { target: 'forming', actions: 'keepAssembled' },
            ],
          },
        },
        deprecated: {
          on: {
            'pvd.assembled': [
              { guard: 'isAway', target: 'detached', actions: 'keepAway' },
              { guard: 'isReplaced', target: 'detached', actions: 'beginGeneration' },
              { guard: 'isDeprecated', actions: 'keepAssembled' },
              { guard: 'isProvisioned', target: 'provisioned', actions: 'keepAssembled' },
              { target: 'forming', actions: 'keepAssembled' },
            ],
          },
        },
        detached: {
          on: {
            'pvd.assembled': [
              { guard: 'isAway', actions: 'keepAway' },
              { guard: 'isAnother', actions: 'beginGeneration' },
              { guard: 'isDeprecated', target: 'deprecated', actions: 'keepAssembled' },
              { guard: 'isProvisioned', target: 'provisioned', actions: 'keepAssembled' },
              { target: 'forming', actions: 'keepAssembled' },
            ],
            'deadline.passed': { guard: 'isOurLinger', target: 'gone' },
          },
        },
        gone: {},
      },
    },
    reach4: reachRegion(4),
    reach6: reachRegion(6),
    check4: checkRegion(4),
    check6: checkRegion(6),
  },
});
export const pvdActor = compile(pvdMachine);
export type PvdSnapshot = SnapshotOf<typeof pvdMachine>;

/** The regions of a PvD's state, named. */
export type PvdState = {
  readonly provisioning: 'forming' | 'provisioned' | 'deprecated' | 'detached' | 'gone';
  readonly reach4: ReachState;
  readonly reach6: ReachState;
  readonly check4: 'idle' | 'running' | 'waiting';
  readonly check6: 'idle' | 'running' | 'waiting';
};
export const pvdState = (snapshot: PvdSnapshot): PvdState => snapshot.value as PvdState;

/** Provisioned or deprecated: its objects may be used. */
export const isAttached = (snapshot: PvdSnapshot): boolean => {
  const { provisioning } = pvdState(snapshot);
  return provisioning === 'provisioned' || provisioning === 'deprecated';
};

export function pvdDeadlines({ value, context }: PvdSnapshot): readonly Deadline[] {
  const isDetached = typeof value === 'object' && value.provisioning === 'detached';
  const linger = isDetached && context.gone !== null ? [{ id: `${context.id}:linger`, due: context.gone }] : [];
  const checks = FAMILIES.flatMap((family) => {
    const { due } = checkOf(context, family);
    return due === null ? [] : [{ id: `${context.id}:check${family}`, due }];
  });
  return [...linger, ...checks];
}

/** An address that may be used and a way out, in one family. */
export const isComplete = (objects: readonly PvdObject[], family: Family): boolean =>
  objectsOf(objects, 'gateway').some((g) => g.family === family) && goodAddresses(objects).some((a) => familyOf(a.value) === family);

/** Not tentative, not found double (RFC 4862 §5.4). */
export const goodAddresses = (objects: readonly PvdObject[]) =>
  objectsOf(objects, 'address').filter(
    (a) => !a.flags.includes('dadFailed') && (!a.flags.includes('tentative') || a.flags.includes('optimistic')),
  );

/** All it has is past its preferred lifetime: old sessions may go on, new ones had better not (RFC 4862 §5.5.4). */
function isDeprecated(objects: readonly PvdObject[]): boolean {
  const addresses = goodAddresses(objects);
  return addresses.length > 0 && addresses.every((a) => a.flags.includes('deprecated')) && FAMILIES.some((f) => isComplete(objects, f));
}

const reached = (family: Family, value: Reached | null): Partial<PvdContext> => (family === 4 ? { reach4: value } : { reach6: value });
const checking = (family: Family, value: Check): Partial<PvdContext> => (family === 4 ? { check4: value } : { check6: value });
const checkOf = (context: PvdContext, family: Family): Check => (family === 4 ? context.check4 : context.check6);
const backoff = (failed: number): Millis => millis(Math.min(RECHECK, FIRST_RETRY * 2 ** Math.min(failed - 1, 20)));
const before = (at: Instant, age: Millis): Instant => Math.max(0, at - age) as Instant;
