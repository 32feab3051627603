import { assign, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import type { FactOf, FactsOf } from './model/facts/index.ts';
import type { Notice } from './model/notice.ts';
import { ASKS_MAX, type Asked, type Terms } from './model/session.ts';
import { isEqual, settle } from './model/settle.ts';
import type { Seq } from './model/units.ts';

export type SessionContext = Terms & {
  readonly id: string;
  readonly manager: string;
  /** The attachment of a PvD that it is, or was, in. */
  readonly pvd: string;
  readonly generation: number;
  readonly activity: 'busy' | 'idle';
  /** What managers ask of it, in the order in which they came: the newest word of each. */
  readonly asks: readonly Asked[];
  /** The facts that opened it, that brought it to its PvD, that told its activity, and by which it lost its PvD (null: it did not). */
  readonly opened: Seq;
  readonly since: Seq;
  readonly changed: Seq;
  readonly lost: Seq | null;
};
/** From the host: what became of its attachment. */
export type HomeNotice = Extract<Notice, { type: 'pvd.detached' | 'pvd.returned' | 'pvd.gone' }>;
export type SessionEvent = FactsOf<'session'> | HomeNotice;

/**
 * One session of a program: bound to the PvD in which it was opened; moving, when that was lost, by what it has; lost, when it
 * has nothing to go by, or waits for its network. What becomes of it is decided in streams/sessions.ts.
 */
export const sessionMachine = setup({
  types: { context: {} as SessionContext, events: {} as SessionEvent, input: {} as FactOf<'session.opened'> },
  guards: {
    isWaiting: ({ context, event }) => isItsHome(context, event) && context.loss === 'wait',
    isMovable: ({ context, event }) => isItsHome(context, event) && context.loss !== 'end' && context.mobility !== 'none',
    isItsHome: ({ context, event }) => isItsHome(context, event),
  },
  actions: {
    keepTerms: assign(({ context, event }) => (event.type === 'session.opened' ? reopened(context, event) : {})),
    keepPlace: assign(({ context, event }) =>
      (event.type === 'session.moved' || event.type === 'session.opened') && !isStillThere(context, event)
        ? { pvd: event.pvd, generation: event.generation, since: event.of ?? event.seq, lost: null }
        : {},
    ),
    keepBusy: assign(({ context, event }) => activity(context, event, 'busy')),
    keepIdle: assign(({ context, event }) => activity(context, event, 'idle')),
    keepAsk: assign(({ context, event }) => (event.type === 'session.asked' ? { asks: withAsk(context, event) } : {})),
    keepLoss: assign(({ event }) => ({ lost: event.seq })),
    forgetLoss: assign({ lost: null }),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => startOf(input),
  initial: 'bound',
  states: {
    bound: {
      on: {
        'session.opened': { actions: ['keepPlace', 'keepTerms'] },
        'session.idled': { actions: 'keepIdle' },
        'session.busied': { actions: 'keepBusy' },
        'session.asked': { actions: 'keepAsk' },
        'session.moved': { actions: 'keepPlace' },
        'session.closed': 'closed',
        'pvd.detached': [
          { guard: 'isWaiting', target: 'lost', actions: 'keepLoss' },
          { guard: 'isMovable', target: 'moving', actions: 'keepLoss' },
          { guard: 'isItsHome', target: 'lost', actions: 'keepLoss' },
        ],
        'pvd.gone': [
          { guard: 'isMovable', target: 'moving', actions: 'keepLoss' },
          { guard: 'isItsHome', target: 'lost', actions: 'keepLoss' },
        ],
      },
    },
    moving: {
      on: {
        'session.opened': { target: 'bound', actions: ['keepPlace', 'keepTerms'] },
        'session.idled': { actions: 'keepIdle' },
        'session.busied': { actions: 'keepBusy' },
        'session.asked': { actions: 'keepAsk' },
        'session.moved': { target: 'bound', actions: 'keepPlace' },
        'session.closed': 'closed',
      },
    },
    lost: {
      on: {
        'session.opened': { target: 'bound', actions: ['keepPlace', 'keepTerms'] },
        'session.idled': { actions: 'keepIdle' },
        'session.busied': { actions: 'keepBusy' },
        'session.asked': { actions: 'keepAsk' },
        'session.moved': { target: 'bound', actions: 'keepPlace' },
        'session.closed': 'closed',
        'pvd.returned': { guard: 'isWaiting', target: 'bound', actions: 'forgetLoss' },
        'pvd.gone': { guard: 'isMovable', target: 'moving', actions: 'keepLoss' },
      },
    },
    closed: {},
  },
});
export const sessionActor = compile(sessionMachine);
export type SessionSnapshot = SnapshotOf<typeof sessionMachine>;
export type SessionState = 'bound' | 'moving' | 'lost' | 'closed';
export const sessionState = ({ value }: SessionSnapshot): SessionState => STATES.find((state) => state === value) ?? 'closed';
const STATES = ['bound', 'moving', 'lost', 'closed'] as const;

const startOf = ({ session, manager, ...fact }: FactOf<'session.opened'>): SessionContext => {
  const told = fact.of ?? fact.seq;
  const { pvd, generation } = fact;
  return {
    ...{ id: session, manager, pvd, generation, ...termsOf(fact), activity: 'busy', asks: [] },
    ...{ opened: told, since: told, changed: told, lost: null },
  };
};

const termsOf = ({ family, needs, mobility, better, loss, failBack }: Terms): Terms => ({
  ...{ family, needs, mobility, better, loss, failBack },
});

/** The same terms again keep their reference and are no new reason. */
function reopened(context: SessionContext, fact: FactOf<'session.opened'>): Partial<SessionContext> {
  const [old, now] = [termsOf(context), termsOf(fact)];
  return isEqual(old, now) ? {} : { ...settle(old, now), opened: fact.of ?? fact.seq };
}

const activity = (context: SessionContext, event: SessionEvent, now: SessionContext['activity']): Partial<SessionContext> =>
  context.activity === now ? {} : { activity: now, changed: event.seq };

/** To leave without a word of what is to leave where it is. */
function withAsk({ asks, pvd }: SessionContext, { manager, author, ask, to, of, seq }: FactOf<'session.asked'>): readonly Asked[] {
  const others = asks.filter((a) => a.manager !== manager);
  if (ask === 'nothing') return others.length === asks.length ? asks : others;
  const said = { manager, author, ask, to: ask === 'leave' ? (to ?? pvd) : to, since: of ?? seq };
  const same = asks.find((a) => a.manager === manager && isEqual({ ...a, since: said.since }, said));
  return same || others.length >= ASKS_MAX ? asks : [...others, said];
}

/** To say again where it is brings it nowhere: what it waits for there goes on. */
const isStillThere = (context: SessionContext, event: FactOf<'session.opened' | 'session.moved'>): boolean =>
  context.lost === null &&
  event.pvd === context.pvd &&
  event.generation === context.generation &&
  (event.type === 'session.moved' || event.family === context.family);

const isItsHome = ({ pvd, generation }: SessionContext, event: SessionEvent): boolean =>
  'pvd' in event && event.pvd === pvd && event.generation === generation;
