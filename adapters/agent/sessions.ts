/** Sessions of programs in this process: what they tell becomes facts, and what is decided of each is told to its program. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { ManagerId, type Terms } from '../../machines/model/session.ts';
import { millis, seconds } from '../../machines/model/units.ts';
import { refusalOf } from '../../machines/sessions.ts';
import type { Fold } from '../../streams/loop.ts';
import { verdictsSince } from '../../streams/sessions/told.ts';
import { ProgramsError, type SessionHandle, type SessionSpec, type SessionVerdict } from '../programs/index.ts';

type OnVerdict = (verdict: SessionVerdict) => void;
export type LocalSessions = {
  open(spec: SessionSpec, onVerdict: OnVerdict, fold: Fold): Promise<SessionHandle>;
  /** After each transaction: who is judged otherwise is told. */
  tick(fold: Fold): void;
  close(): void;
};

/** For a drain whose program says nothing of its end. A guess. */
const DRAIN = seconds(60);

export function createSessions(tell: (facts: readonly Unstamped[]) => void): LocalSessions {
  const open = new Map<string, OnVerdict>();
  let [count, told]: [number, Fold['decision']['sessions']] = [0, []];

  const tick = (fold: Fold): void => {
    const changed = verdictsSince(told, fold);
    told = fold.decision.sessions;
    for (const { verdict, due } of changed)
      open.get(verdict.id)?.({
        ...{ session: verdict.id, verdict: verdict.verdict, to: verdict.to, because: { rule: verdict.because.rule } },
        ...(due === null ? {} : { due }),
      });
  };
  return {
    tick,
    open: async (spec, onVerdict, { host }) => {
      count += 1;
      const session = `${process.pid}-${host.epoch}-${count}`;
      const why = refusal(spec, session, host);
      if (why !== null) throw new ProgramsError('ERR_SESSION_REFUSED', 'no session', [why]);
      const { manager, pvd, generation } = spec;
      open.set(session, onVerdict);
      tell([world('session.opened', { session, manager, pvd, generation, ...termsOf(spec) })]);
      const close = (told: string): void => {
        if (open.delete(session)) tell([world('session.closed', { session, why: told.slice(0, 256) })]);
      };
      const whileOpen = (facts: () => readonly Unstamped[]): void => {
        if (open.has(session)) tell(facts());
      };
      return {
        id: session,
        close,
        moved: (to) => whileOpen(() => [world('session.moved', { session, pvd: to.pvd, generation: to.generation })]),
        idle: (isIdle) => whileOpen(() => [world(isIdle ? 'session.idled' : 'session.busied', { session })]),
      };
    },
    close: () => open.clear(),
  };
}

const refusal = ({ manager }: SessionSpec, session: string, host: Fold['host']): string | null =>
  ManagerId.safeParse(manager).success ? refusalOf(host, session, manager) : `its manager's name is no word: ${JSON.stringify(manager)}`;

const termsOf = ({ family, needs, mobility, better, deadline, loss, failBack }: SessionSpec): Terms => {
  const change = better === 'drain' ? { drain: millis(deadline ?? DRAIN) } : better;
  return {
    ...{ family, needs, mobility, better: change },
    loss: loss === 'reconnect' ? 'move' : loss,
    // Who goes back at all goes as it goes to a better one; who would stay there goes once it is idle.
    failBack: failBack ? (change === 'keep' ? 'idle' : change) : 'keep',
  };
};
