/** Sessions of programs in this process: what they tell becomes facts, and what is decided of each is told to its program. */
import { z } from 'zod';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { SessionSpec } from '../../machines/model/session.ts';
import { refusalOf } from '../../machines/sessions.ts';
import type { Fold } from '../../streams/loop.ts';
import { verdictsSince } from '../../streams/sessions/told.ts';
import { ProgramsError, type SessionHandle, type SessionVerdict } from '../programs/index.ts';

type OnVerdict = (verdict: SessionVerdict) => void;
export type LocalSessions = {
  open(spec: SessionSpec, onVerdict: OnVerdict, fold: Fold): Promise<SessionHandle>;
  /** After each transaction: who is judged otherwise is told. */
  tick(fold: Fold): void;
  close(): void;
};

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
      const told = SessionSpec.safeParse(spec);
      const why = told.success ? refusalOf(host, session, spec.manager) : z.prettifyError(told.error);
      if (!told.success || why !== null) throw new ProgramsError('ERR_SESSION_REFUSED', 'no session', why === null ? [] : [why]);
      open.set(session, onVerdict);
      tell([world('session.opened', { session, ...told.data })]);
      const close = (why: string): void => {
        if (open.delete(session)) tell([world('session.closed', { session, why: why.slice(0, 256) })]);
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
