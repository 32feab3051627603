/**
 * Sessions of this program at an agent behind a socket. They live as long as the program says, whatever becomes of the agent:
 * to one that has restarted they are declared anew, as they are now.
 */
import type { SessionSpec } from '../../machines/model/session.ts';
import { ProgramsError } from '../programs/errors.ts';
import type { SessionHandle, SessionVerdict } from '../programs/port.ts';
import type { OpenOrder, TellOrder } from './programAnswers.ts';

type Told = TellOrder['told'];
/** Orders in turn, each after the answer to the one before. Null: the agent has gone. A refusal is told by its reason. */
export type Post = {
  open(order: OpenOrder): Promise<{ readonly ok: true; readonly session: string } | { readonly ok: false; readonly why: string } | null>;
  tell(order: TellOrder): Promise<void>;
};
export type RemoteSessions = {
  open(spec: SessionSpec, onVerdict: (verdict: SessionVerdict) => void): Promise<SessionHandle>;
  hear(verdict: SessionVerdict): void;
  /** An agent is there, and this is what it calls us. */
  welcome(client: string): void;
  gone(): void;
};

/** `id`: as this agent calls it; null where it has not been told of it yet. */
type Kept = { spec: SessionSpec; id: string | null; isIdle: boolean; isClosed: boolean; readonly onVerdict: (v: SessionVerdict) => void };

export function createRemoteSessions(post: Post): RemoteSessions {
  const all = new Set<Kept>();
  const byId = new Map<string, Kept>();
  /** What came for sessions whose numbers were still under way. */
  const early = new Map<string, SessionVerdict>();
  let opening = 0;
  let client: string | null = null;

  const tell = (kept: Kept, told: Told): void => {
    if (client !== null && kept.id !== null) void post.tell({ client, session: kept.id, told });
  };
  /** Undefined: it is there. Else why not. */
  async function declare(kept: Kept): Promise<string | undefined> {
    const asked = client;
    const { spec } = kept;
    opening += 1;
    const answer = asked === null ? null : await post.open({ client: asked, spec });
    opening -= 1;
    if (answer === null || asked !== client) return 'the agent has gone';
    if (!answer.ok) return answer.why;
    know(kept, answer.session);
    if (kept.isClosed) close(kept, 'it was closed meanwhile');
    if (kept.spec !== spec) tell(kept, { moved: { pvd: kept.spec.pvd, generation: kept.spec.generation } });
    if (kept.isIdle) tell(kept, { idle: true });
    return undefined;
  }
  function know(kept: Kept, id: string): void {
    kept.id = id;
    all.add(kept);
    byId.set(id, kept);
    const verdict = early.get(id);
    if (opening === 0) early.clear();
    if (verdict) kept.onVerdict(verdict);
  }
  async function again(kept: Kept): Promise<void> {
    const asked = client;
    const why = await declare(kept);
    // When that agent has gone as well, the next one is told.
    if (why === undefined || asked !== client || kept.isClosed) return;
    all.delete(kept);
    kept.onVerdict({ session: '', verdict: 'end', to: null, because: { rule: 'refused' } });
  }
  function close(kept: Kept, why: string): void {
    all.delete(kept);
    if (kept.id !== null) byId.delete(kept.id);
    tell(kept, { close: why.slice(0, WHY_MAX) });
  }
  return {
    open: async (spec, onVerdict) => {
      const kept: Kept = { spec, id: null, isIdle: false, isClosed: false, onVerdict };
      const asked = client;
      const why = await declare(kept);
      if (why === undefined) return handleOf(kept, tell, close);
      throw new ProgramsError(asked !== null && asked === client ? 'ERR_SESSION_REFUSED' : 'ERR_AGENT_GONE', 'no session', [why]);
    },
    hear: (verdict) => {
      const kept = byId.get(verdict.session);
      if (kept) kept.onVerdict(verdict);
      else if (opening > 0) early.set(verdict.session, verdict);
    },
    welcome: (token) => {
      client = token;
      for (const kept of all) void again(kept);
    },
    gone: () => {
      client = null;
      early.clear();
      byId.clear();
      for (const kept of all) kept.id = null;
    },
  };
}

/** As the agent takes it. */
const WHY_MAX = 256;

function handleOf(kept: Kept, tell: (kept: Kept, told: Told) => void, close: (kept: Kept, why: string) => void): SessionHandle {
  return {
    get id() {
      return kept.id ?? '';
    },
    moved: ({ pvd, generation }) => {
      kept.spec = { ...kept.spec, pvd, generation };
      tell(kept, { moved: { pvd, generation } });
    },
    idle: (isIdle) => {
      kept.isIdle = isIdle;
      tell(kept, { idle: isIdle });
    },
    close: (why) => {
      if (kept.isClosed) return;
      kept.isClosed = true;
      close(kept, why);
    },
  };
}
