/** Who may ask for the page and what is behind it: judged from the head of a request, for any program and any page can reach a port. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Limits, type Refused, refused } from '../control/index.ts';

/** Hash and compare, so that how long it takes says nothing of what is right. */
export function createToken(token: string): (said: string) => boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const right = hash(token);
  return (said) => timingSafeEqual(hash(said), right);
}

/** All names of this port. A page whose own name was rebound to 127.0.0.1 says that name; so does a proxy. */
export const namesOf = (port: number): readonly string[] => ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);

/** Fetch Metadata: another site's page, a frame or an image in one, or a page of another port here (`same-site`). */
const SITES: readonly unknown[] = [undefined, 'none', 'same-origin'];
const ELSEWHERE = 'type the address that the agent printed into the browser itself';

/** Null: it is from this page, from a browser's address bar, or from no browser. */
export function refuseStranger({ headers, rawHeaders }: IncomingMessage, port: number): Refused | null {
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  const { host = '', origin } = headers;
  if (hosts.length !== 1 || !namesOf(port).includes(host.toLowerCase()))
    return refused(403, 'ERR_HOST', 'this port has no such name', `ask for http://127.0.0.1:${port}/`);
  if (origin !== undefined && origin !== `http://${host}`)
    return refused(403, 'ERR_ORIGIN', 'pages of other origins may not ask', ELSEWHERE);
  if (!SITES.includes(headers['sec-fetch-site'])) return refused(403, 'ERR_ORIGIN', 'other sites may not lead here', ELSEWHERE);
  return null;
}

/** There is nothing to be sent here; what is announced is not waited for. */
export function refuseSent({ headers, url = '' }: IncomingMessage, { url: longest }: Limits): Refused | null {
  if (url.length > longest) return refused(414, 'ERR_TOO_LONG', `the address is longer than ${longest} bytes`, 'ask for / or /v1/events');
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0)
    return refused(413, 'ERR_TOO_LARGE', 'no request here has a body', 'the page only reads; control.sock changes things');
  return null;
}

export function refuseUnknown({ headers }: IncomingMessage, isToken: (said: string) => boolean): Refused | null {
  const [, said] = /^Bearer ([\w-]{1,128})$/i.exec(headers.authorization ?? '') ?? [];
  if (said !== undefined && isToken(said)) return null;
  const message = said === undefined ? 'the token is missing' : 'this is not the token of the agent that runs';
  return refused(401, 'ERR_TOKEN', message, 'open the address that the agent printed at its start; the token is behind its #');
}
