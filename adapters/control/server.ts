/** HTTP/1.1 on two unix sockets: one to read the state, one to change it. Their files' permissions say who may connect. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { change, isChange, type Surroundings } from './changes.ts';
import { type Clients, createClients } from './clients.ts';
import { openDoor } from './door.ts';
import type { SocketName } from './folder.ts';
import { bodyOf, LIMITS, type Limits, refuseRequest } from './gate.ts';
import { answer, noPath } from './handlers.ts';
import { createBounded, reply, wrongMethod } from './http.ts';
import { isLive, live } from './names.ts';
import { isOfPrograms, ofPrograms } from './programs.ts';
import { type Reply, refused } from './reply.ts';
import type { Served } from './served.ts';
import { createStreaming, isStream, type Streaming } from './streaming.ts';
import { liveSubject } from './subject.ts';

export type ControlOptions = {
  readonly folder: string;
  /** Who else may read, where there is such a group. Default: `multihome`. */
  readonly group?: string | null;
  readonly limits?: Partial<Limits>;
} & Surroundings;
export type Control = AsyncDisposable & { readonly sockets: readonly string[]; close(): Promise<void> };

/** Rejects with a ControlError (`ERR_SOCKET_IN_USE`, `ERR_SOCKET_ACCESS`, `ERR_SOCKET_PATH`). */
export async function serve(
  agent: Served,
  { folder, group = 'multihome', limits = {}, ...surroundings }: ControlOptions,
): Promise<Control> {
  const bounds = { ...LIMITS, ...limits };
  const state = await listen({ agent, surroundings }, 'state.sock', folder, group, bounds);
  const control = await listen({ agent, surroundings }, 'control.sock', folder, null, bounds).catch(async (error: unknown) => {
    await state.close();
    throw error;
  });
  let closing: Promise<unknown> | null = null;
  const close = async () => {
    closing ??= Promise.all([state.close(), control.close()]);
    await closing;
  };
  return { sockets: [state.path, control.path], close, [Symbol.asyncDispose]: close };
}

/** Who answers. */
type Behind = { readonly agent: Served; readonly surroundings: Surroundings };
/** What is going on at one socket. */
type Traffic = { readonly clients: Clients; readonly streaming: Streaming; pasts: number };

async function listen(behind: Behind, name: SocketName, folder: string, group: string | null, limits: Limits) {
  const traffic: Traffic = { clients: createClients(limits), streaming: createStreaming(limits), pasts: 0 };
  const { server, drop } = createBounded(limits, (request, response) => take(behind, name, traffic, limits, request, response));
  const path = join(folder, name);
  const close = await openDoor(server, { path, group });
  return {
    path,
    close: async () => {
      const closed = close();
      drop();
      await closed;
    },
  };
}

async function take(
  behind: Behind,
  name: SocketName,
  traffic: Traffic,
  limits: Limits,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { agent } = behind;
  const refusal = refuseRequest(request, limits);
  if (refusal) return reply(response, refusal);
  const body = await bodyOf(request, limits);
  if (body === null) return reply(response, refused(413, 'ERR_TOO_LARGE', `the body is larger than ${limits.body} bytes`));
  const url = parsedUrl(request.url ?? '');
  if (!url?.pathname.startsWith('/v1/')) return reply(response, noPath(url?.pathname ?? 'such address'));
  const path = url.pathname.slice('/v1/'.length);
  const { searchParams: search } = url;
  if (isOfPrograms(path)) {
    const { clients } = traffic;
    const told = await ofPrograms(path, { port: agent.programs ?? null, clients, limits, request, response, search, body });
    return told ? reply(response, told) : undefined;
  }
  if (isChange(path)) return reply(response, await changed(behind, name, path, search, request, response));
  if (request.method !== 'GET') return reply(response, wrongMethod(response, 'GET'));
  if (isLive(path)) return reply(response, await live(agent, path, search, name === 'control.sock'));
  if (isStream(path)) {
    const failed = await traffic.streaming(agent, { path, search, request, response });
    return failed ? reply(response, failed) : undefined;
  }
  const isPast = search.has('at');
  if (isPast && traffic.pasts >= limits.pasts)
    return reply(response, refused(503, 'ERR_BUSY', 'other questions about the past are being answered', 'try again later'));
  traffic.pasts += isPast ? 1 : 0;
  try {
    reply(response, await answer(liveSubject(agent), path, search));
  } finally {
    traffic.pasts -= isPast ? 1 : 0;
  }
}

async function changed(
  { agent, surroundings }: Behind,
  name: SocketName,
  path: string,
  search: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply> {
  if (name !== 'control.sock')
    return refused(403, 'ERR_READ_ONLY', 'this socket is for reading', 'control.sock changes things, for its owner only');
  if (request.method !== 'POST') return wrongMethod(response, 'POST');
  return change(agent, path, search, surroundings);
}

const parsedUrl = (text: string): URL | null => URL.parse(text, 'http://localhost');
