/**
 * One question for additional information: `https://ID/.well-known/pvd` with everything of that PvD alone (its servers, its
 * interface, its addresses), the certificate for that very name. RFC 8801 §4.1. Never throws.
 */
import type { IncomingMessage } from 'node:http';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { familyOf } from '../../machines/model/address.ts';
import type { InformationSpec } from '../../machines/model/command.ts';
import { connectBound } from '../system/bound.ts';
import { https, tls } from '../system/builtin.ts';
import { DOCUMENT_MAX, type Document, parseDocument } from './document.ts';
import { type Dns, lookup } from './lookup.ts';

/** `ca`: PEM of authorities that are trusted besides the built-in ones. */
export type Trust = { readonly dns: Dns; readonly ca?: string; readonly now?: () => number };
export type Outcome =
  | { readonly kind: 'received'; readonly document: Document }
  | { readonly kind: 'refused' | 'unreached'; readonly problem: string };

/** For all of it. A guess: NetworkManager gives a check as long. */
const WITHIN = 20_000;
/** The RFC wants redirections followed, and does not say how many. A guess. */
const REDIRECTIONS_MAX = 3;
const PORT = 443;
const ACCEPT = 'application/pvd+json';
/** How the network fails rather than the server: these may be gone next time. */
const PASSING =
  /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ENODEV|EACCES|EPERM|ENOBUFS|EMFILE|ENFILE|ERR_SYSTEM_CALL)$/;

export async function fetchInformation(spec: InformationSpec, trust: Trust, stop: AbortSignal): Promise<Outcome> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(WITHIN)]);
  let url = new URL(`https://${spec.identity.replace(/\.$/, '')}/.well-known/pvd`);
  try {
    for (let i = 0; i <= REDIRECTIONS_MAX; i += 1) {
      const answer = await ask(url, spec, trust, signal);
      if (answer.kind !== 'moved') return answer;
      const next = URL.parse(answer.to, url);
      // Only what is as safe as the first: https, on its own port.
      if (next?.protocol !== 'https:' || next.port !== '') return refused(`it was redirected to ${answer.to.slice(0, 100)}`);
      url = next;
    }
    return refused(`it was redirected more than ${REDIRECTIONS_MAX} times`);
  } catch (cause) {
    return failed(cause, signal);
  }
}

type Moved = { readonly kind: 'moved'; readonly to: string };

async function ask(url: URL, spec: InformationSpec, trust: Trust, signal: AbortSignal): Promise<Outcome | Moved> {
  const socket = await reach(url.hostname, spec, trust, signal);
  if (!socket) return { kind: 'unreached', problem: `no server of this network knows an address of ${url.hostname}` };
  try {
    const response = await respond(url, socket, signal);
    const { statusCode: status = 0, headers } = response;
    if (status >= 300 && status < 400 && headers.location !== undefined) return { kind: 'moved', to: headers.location };
    if (status < 200 || status >= 300) return refused(`HTTP status ${status}`);
    const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
    if (type !== ACCEPT) return refused(`its type is ${JSON.stringify(type)} and not ${ACCEPT}`);
    const bytes = await bodyOf(response);
    if (bytes === null) return refused(`it has more than ${DOCUMENT_MAX} bytes`);
    const parsed = parseDocument(bytes, spec.identity, (trust.now ?? Date.now)());
    return parsed.ok ? { kind: 'received', document: parsed.value } : refused(parsed.problem);
  } finally {
    socket.destroy();
  }
}

/** A TLS connection whose certificate is right; null where the name has no address. The first address that connects is taken. */
async function reach(name: string, spec: InformationSpec, { dns, ca }: Trust, signal: AbortSignal): Promise<TLSSocket | null> {
  let last: unknown = null;
  for (const source of spec.sources) {
    for (const host of await lookup(dns, name, familyOf(source), spec, signal)) {
      try {
        const tcp = await connectBound({ ifname: spec.ifname, source, host, port: PORT, signal });
        const trusted = ca === undefined ? {} : { ca: [...tls().rootCertificates, ca] };
        const socket = tls().connect({
          socket: tcp,
          servername: name,
          ALPNProtocols: ['http/1.1'],
          ...trusted,
          checkServerIdentity: isNamed,
        });
        return await secured(socket, signal);
      } catch (cause) {
        if (!isPassing(cause)) throw cause;
        last = cause;
      }
    }
  }
  signal.throwIfAborted();
  if (last !== null) throw last;
  return null;
}

/** The name must stand among the certificate's DNS names: its common name is none (RFC 8801 §4.1, RFC 6125 §6.4.4). */
const isNamed = (name: string, certificate: PeerCertificate): Error | undefined =>
  certificate.subjectaltname === undefined ? new Error('the certificate names no host') : tls().checkServerIdentity(name, certificate);

function secured(socket: TLSSocket, signal: AbortSignal): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
  // The first to come settles it; an error after that has nobody to tell.
  socket.once('secureConnect', () => resolve(socket)).on('error', reject);
  socket.once('close', () => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })));
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', abort));
  if (signal.aborted) abort();
  return promise;
}

/** On this very connection: without an agent, for any agent would open its own. Nothing that tells one host from another: no User-Agent, no cookie (RFC 8801 §7). */
function respond(url: URL, socket: TLSSocket, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { accept: ACCEPT, 'accept-encoding': 'identity', connection: 'close' };
  https()
    .request(url, { method: 'GET', headers, signal, createConnection: () => socket }, resolve)
    .on('error', reject)
    .end();
  return promise;
}

/** Null when it is too long. */
async function bodyOf(response: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > DOCUMENT_MAX) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '');
const isPassing = (cause: unknown): boolean => PASSING.test(codeOf(cause)) || (cause instanceof Error && cause.name === 'SystemCallError');
const refused = (problem: string): Outcome => ({ kind: 'refused', problem });

function failed(cause: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) return { kind: 'unreached', problem: `no answer within ${WITHIN} ms` };
  const problem = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
  return { kind: isPassing(cause) ? 'unreached' : 'refused', problem };
}
