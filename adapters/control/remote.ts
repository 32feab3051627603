/** The port of the library for programs to an agent behind its socket; it goes on when the agent restarts. */
import type { Agent } from 'node:http';
import type { z } from 'zod';
import { ProgramsView } from '../../machines/model/programs.ts';
import type { Answer, Programs, Question } from '../programs/port.ts';
import { http } from '../system/builtin.ts';
import { Failure } from './answers.ts';
import { type Answered, type Asked, ask, type ServerEvent } from './client.ts';
import { follow } from './following.ts';
import { Named, Opened, Verdict, Welcome } from './programAnswers.ts';
import { createRemoteSessions, type Post } from './remoteSessions.ts';

export type Remote = Programs & {
  /** Why there is no agent; empty while none was missed. */
  readonly why: string;
  close(): void;
};

/** Names that are asked at the same time; the next ones wait for their turn. A guess. */
const ASKING_MAX = 8;
/** ms between the end of an answer and that of the stream, both of one process that ends. A guess. */
const SOON = 1000;
/** RFC 9110 §15.6.4. */
const BUSY = 503;

/** Its watchers are told of no agent each time that none could be reached. */
export function openRemote(socket: string): Remote {
  const over = new AbortController();
  const agent = new http.Agent({ keepAlive: true, maxSockets: ASKING_MAX });
  const listeners = new Set<(view: ProgramsView | null) => void>();
  const sessions = createRemoteSessions(postTo(socket));
  let view: ProgramsView | null = null;
  let missing: readonly string[] = [];
  let why = '';

  const show = (next: ProgramsView | null): void => {
    view = next;
    for (const listener of [...listeners]) listener(next);
  };
  const event = ({ event: kind, data }: ServerEvent): void => {
    const told: unknown = JSON.parse(data);
    if (kind === 'client') {
      const welcome = known(Welcome, told);
      missing = welcome.missing;
      sessions.welcome(welcome.client);
    }
    if (kind === 'view') show(known(ProgramsView, told));
    if (kind === 'verdict') sessions.hear(known(Verdict, told));
  };
  const gone = (because: string): void => {
    why = because;
    sessions.gone();
    show(null);
  };
  const goneSoon = (): Promise<void> => {
    if (view === null) return Promise.resolve();
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const watch = (next: ProgramsView | null): void => void (next === null && done());
    const late = setTimeout(done, SOON);
    listeners.add(watch);
    return promise.finally(() => {
      clearTimeout(late);
      listeners.delete(watch);
    });
  };
  void follow(socket, 'programs', over.signal, { event, gone });

  return {
    view: () => view,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    resolve: (question) => resolve({ socket, agent, over: over.signal, gone: goneSoon }, question),
    sessions: { open: sessions.open },
    get missing() {
      return missing;
    },
    get why() {
      return why;
    },
    close: () => {
      if (over.signal.aborted) return;
      over.abort();
      agent.destroy();
      gone('it was closed');
    },
  };
}

function known<T>(schema: z.ZodType<T>, told: unknown): T {
  const read = schema.safeParse(told);
  if (read.success) return read.data;
  throw new Error('it speaks in a way that this version does not know');
}

/** `gone`: resolves once the stream has ended, or soon. */
type Asking = { readonly socket: string; readonly agent: Agent; readonly over: AbortSignal; gone(): Promise<void> };

async function resolve({ socket, agent, over, gone }: Asking, { name, type, pvd, signal }: Question): Promise<Answer> {
  signal?.throwIfAborted();
  const path = `programs/resolve?${new URLSearchParams({ name, type: String(type), pvd })}`;
  const asked = await ask({ socket, path, agent, signal: signal ? AbortSignal.any([signal, over]) : over });
  signal?.throwIfAborted();
  // An answer breaks off because the agent goes: then it is that of which the program is told.
  if (!asked.ok) await gone();
  signal?.throwIfAborted();
  if (!asked.ok) return { ok: false, problem: 'closed' };
  const named = Named.safeParse(asked.value.body);
  return named.success ? named.data : { ok: false, problem: asked.value.status === BUSY ? 'overloaded' : 'closed' };
}

/** One after the other: what became of a session must not overtake what it was before. */
function postTo(socket: string): Post {
  let last: Promise<unknown> = Promise.resolve();
  const post = (path: string, body: object): Promise<Asked<Answered>> => {
    const asked = last.then(() => ask({ socket, path, method: 'POST', body }));
    last = asked;
    return asked;
  };
  return {
    open: async (order) => {
      const asked = await post('programs/open', order);
      if (!asked.ok) return null;
      const opened = Opened.safeParse(asked.value.body);
      return asked.value.status === 200 && opened.success
        ? { ok: true, session: opened.data.session }
        : { ok: false, why: whyOf(asked.value) };
    },
    tell: async (order) => void (await post('programs/tell', order)),
  };
}

function whyOf({ status, body }: Answered): string {
  const failure = Failure.safeParse(body);
  return failure.success ? failure.data.error.message : `the agent answers ${status}`;
}
