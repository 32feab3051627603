/**
 * The page of a running agent, on loopback. Anybody on this host can reach the port, and any page in a browser can try to: so what is
 * behind the page takes a token that only this start's own address has, and the head of each request is looked at first.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ControlError,
  createBounded,
  createStreaming,
  LIMITS,
  type Limits,
  type Reply,
  refused,
  reply,
  type Served,
  type Streaming,
  wrongMethod,
} from '../control/index.ts';
import { createToken, refuseSent, refuseStranger, refuseUnknown } from './gate.ts';
import { HEADERS, type Page, pageOf } from './page.ts';

const HOST = '127.0.0.1';
/** A handful of tabs; a browser has six connections to one host. */
const WEB_LIMITS = { ...LIMITS, clients: 64, streams: 8 } as const;

export type WebOptions = {
  /** 0: any free one. */
  readonly port: number;
  /** As the build made it. */
  readonly page: string;
  readonly limits?: Partial<Limits>;
};
export type Web = AsyncDisposable & {
  /** With the token behind `#`, which browsers keep to themselves. */
  readonly url: string;
  close(): Promise<void>;
};
type Behind = { readonly agent: Served; readonly page: Page; readonly isToken: (said: string) => boolean; readonly streaming: Streaming };

/** Rejects with a ControlError (`ERR_PORT_IN_USE`, `ERR_PORT_ACCESS`). */
export async function serveWeb(agent: Served, { port: wanted, page, limits = {} }: WebOptions): Promise<Web> {
  const bounds: Limits = { ...WEB_LIMITS, ...limits };
  const token = randomBytes(32).toString('base64url');
  const behind: Behind = { agent, page: pageOf(page), isToken: createToken(token), streaming: createStreaming(bounds) };
  const { server, drop } = createBounded(bounds, (request, response) => take(behind, server, bounds, request, response));
  await listening(server, wanted);
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    drop();
    await closed;
  };
  return { url: `http://${HOST}:${portOf(server)}/#token=${token}`, close, [Symbol.asyncDispose]: close };
}

const isInternet = (address: AddressInfo | string | null): address is AddressInfo => typeof address === 'object' && address !== null;
function portOf(server: Server): number {
  const address = server.address();
  return isInternet(address) ? address.port : 0;
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const isTaken = 'code' in cause && cause.code === 'EADDRINUSE';
      const message = isTaken ? `port ${port} of ${HOST} is taken` : `port ${port} of ${HOST} cannot be had: ${cause.message}`;
      reject(
        new ControlError(isTaken ? 'ERR_PORT_IN_USE' : 'ERR_PORT_ACCESS', message, 'name another port, or 0 for any free one', { cause }),
      );
    });
    server.listen({ host: HOST, port, exclusive: true }, resolve);
  });
}

async function take(behind: Behind, server: Server, limits: Limits, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const answer = refuseStranger(request, portOf(server)) ?? refuseSent(request, limits) ?? (await answered(behind, request, response));
  if (!answer) return;
  if (answer.status === 401) response.setHeader('www-authenticate', 'Bearer');
  reply(response, answer);
}

/** Null: it was answered. Two paths, each written one way only: nothing is decoded, and nothing looked up. */
async function answered(
  { agent, page, isToken, streaming }: Behind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply | null> {
  const { method = '', url = '' } = request;
  const [path = '', query = ''] = url.split('?', 2);
  if (path === '/') {
    if (method !== 'GET' && method !== 'HEAD') return wrongMethod(response, 'GET, HEAD');
    if (url !== '/')
      return refused(400, 'ERR_BAD_PARAMETER', 'the page takes no parameters', 'the token stands behind #, where nobody else sees it');
    return show(page, response);
  }
  if (path !== '/v1/events')
    return refused(404, 'ERR_NO_SUCH_PATH', 'there is no such path here', 'there are / and /v1/events; state.sock has more');
  if (method !== 'GET') return wrongMethod(response, 'GET');
  return refuseUnknown(request, isToken) ?? streaming(agent, { path: 'events', search: new URLSearchParams(query), request, response });
}

function show({ html, headers }: Page, response: ServerResponse): null {
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(html) });
  response.end(html);
  return null;
}
