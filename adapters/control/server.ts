/** HTTP/1.1 on two unix sockets: one to read the state, one to change it. Their files' permissions say who may connect. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { change, isChange, type Surroundings } from './changes.ts';
import { type Clients, createClients } from './clients.ts';
import { openDoor } from './door.ts';
import { exported } from './exported.ts';
import type { SocketName } from './folder.ts';
import { bodyOf, LIMITS, type Limits, refuseBroken, refuseRequest } from './gate.ts';
import { answer, noPath } from './handlers.ts';
import { isLive, live } from './names.ts';
import { opened } from './opened.ts';
import { isOfPrograms, ofPrograms } from './programs.ts';
import { type Reply, refused } from './reply.ts';
import type { Served } from './served.ts';
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
type Traffic = { readonly sockets: Set<Socket>; readonly clients: Clients; streams: number; pasts: number };

async function listen(behind: Behind, name: SocketName, folder: string, group: string | null, limits: Limits) {
  const traffic: Traffic = { sockets: new Set(), clients: createClients(limits), streams: 0, pasts: 0 };
  const server = createServer(
    {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.headTime,
      requestTimeout: limits.requestTime,
      connectionsCheckingInterval: Math.min(1000, limits.headTime),
      keepAliveTimeout: limits.headTime,
    },
    (request, response) => {
      void take(behind, name, traffic, limits, request, response).catch((error: unknown) => fail(response, error));
    },
  );
  server.setTimeout(limits.quietTime);
  server.on('connection', (socket) => admit(traffic, limits, socket));
  server.on('clientError', (error, socket) => {
    if (socket.writable) socket.end(raw(refuseBroken(error)));
    else socket.destroy();
  });
  const path = join(folder, name);
  const close = await openDoor(server, { path, group });
  return {
    path,
    close: async () => {
      const closed = close();
      for (const socket of traffic.sockets) socket.destroy();
      await closed;
    },
  };
}

function admit({ sockets }: Traffic, limits: Limits, socket: Socket): void {
  if (sockets.size >= limits.clients) {
    socket.end(raw(refused(503, 'ERR_TOO_MANY_CLIENTS', `there are ${limits.clients} clients already`, 'try again later')));
    socket.destroySoon();
    return;
  }
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
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
  if (isChange(path)) return reply(response, await changed(behind, name, path, url.searchParams, request, response));
  if (request.method !== 'GET') return reply(response, wrongMethod(response, 'GET'));
  if (isLive(path)) return reply(response, await live(agent, path, url.searchParams, name === 'control.sock'));
  if (path === 'events' || path === 'decisions' || path === 'log') {
    if (traffic.streams >= limits.streams)
      return reply(response, refused(503, 'ERR_TOO_MANY_STREAMS', `there are ${limits.streams} streams already`, 'try again later'));
    traffic.streams += 1;
    response.once('close', () => {
      traffic.streams -= 1;
    });
    const open = path === 'log' ? exported : opened(path);
    const failed = await open(agent, url.searchParams, request, response, limits);
    return failed ? reply(response, failed) : undefined;
  }
  const isPast = url.searchParams.has('at');
  if (isPast && traffic.pasts >= limits.pasts)
    return reply(response, refused(503, 'ERR_BUSY', 'other questions about the past are being answered', 'try again later'));
  traffic.pasts += isPast ? 1 : 0;
  try {
    reply(response, await answer(liveSubject(agent), path, url.searchParams));
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

function wrongMethod(response: ServerResponse, allowed: string): Reply {
  response.setHeader('allow', allowed);
  return refused(405, 'ERR_METHOD', `this path takes ${allowed}`);
}

function parsedUrl(text: string): URL | null {
  return URL.parse(text, 'http://localhost');
}

function reply(response: ServerResponse, { status, body }: Reply): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(text);
}

/** A bug of ours ends one request, not the agent; it is said where the agent's notices go. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  process.emitWarning(error instanceof Error ? error : String(error), { code: 'ERR_CONTROL' });
  reply(response, refused(500, 'ERR_INTERNAL', 'the question could not be answered', 'this is a bug in multihome'));
}

/** For a connection that has no request yet. */
function raw({ status, body }: Reply): string {
  const text = `${JSON.stringify(body)}\n`;
  return `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`;
}
