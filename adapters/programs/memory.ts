/** The port in memory: there is what it is shown, names have what they are given, and verdicts are spoken by a test. */
import type { ProgramsView } from '../../machines/model/programs.ts';
import type { SessionSpec } from '../../machines/model/session.ts';
import { type Millis, millis } from '../../machines/model/units.ts';
import { ProgramsError } from './errors.ts';
import type { Answer, Programs, Question, SessionHandle, SessionVerdict } from './port.ts';

/** What a session has come to. */
export type MemorySession = {
  readonly id: string;
  readonly spec: SessionSpec;
  readonly at: { readonly pvd: string; readonly generation: number };
  readonly isIdle: boolean;
  /** Why it was closed; null while it is open. */
  readonly closed: string | null;
};
export type MemoryPrograms = {
  readonly port: Programs;
  /** Null: the agent has gone. */
  show(view: ProgramsView | null): void;
  /** From now on that PvD has these addresses for a name; `silent`: it never answers. */
  name(pvd: string, name: string, addresses: readonly string[] | 'silent'): void;
  decide(session: string, verdict: SessionVerdict['verdict'], to: string | null): void;
  /** All that were ever opened, in their order. */
  sessions(): readonly MemorySession[];
};

const TTL: Millis = millis(60_000);
const IPV6 = 28;

/** `refuses`: why a session is not kept; null: it is. */
export function memoryPrograms(refuses: (spec: SessionSpec) => string | null = () => null): MemoryPrograms {
  const listeners = new Set<(view: ProgramsView | null) => void>();
  const names = new Map<string, readonly string[] | 'silent'>();
  const sessions = new Map<string, MemorySession>();
  const verdicts = new Map<string, (verdict: SessionVerdict) => void>();
  let current: ProgramsView | null = null;

  const change = (id: string, changed: Partial<MemorySession>): void => {
    const session = sessions.get(id);
    if (session && session.closed === null) sessions.set(id, { ...session, ...changed });
  };
  const open = async (spec: SessionSpec, onVerdict: (verdict: SessionVerdict) => void): Promise<SessionHandle> => {
    const why = refuses(spec);
    if (why !== null) throw new ProgramsError('ERR_SESSION_REFUSED', 'no session', [why]);
    const id = `s${sessions.size + 1}`;
    sessions.set(id, { id, spec, at: { pvd: spec.pvd, generation: spec.generation }, isIdle: false, closed: null });
    verdicts.set(id, onVerdict);
    return {
      id,
      moved: ({ pvd, generation }) => change(id, { at: { pvd, generation } }),
      idle: (isIdle) => change(id, { isIdle }),
      close: (closed) => {
        change(id, { closed });
        verdicts.delete(id);
      },
    };
  };
  const resolve = async ({ name, type, pvd, signal }: Question): Promise<Answer> => {
    signal?.throwIfAborted();
    const domain = current?.domains.find((one) => one.pvd === pvd);
    if (!domain) return { ok: false, problem: 'noSuchPvd' };
    const known = names.get(`${pvd} ${name}`);
    if (known === 'silent') return silence(signal);
    const addresses = (known ?? []).filter((address) => address.includes(':') === (type === IPV6));
    return { ok: true, pvd, generation: domain.generation, exists: known !== undefined, addresses, ttl: TTL };
  };
  return {
    port: {
      view: () => current,
      watch: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      resolve,
      sessions: { open },
      missing: [],
    },
    show: (view) => {
      current = view;
      for (const listener of [...listeners]) listener(view);
    },
    name: (pvd, name, addresses) => void names.set(`${pvd} ${name}`, addresses),
    decide: (session, verdict, to) => verdicts.get(session)?.({ session, verdict, to, because: { rule: 'told' } }),
    sessions: () => [...sessions.values()],
  };
}

function silence(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
