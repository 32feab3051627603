/** Sessions of programs in this process: what they tell becomes facts, and what is decided of each is told to its program. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { ManagerId, SESSIONS_MAX, type Terms } from '../../machines/model/session.ts';
import { countIn, findIn } from '../../machines/model/shards.ts';
import { millis, seconds } from '../../machines/model/units.ts';
import type { Fold } from '../../streams/loop.ts';
import type { Verdict } from '../../streams/sessions/verdict.ts';
import { ProgramsError, type SessionHandle, type SessionSpec, type SessionVerdict } from '../programs/index.ts';

type OnVerdict = (verdict: SessionVerdict) => void;
type Open = { readonly onVerdict: OnVerdict; told: Verdict | null };
export type LocalSessions = {
  open(spec: SessionSpec, onVerdict: OnVerdict, fold: Fold): Promise<SessionHandle>;
  /** After each transaction: who is judged otherwise is told. */
  tick(fold: Fold): void;
  close(): void;
};

/** For a drain whose program says nothing of its end. A guess. */
const DRAIN = seconds(60);

export function createSessions(tell: (facts: readonly Unstamped[]) => void): LocalSessions {
  const open = new Map<string, Open>();
  let [count, judged]: [number, Fold['decision']['sessions'] | null] = [0, null];

  const tick = ({ decision: { sessions } }: Fold): void => {
    if (sessions === judged || open.size === 0) return;
    judged = sessions;
    for (const [session, one] of open) {
      const verdict = findIn(sessions, session);
      if (!verdict || verdict === one.told) continue;
      one.told = verdict;
      one.onVerdict({ session, verdict: verdict.verdict, to: verdict.to, because: { rule: verdict.because.rule } });
    }
  };
  return {
    tick,
    open: async (spec, onVerdict, { host }) => {
      const why = refusal(spec, countIn(host.sessions));
      if (why !== null) throw new ProgramsError('ERR_SESSION_REFUSED', 'no session', [why]);
      count += 1;
      const session = `${process.pid}-${host.epoch}-${count}`;
      const { manager, pvd, generation } = spec;
      judged = null;
      open.set(session, { onVerdict, told: null });
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

function refusal({ manager }: SessionSpec, sessions: number): string | null {
  if (!ManagerId.safeParse(manager).success) return `its manager's name is no word: ${JSON.stringify(manager)}`;
  return sessions >= SESSIONS_MAX ? `there are ${sessions} sessions already` : null;
}

const termsOf = ({ family, needs, mobility, better, deadline, loss, failBack }: SessionSpec): Terms => {
  const change = better === 'drain' ? { drain: millis(deadline ?? DRAIN) } : better;
  return {
    ...{ family, needs, mobility, better: change },
    loss: loss === 'reconnect' ? 'move' : loss,
    // Who goes back at all goes as it goes to a better one; who would stay there goes once it is idle.
    failBack: failBack ? (change === 'keep' ? 'idle' : change) : 'keep',
  };
};
