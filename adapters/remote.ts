/** `connectAgent`: the agent that runs on this host, over its socket, with the same face for programs as one in this process. */
import type { ProgramsView } from '../machines/model/programs.ts';
import { createExit, type Exit } from './agent/exits.ts';
import { createViews } from './agent/views.ts';
import { DecisionAnswer, Failure, Status } from './control/answers.ts';
import { ask } from './control/client.ts';
import { findSocket } from './control/folder.ts';
import { follow } from './control/following.ts';
import { openRemote, type Remote } from './control/remote.ts';
import { ProgramsError } from './programs/errors.ts';
import { createPrograms, type ProgramsFace } from './programs/index.ts';

export type ConnectAgentOptions = {
  /** The agent's `state.sock`. Default: in the folder `MULTIHOME_CONTROL`, else the user's own agent's, else the system's. */
  readonly socket?: string;
  /** Ends the connection, as `close` does. */
  readonly signal?: AbortSignal;
};
export type RemoteAgent = AsyncDisposable &
  Omit<ProgramsFace, 'close'> & {
    /** What `multihome status` shows. Rejects with `ERR_AGENT_GONE` while there is no agent. */
    status(): Promise<Status>;
    /** The current decision, then each that differs. The agent is asked for them while somebody listens. */
    readonly decisions: Exit<DecisionAnswer>;
    /** The networks as programs see them: now, then whenever they differ. None is current while there is no agent. */
    readonly views: Exit<ProgramsView>;
    /** What is under way ends with `ERR_AGENT_GONE`; open connections stay, and are no longer watched over. Idempotent. */
    close(): Promise<void>;
  };

/** An agent that is not there says so at once; one that hangs is given so many ms. */
const PATIENCE = 10_000;

/**
 * Rejects with `ERR_AGENT_GONE` when there is none. Should it go later, what is asked of it ends with that code until it is back;
 * open connections stay, and are judged by what it says then.
 */
export async function connectAgent(options: ConnectAgentOptions = {}): Promise<RemoteAgent> {
  const { signal, socket = findSocket('state.sock', process.env.MULTIHOME_CONTROL ?? null) } = options;
  signal?.throwIfAborted();
  const decisions = createExit<DecisionAnswer>((push) => following(socket, push));
  const port = openRemote(socket);
  const views = createViews(port);
  const programs = createPrograms(port);
  const { close: closeClients } = programs;
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', close);
    port.close();
    await closeClients();
    views.end();
    decisions.end();
  };
  try {
    await first(port, socket, signal);
  } catch (error) {
    await close();
    throw error;
  }
  signal?.addEventListener('abort', close, { once: true });
  const exits = { decisions: decisions.exit, views: views.exit };
  return Object.assign(programs, { ...exits, status: () => statusOf(socket), close, [Symbol.asyncDispose]: close });
}

/** The first view, or why there is none. */
async function first(port: Remote, socket: string, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(gone(`the agent on ${socket} does not say what there is`)), PATIENCE);
  const given = (): void => reject(signal?.reason);
  const unwatch = port.watch((view) => (view ? resolve() : reject(gone(port.why))));
  signal?.addEventListener('abort', given, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(late);
    unwatch();
    signal?.removeEventListener('abort', given);
  }
}

const gone = (why: string): ProgramsError => new ProgramsError('ERR_AGENT_GONE', 'no agent', [why]);

async function statusOf(socket: string): Promise<Status> {
  const asked = await ask({ socket, path: 'status' });
  if (!asked.ok) throw gone(asked.message);
  const read = Status.safeParse(asked.value.body);
  if (read.success) return read.data;
  const failure = Failure.safeParse(asked.value.body);
  throw gone(failure.success ? failure.data.error.message : 'it answers in a way that this version does not know');
}

/** The end of it. */
function following(socket: string, push: (decision: DecisionAnswer) => void): () => void {
  const over = new AbortController();
  const event = ({ data }: { readonly data: string }): void => push(DecisionAnswer.parse(JSON.parse(data)));
  void follow(socket, 'decisions', over.signal, { event, gone: () => {} });
  return () => over.abort();
}
