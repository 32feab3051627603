import { assign, setup } from 'xstate';
import { completed, isAnotherAttachment, isReplaced } from './attachment.ts';
import { checkRegion, reachRegion } from './checking.ts';
import { compile, type SnapshotOf } from './compile.ts';
import type { Deadline } from './model/deadline.ts';
import { isComplete, isDeprecated } from './model/pvd.ts';
import { ALARMS_MAX, afterBudget, backoff, measured, scattered, spentWith, UNMEASURED } from './model/rhythm.ts';
import { settle } from './model/settle.ts';
import { after, FAMILIES, seconds } from './model/units.ts';
import {
  alarming,
  alarmsOf,
  before,
  checking,
  checkOf,
  detached,
  IDLE,
  isAffordable,
  isDue,
  isFresh,
  isHint,
  isOurCheck,
  isStall,
  type Of,
  type OfReach,
  type PvdContext,
  type PvdEvent,
  type PvdState,
  qualityIn,
  reached,
  replaced,
  trustedUntil,
} from './pvdContext.ts';

export { type CheckState, isRunning, type PvdContext, type PvdEvent, type PvdState, type Reached } from './pvdContext.ts';

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
    isOurs: ({ context, event }, { family }: Of) => 'family' in event && event.generation === context.generation && event.family === family,
    hasFailedAgain: ({ context, event }, { family }: Of) =>
      event.type === 'check.failed' &&
      event.generation === context.generation &&
      event.family === family &&
      checkOf(context, family).failed > 0,
    isToBeChecked: ({ context, event }, { family }: Of) => isDue(event, family) && isAffordable(context, event),
    isUnaffordable: ({ context, event }, { family }: Of) => isDue(event, family) && !isAffordable(context, event),
    isAffordable: ({ context, event }) => isAffordable(context, event),
    /** A hint from below against a network that is held for good: its router is silent, or its radio is poor. */
    isDoubted: ({ context, event }, { family }: Of) =>
      isAffordable(context, event) && isHint(context, event) && checkOf(context, family).failed === 0 && !isFresh(context, event, family),
    isStalledNow: ({ context, event }, { family }: Of) =>
      isStall(context, event, family) && event.at >= (trustedUntil(context, family) ?? event.at),
    /** It was looked at a moment ago: again in a moment, unless that is its time anyway. */
    isStalledAgain: ({ context, event }, { family }: Of) =>
      isStall(context, event, family) && (trustedUntil(context, family) ?? event.at) < (checkOf(context, family).due ?? 0),
    isNoLongerChecked: ({ event }, { family }: Of) => event.type === 'pvd.assembled' && !isDue(event, family),
    isOurCheckDue: ({ context, event }, { family }: Of) => isOurCheck(context, event, family) && isAffordable(context, event),
    isOurCheckTooDear: ({ context, event }, { family }: Of) => isOurCheck(context, event, family) && !isAffordable(context, event),
  },
  actions: {
    keepAssembled: assign(({ context, event }) =>
      event.type === 'pvd.assembled'
        ? {
            objects: event.assembled.objects,
            identity: event.assembled.identity,
            fingerprint: completed(context.fingerprint, event.assembled.fingerprint),
            gone: null,
            rhythm: settle(context.rhythm, event.rhythm),
          }
        : {},
    ),
    keepAway: assign(({ context, event }) => (event.type === 'pvd.assembled' ? detached(context, event) : {})),
    beginGeneration: assign(({ context, event }) => (event.type === 'pvd.assembled' ? replaced(context, event) : {})),
    recall: assign(({ event }) => {
      if (event.type !== 'pvd.recalled') return {};
      const { generation, fingerprint, lingers, away, spent } = event.memory;
      return {
        generation,
        fingerprint,
        gone: after(event.at, lingers),
        away,
        spent: spent && { bytes: spent.bytes, since: before(event.at, spent.age) },
        quality4: qualityIn(event.memory, 4),
        quality6: qualityIn(event.memory, 6),
      };
    }),
    recallReach: assign(({ event }, { family }: Of) => {
      const told = event.type === 'pvd.recalled' ? event.memory.reach.find((r) => r.family === family) : undefined;
      return told
        ? reached(family, { since: told.since, at: before(event.at, told.age), portal: told.portal, by: `check.${told.state}` })
        : {};
    }),
    recallCheck: assign(({ event }, { family }: Of) => {
      const told = event.type === 'pvd.recalled' ? event.memory.waits.find((w) => w.family === family) : undefined;
      return told ? checking(family, { due: told.left === null ? null : after(event.at, told.left), failed: told.failed }) : {};
    }),
    /** The same outcome again is no new reason (law 10); a failure after a failure is another state. */
    keepReach: assign(({ context, event }, { family }: Of) => {
      const old = family === 4 ? context.reach4 : context.reach6;
      const portal = event.type === 'check.portal' ? event.url : null;
      const isSame = old?.by === event.type && event.type !== 'check.failed' && old.portal === portal;
      const since = isSame ? old.since : (('of' in event ? event.of : undefined) ?? event.seq);
      return reached(family, { since, at: event.at, portal, by: event.type });
    }),
    forgetReach: assign((_, { family }: Of) => ({
      ...reached(family, null),
      ...(family === 4 ? { quality4: UNMEASURED } : { quality6: UNMEASURED }),
    })),
    keepQuality: assign(({ context, event }, { family }: Of) => {
      if (!('rtt' in event)) return {};
      const quality = measured(family === 4 ? context.quality4 : context.quality6, event);
      return { spent: spentWith(context.spent, event), ...(family === 4 ? { quality4: quality } : { quality6: quality }) };
    }),
    waitForBudget: assign(({ context, event }, { family }: Of) =>
      'at' in event && context.spent ? checking(family, { ...checkOf(context, family), due: afterBudget(context.spent, event.at) }) : {},
    ),
    beginCheck: assign(({ context }, { family }: Of) => checking(family, { ...checkOf(context, family), due: null })),
    planRecheck: assign(({ context, event }, { family }: Of) =>
      checking(family, { due: after(event.at, scattered(context.rhythm.every, `${context.id} ${event.seq}`)), failed: 0 }),
    ),
    planRetry: assign(({ context, event }, { family }: Of) => {
      const failed = checkOf(context, family).failed + 1;
      return checking(family, { due: after(event.at, scattered(backoff(failed), `${context.id} ${event.seq}`)), failed });
    }),
    countAlarm: assign(({ context }, { family }: Of) => alarming(family, Math.min(ALARMS_MAX, alarmsOf(context, family) + 1))),
    forgiveAlarm: assign(({ context }, { family }: Of) => alarming(family, Math.max(0, alarmsOf(context, family) - 1))),
    planDoubt: assign(({ context }, { family }: Of) =>
      checking(family, { ...checkOf(context, family), due: trustedUntil(context, family) ?? checkOf(context, family).due }),
    ),
    stopChecking: assign((_, { family }: Of) => checking(family, IDLE)),
  },
}).createMachine({
  id: 'pvd',
  type: 'parallel',
  context: ({ input }) => ({
    ...input,
    objects: [],
    gone: null,
    away: null,
    reach4: null,
    reach6: null,
    check4: IDLE,
    check6: IDLE,
    rhythm: { every: seconds(300), budget: null },
    spent: null,
    quality4: UNMEASURED,
    quality6: UNMEASURED,
    alarms4: 0,
    alarms6: 0,
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
