/** `/v1/programs`: a program is told the newest view and the verdicts of its sessions, asks names, and says what becomes of its sessions. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { textUpTo } from '../../machines/model/plain.ts';
import { ProgramsError } from '../programs/errors.ts';
import type { Programs } from '../programs/port.ts';
import { credentialsOf } from '../system/index.ts';
import type { Client, Clients } from './clients.ts';
import type { Limits } from './gate.ts';
import { noPath, parameters } from './handlers.ts';
import { createOutbox } from './outbox.ts';
import { type Opened, OpenOrder, TellOrder, type Welcome } from './programAnswers.ts';
import { type Refused, type Reply, refused } from './reply.ts';
import { sending } from './streams.ts';

export type Asking = {
  readonly port: Programs | null;
  readonly clients: Clients;
  readonly limits: Limits;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly search: URLSearchParams;
  readonly body: string;
};
type Path = { readonly method: 'GET' | 'POST'; take(port: Programs, asking: Asking): Promise<Reply | null> };

const PATHS: Readonly<Record<string, Path>> = {
  programs: { method: 'GET', take: follow },
  'programs/resolve': { method: 'GET', take: resolve },
  'programs/open': { method: 'POST', take: open },
  'programs/tell': { method: 'POST', take: tell },
};
export const isOfPrograms = (path: string): boolean => Object.hasOwn(PATHS, path);

/** Null: it was a stream, and is over. */
export async function ofPrograms(path: string, asking: Asking): Promise<Reply | null> {
  const { port, request, response } = asking;
  const found = PATHS[path];
  if (!found) return noPath(`/v1/${path}`);
  if (request.method !== found.method) {
    response.setHeader('allow', found.method);
    return refused(405, 'ERR_METHOD', `this path takes ${found.method}`);
  }
  return port ? found.take(port, asking) : refused(409, 'ERR_NO_PROGRAMS', 'this agent serves no programs');
}

async function follow(port: Programs, { clients, limits, request, response, search }: Asking): Promise<Reply | null> {
  const query = parameters(search, []);
  if (!query.ok) return query;
  const who = credentialsOf(request.socket);
  const full = clients.fullness(who);
  if (full) return full;
  const to = sending(response, { ...limits, waiting: limits.view });
  const outbox = createOutbox(to);
  const client = clients.enter(outbox, who);
  outbox.put('client', { event: 'client', id: 0, data: { v: 1, client: client.token, missing: port.missing } satisfies Welcome });
  const show = (view: ReturnType<Programs['view']>): void => {
    if (view) outbox.put('view', { event: 'view', id: view.seq, data: view });
    else to.end();
  };
  const now = port.view();
  if (now) show(now);
  const unwatch = port.watch(show);
  await to.closed;
  unwatch();
  clients.leave(client);
  return null;
}

const Question = z.object({ name: textUpTo(254), type: z.enum(['1', '28']), pvd: textUpTo(320) });

/** Who asked may go away before the answer is there: then the question is over. */
async function resolve(port: Programs, { search, response }: Asking): Promise<Reply | null> {
  const query = parameters(search, ['name', 'type', 'pvd'], ['name', 'type', 'pvd']);
  if (!query.ok) return query;
  const question = Question.safeParse(query.values);
  if (!question.success) return refused(400, 'ERR_BAD_PARAMETER', 'not a name, a type (1 or 28) and a provisioning domain');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { type, ...rest } = question.data;
  try {
    return ok(await port.resolve({ ...rest, type: Number(type), signal: gone.signal }));
  } catch (error) {
    if (gone.signal.aborted) return null;
    throw error;
  }
}

async function open(port: Programs, asking: Asking): Promise<Reply> {
  const { clients, limits } = asking;
  const heard = hear(OpenOrder, asking);
  if (!heard.ok) return heard;
  const { client, order } = heard;
  if (client.sessions.size + client.opening >= limits.sessions)
    return refused(503, 'ERR_SESSION_REFUSED', `the program has ${limits.sessions} sessions already`, 'close some first');
  client.opening += 1;
  try {
    const session = await port.sessions.open({ ...order.spec, manager: managerOf(client, order.spec.manager) }, (verdict) =>
      client.outbox.put(`verdict ${verdict.session}`, { event: 'verdict', id: 0, data: verdict }),
    );
    if (!clients.has(client)) session.close('the program that wanted it has gone');
    else client.sessions.set(session.id, session);
    return ok({ v: 1, session: session.id } satisfies Opened);
  } catch (error) {
    if (error instanceof ProgramsError) return refused(409, error.code, error.message);
    throw error;
  } finally {
    client.opening -= 1;
  }
}

/** Whose it is, as the kernel says: a name alone could be any program's. */
const managerOf = ({ who }: Client, name: string): string => (who ? `${who.uid}:${who.pid}:${name}` : name);

async function tell(_port: Programs, asking: Asking): Promise<Reply> {
  const heard = hear(TellOrder, asking);
  if (!heard.ok) return heard;
  const { client, order } = heard;
  const session = client.sessions.get(order.session);
  if (!session) return refused(404, 'ERR_NO_SUCH_SESSION', 'this program has no such session', 'it has ended, or is another program’s');
  const { told } = order;
  if ('moved' in told) session.moved(told.moved);
  else if ('idle' in told) session.idle(told.idle);
  else {
    client.sessions.delete(order.session);
    session.close(told.close);
  }
  return ok({ v: 1 });
}

/** An order in the body, and the program that gives it. */
function hear<T extends { readonly client: string }>(
  schema: z.ZodType<T>,
  { clients, request, body }: Asking,
): { readonly ok: true; readonly client: Client; readonly order: T } | Refused {
  const order = schema.safeParse(parsed(body));
  if (!order.success) return refused(400, 'ERR_BAD_BODY', `the body is not what this path takes: ${z.prettifyError(order.error)}`);
  const found = clients.find(order.data.client, credentialsOf(request.socket));
  return found.ok ? { ok: true, client: found.client, order: order.data } : found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const ok = (body: object): Reply => ({ status: 200, body });
