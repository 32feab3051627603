import { assign, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import { coversAll, type Held, heldOf, isUsable, type Offer, refreshAt, retryAt, soonest, uncoveredProblem } from './informing.ts';
import type { Deadline } from './model/deadline.ts';
import type { FactsOf } from './model/facts/index.ts';
import type { InformationMemory } from './model/facts/information.ts';
import { isEqual } from './model/settle.ts';
import { after, type IfName, type Instant, type Seq } from './model/units.ts';

type Stamp = { readonly at: Instant; readonly seq: Seq };
export type InformationContext = {
  readonly pvd: string;
  readonly ifname: IfName;
  /** What the advertisements say now; null before the first. */
  readonly offer: Offer | null;
  readonly held: Held | null;
  /** The end of what is held. */
  readonly expires: Instant | null;
  /** The next question, while it is waited for; and the last one. */
  readonly due: Instant | null;
  readonly asked: Instant | null;
  /** Questions in a row that nobody answered. */
  readonly failed: number;
  /** Why the newest answer was not used. */
  readonly problem: string | null;
};
export type InformationEvent =
  | FactsOf<'information' | 'deadline'>
  /** There is something to ask for, and a way to ask. */
  | ({ readonly type: 'offer.made'; readonly offer: Offer } & Stamp)
  /** There is, but no way (yet): no address, no name server, no link. */
  | ({ readonly type: 'offer.blocked'; readonly offer: Offer } & Stamp)
  /** The H flag is gone: there is no additional information (RFC 8801 §3.1). */
  | ({ readonly type: 'offer.withdrawn'; readonly offer: Offer } & Stamp)
  /** This network has been asked too often just now. */
  | ({ readonly type: 'question.postponed'; readonly until: Instant } & Stamp)
  /** This network has given too many wrong answers. */
  | ({ readonly type: 'question.barred'; readonly problem: string } & Stamp)
  | ({ readonly type: 'information.recalled'; readonly memory: InformationMemory } & Stamp);

/** There is no asking now. */
const away = [
  { guard: 'isAnother', target: 'idle', actions: ['beginAnew', 'keepOffer'] },
  { guard: 'isNews', actions: 'keepOffer' },
] as const;
const stop = [
  { guard: 'isAnother', target: 'idle', actions: ['beginAnew', 'keepOffer'] },
  { target: 'idle', actions: ['keepOffer', 'stopWaiting'] },
] as const;

/** The additional information of one explicit PvD on one interface: what is held of it, and when it is asked for. RFC 8801 §4.1. */
export const informationMachine = setup({
  types: {
    context: {} as InformationContext,
    events: {} as InformationEvent,
    input: {} as Pick<InformationContext, 'pvd' | 'ifname'>,
  },
  guards: {
    isAnother: ({ context, event }) => 'offer' in event && context.offer !== null && context.offer.generation !== event.offer.generation,
    isNewSequence: ({ context, event }) =>
      'offer' in event && [context.offer, context.held].some((old) => old !== null && old.sequence !== event.offer.sequence),
    isNews: ({ context, event }) => 'offer' in event && !isEqual(context.offer, event.offer),
    isStillHeld: ({ context, event }) => 'offer' in event && isUsable(context.held, event.offer),
    isNoLongerHeld: ({ context, event }) => 'offer' in event && !isUsable(context.held, event.offer),
    isUncovered: ({ context, event }) =>
      'offer' in event && context.held !== null && !coversAll(context.held.prefixes, event.offer.prefixes),
    /** An answer to what is asked now; one for an earlier attachment or sequence number says nothing. */
    isOurs: ({ context, event }) => isAnswer(event) && isFor(context.offer, event),
    isGood: ({ context, event }) =>
      event.type === 'information.received' && isFor(context.offer, event) && coversAll(event.prefixes, context.offer?.prefixes ?? []),
    isOurTurn: ({ context, event }) => event.type === 'deadline.passed' && event.id === dueId(context) && event.due === context.due,
    isOurExpiry: ({ context, event }) =>
      event.type === 'deadline.passed' && event.id === expiryId(context) && event.due === context.expires,
    was: ({ event }, { state }: { readonly state: InformationMemory['state'] }) =>
      event.type === 'information.recalled' && event.memory.state === state,
    wasHeld: ({ event }) => event.type === 'information.recalled' && event.memory.held !== null,
  },
  actions: {
    keepOffer: assign(({ event }) => ('offer' in event ? { offer: event.offer } : {})),
    /** A random delay, so that a network's hosts do not ask at once; what is waited for already is not put off by it. */
    planQuestion: assign(({ context, event }) => ('offer' in event ? { due: soonest(context, event.offer, event.at) } : {})),
    beginAnew: assign({ due: null, failed: 0, problem: null }),
    planRefresh: assign(({ context, event }) =>
      event.type === 'information.received' && context.offer
        ? { due: refreshAt(context, event.at, after(event.at, event.expires)), failed: 0, problem: null }
        : {},
    ),
    planRefreshOfHeld: assign(({ context, event }) =>
      context.expires === null ? {} : { due: refreshAt(context, event.at, context.expires) },
    ),
    planRetry: assign(({ context, event }) =>
      isAnswer(event) ? { due: retryAt(context, event.at), failed: context.failed + 1, problem: problemOf(context.offer, event) } : {},
    ),
    ask: assign(({ event }) => ({ due: null, asked: event.at })),
    postpone: assign(({ event }) => (event.type === 'question.postponed' ? { due: event.until } : {})),
    stopWaiting: assign({ due: null }),
    keepProblem: assign(({ event }) => ('problem' in event ? { problem: event.problem, due: null } : {})),
    hold: assign(({ event }) =>
      event.type === 'information.received' ? { held: heldOf(event), expires: after(event.at, event.expires) } : {},
    ),
    forget: assign({ held: null, expires: null }),
    tellUncovered: assign(({ context, event }) =>
      'offer' in event ? { problem: uncoveredProblem(context.held?.prefixes ?? [], event.offer.prefixes) } : {},
    ),
    recall: assign(({ event }) => {
      if (event.type !== 'information.recalled') return {};
      const { left, asked, failed, problem } = event.memory;
      const before = asked === null ? null : (Math.max(0, event.at - asked) as Instant);
      return { due: left === null ? null : after(event.at, left), asked: before, failed, problem };
    }),
    recallHeld: assign(({ event }) => {
      if (event.type !== 'information.recalled' || !event.memory.held) return {};
      const { left, ...held } = event.memory.held;
      return { held: { ...held, generation: event.memory.generation }, expires: after(event.at, left) };
    }),
  },
}).createMachine({
  id: 'information',
  type: 'parallel',
  context: ({ input }) => ({
    ...input,
    offer: null,
    held: null,
    expires: null,
    due: null,
    asked: null,
    failed: 0,
    problem: null,
  }),
  states: {
    asking: {
      initial: 'idle',
      states: {
        idle: {
          on: {
            'information.recalled': [
              { guard: { type: 'was', params: { state: 'waiting' } }, target: 'waiting', actions: 'recall' },
              { guard: { type: 'was', params: { state: 'fetching' } }, target: 'fetching', actions: 'recall' },
              { guard: { type: 'was', params: { state: 'refused' } }, target: 'refused', actions: 'recall' },
              { actions: 'recall' },
            ],
            'offer.made': [
              { guard: 'isAnother', target: 'waiting', actions: ['beginAnew', 'planQuestion', 'keepOffer'] },
              { guard: 'isStillHeld', target: 'waiting', actions: ['keepOffer', 'planRefreshOfHeld'] },
              { target: 'waiting', actions: ['planQuestion', 'keepOffer'] },
            ],
            'offer.blocked': away,
            'offer.withdrawn': away,
          },
        },
        waiting: {
          on: {
            'offer.made': [
              { guard: 'isAnother', actions: ['beginAnew', 'planQuestion', 'keepOffer'] },
              { guard: 'isNewSequence', actions: ['planQuestion', 'keepOffer'] },
              { guard: 'isUncovered', actions: ['planQuestion', 'keepOffer'] },
              { guard: 'isNews', actions: 'keepOffer' },
            ],
            'offer.blocked': stop,
            'offer.withdrawn': stop,
            'deadline.passed': { guard: 'isOurTurn', target: 'fetching', actions: 'ask' },
            'question.postponed': { actions: 'postpone' },
            'question.barred': { target: 'refused', actions: 'keepProblem' },
          },
        },
        fetching: {
          on: {
            'offer.made': [
              { guard: 'isAnother', target: 'waiting', actions: ['beginAnew', 'planQuestion', 'keepOffer'] },
              { guard: 'isNewSequence', target: 'waiting', actions: ['planQuestion', 'keepOffer'] },
              { guard: 'isNews', actions: 'keepOffer' },
            ],
            'offer.blocked': stop,
            'offer.withdrawn': stop,
            'information.received': [
              { guard: 'isGood', target: 'waiting', actions: 'planRefresh' },
              { guard: 'isOurs', target: 'waiting', actions: 'planRetry' },
            ],
            'information.unreached': { guard: 'isOurs', target: 'waiting', actions: 'planRetry' },
            'information.refused': { guard: 'isOurs', target: 'refused', actions: 'keepProblem' },
          },
        },
        /** Not asked again for as long as this attachment lasts. RFC 8801 §4.1. */
        refused: {
          on: {
            'offer.made': [
              { guard: 'isAnother', target: 'waiting', actions: ['beginAnew', 'planQuestion', 'keepOffer'] },
              { guard: 'isNews', actions: 'keepOffer' },
            ],
            'offer.blocked': away,
            'offer.withdrawn': away,
          },
        },
      },
    },
    holding: {
      initial: 'nothing',
      states: {
        nothing: {
          on: {
            'information.received': { guard: 'isGood', target: 'held', actions: 'hold' },
            'information.recalled': { guard: 'wasHeld', target: 'held', actions: 'recallHeld' },
          },
        },
        held: {
          on: {
            'information.received': { guard: 'isGood', actions: 'hold' },
            'offer.made': [
              { guard: 'isUncovered', target: 'nothing', actions: ['tellUncovered', 'forget'] },
              { guard: 'isNoLongerHeld', target: 'nothing', actions: 'forget' },
            ],
            'offer.blocked': { guard: 'isNoLongerHeld', target: 'nothing', actions: 'forget' },
            'offer.withdrawn': { target: 'nothing', actions: 'forget' },
            'deadline.passed': { guard: 'isOurExpiry', target: 'nothing', actions: 'forget' },
          },
        },
      },
    },
  },
});
export const informationActor = compile(informationMachine);
export type InformationSnapshot = SnapshotOf<typeof informationMachine>;

/** The regions of the state, named. */
export type InformationState = { readonly asking: InformationMemory['state']; readonly holding: 'nothing' | 'held' };
export const informationState = (snapshot: InformationSnapshot): InformationState => snapshot.value as InformationState;

export const informationId = (pvd: string): string => `information:${pvd}`;
const dueId = ({ pvd }: { readonly pvd: string }): string => `${informationId(pvd)}:due`;
const expiryId = ({ pvd }: { readonly pvd: string }): string => `${informationId(pvd)}:expiry`;

export const informationDeadlines = ({ context }: InformationSnapshot): readonly Deadline[] => [
  ...(context.due === null ? [] : [{ id: dueId(context), due: context.due }]),
  ...(context.expires === null ? [] : [{ id: expiryId(context), due: context.expires }]),
];

type Answer = FactsOf<'information'>;
function isAnswer(event: InformationEvent): event is Answer {
  return event.type === 'information.received' || event.type === 'information.refused' || event.type === 'information.unreached';
}
const isFor = (offer: Offer | null, answer: Answer): boolean =>
  offer?.generation === answer.generation && offer.sequence === answer.sequence;
const problemOf = (offer: Offer | null, answer: Answer): string =>
  answer.type === 'information.received' ? uncoveredProblem(answer.prefixes, offer?.prefixes ?? []) : answer.problem;
