/** Who may ask, and how much: judged from the head of a request, before anything is done. */
import type { IncomingMessage } from 'node:http';
import { type Refused, refused } from './reply.ts';

export const LIMITS = {
  /** Connections and event streams of one socket at a time. */
  clients: 256,
  streams: 16,
  /** Programs that are told of the decision, and those of them that one user may have who is neither root nor the agent's own. */
  programs: 64,
  programsOfUser: 32,
  /** Of one program. */
  sessions: 4096,
  /** Folds of the past at a time: each costs what its log is long. */
  pasts: 2,
  url: 2048,
  headers: 8192,
  body: 4096,
  /** A head, a request and a quiet connection end after these many ms. */
  headTime: 5000,
  requestTime: 10_000,
  quietTime: 15_000,
  /** What a slow reader may have waiting before it is closed, and for how long. */
  waiting: 256 * 1024,
  /** The same of a program, which is told the newest only. */
  view: 4 * 1024 * 1024,
  drainTime: 10_000,
  heartbeat: 10_000,
} as const;
export type Limits = { readonly [K in keyof typeof LIMITS]: number };

/** Names a client on this machine gives to a unix socket. A page's own name, rebound or through a proxy, is another. */
const HOSTS = ['localhost', 'multihome', '127.0.0.1', '[::1]', ''];

export function refuseRequest(request: IncomingMessage, limits: Limits): Refused | null {
  const { headers, url = '' } = request;
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined || !HOSTS.includes(host) || (site !== undefined && site !== 'none'))
    return refused(403, 'ERR_ORIGIN', 'pages of other origins may not ask', 'a program leaves Origin out and names the host localhost');
  if (url.length > limits.url) return refused(414, 'ERR_TOO_LONG', `the address is longer than ${limits.url} bytes`);
  if (Number(headers['content-length'] ?? 0) > limits.body)
    return refused(413, 'ERR_TOO_LARGE', `the body is larger than ${limits.body} bytes`);
  return null;
}

/** The whole body; null when it is larger than it may be. */
export async function bodyOf(request: IncomingMessage, limits: Limits): Promise<string | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    if (size > limits.body) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** What the HTTP parser itself refuses, as the same kind of answer. */
export function refuseBroken(error: Error & { readonly code?: string }): Refused {
  if (error.code === 'HPE_HEADER_OVERFLOW') return refused(431, 'ERR_TOO_LARGE', `the headers are larger than ${LIMITS.headers} bytes`);
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return refused(408, 'ERR_TOO_SLOW', 'the request did not come in time');
  return refused(400, 'ERR_BAD_REQUEST', 'this is no HTTP/1.1 request');
}
