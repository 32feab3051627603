/** The port of the library for programs to an agent behind its socket; it goes on when the agent restarts. */
import { Agent } from 'node:http';
import { ProgramsView } from '../../machines/model/programs.ts';
import type { Answer, Programs, Question } from '../programs/port.ts';
import { Failure } from './answers.ts';
import { type Answered, type Asked, ask, type ServerEvent } from './client.ts';
import { follow } from './following.ts';
import { Named, Opened, Verdict, Welcome } from './programAnswers.ts';
import { createRemoteSessions, type Post } from './remoteSessions.ts';

export type Remote = Programs & {
  /** Told once an agent is there, and whenever it has gone, with why. */
  readonly state: { readonly isThere: boolean; readonly why: string };
  close(): void;
};

/** Names that are asked at the same time; the next ones wait for their turn. A guess. */
const ASKING_MAX = 8;

/** `heard`: after each change, also when there is none to tell a watcher: when no agent could be reached. */
export function openRemote(socket: string, heard: () => void = () => {}): Remote {
  const over = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: ASKING_MAX });
  const listeners = new Set<(view: ProgramsView | null) => void>();
  const sessions = createRemoteSessions(postTo(socket));
  let view: ProgramsView | null = null;
  let missing: readonly string[] = [];
  let why = '';

  const show = (next: ProgramsView | null): void => {
    const isNew = next !== view;
    view = next;
    if (isNew) for (const listener of [...listeners]) listener(next);
    heard();
  };
  const event = ({ event: kind, data }: ServerEvent): void => {
    const told: unknown = JSON.parse(data);
    if (kind === 'client') {
      const welcome = Welcome.parse(told);
      missing = welcome.missing;
      sessions.welcome(welcome.client);
    }
    if (kind === 'view') show(ProgramsView.parse(told));
    if (kind === 'verdict') sessions.hear(Verdict.parse(told));
  };
  const gone = (because: string): void => {
    why = because;
    sessions.gone();
    show(null);
  };
  void follow(socket, 'programs', over.signal, { event, gone });

  return {
    view: () => view,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    resolve: (question) => resolve(socket, agent, question, over.signal),
    sessions: { open: sessions.open },
    get missing() {
      return missing;
    },
    get state() {
      return { isThere: view !== null, why };
    },
    close: () => {
      if (over.signal.aborted) return;
      over.abort();
      agent.destroy();
      gone('it was closed');
    },
  };
}

async function resolve(socket: string, agent: Agent, question: Question, over: AbortSignal): Promise<Answer> {
  const { name, type, pvd, signal = over } = question;
  signal.throwIfAborted();
  const path = `programs/resolve?${new URLSearchParams({ name, type: String(type), pvd })}`;
  const asked = await ask({ socket, path, agent, signal: AbortSignal.any([signal, over]) });
  if (question.signal?.aborted) throw question.signal.reason;
  const named = asked.ok && asked.value.status === 200 ? Named.safeParse(asked.value.body) : null;
  return named?.success ? named.data : { ok: false, problem: 'closed' };
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
