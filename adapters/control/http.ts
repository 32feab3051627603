/** HTTP/1.1 within bounds, whatever it listens on: connections are counted, requests come in time, and a bug ends one request only. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { http } from '../system/builtin.ts';
import { type Limits, refuseBroken } from './gate.ts';
import { type Reply, refused } from './reply.ts';

export type Bounded = {
  readonly server: Server;
  /** Ends all connections, also those that a stream is on. */
  drop(): void;
};

export function createBounded(limits: Limits, take: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Bounded {
  const sockets = new Set<Socket>();
  const server = http.createServer(
    {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.headTime,
      requestTimeout: limits.requestTime,
      connectionsCheckingInterval: Math.min(1000, limits.headTime),
      keepAliveTimeout: limits.headTime,
    },
    (request, response) => {
      void take(request, response).catch((error: unknown) => fail(response, error));
    },
  );
  server.setTimeout(limits.quietTime);
  server.on('connection', (socket) => admit(sockets, limits, socket));
  server.on('clientError', (error, socket) => {
    if (socket.writable) socket.end(raw(refuseBroken(error)));
    else socket.destroy();
  });
  return {
    server,
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function admit(sockets: Set<Socket>, limits: Limits, socket: Socket): void {
  if (sockets.size >= limits.clients) {
    socket.end(raw(refused(503, 'ERR_TOO_MANY_CLIENTS', `there are ${limits.clients} clients already`, 'try again later')));
    socket.destroySoon();
    return;
  }
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

export function wrongMethod(response: ServerResponse, allowed: string): Reply {
  response.setHeader('allow', allowed);
  return refused(405, 'ERR_METHOD', `this path takes ${allowed}`);
}

export function reply(response: ServerResponse, { status, body }: Reply): void {
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
