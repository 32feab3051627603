/** One GET over one PvD: connected from its interface and address, bounded in bytes and time, no redirect followed. */
import type { SecureContext } from 'node:tls';
import type { CheckSpec } from '../../machines/model/command.ts';
import { tls } from '../system/builtin.ts';
import { connectBound } from '../system/index.ts';
import { codeOf, isTimeout } from './answered.ts';
import { encodeGet, HEAD_MAX, type Response, readResponse } from './http.ts';
import { CONNECTION_COST, type Meter } from './meter.ts';

export type Fetched = { readonly ok: true; readonly response: Response } | { readonly ok: false; readonly problem: string };
export type Fetching = Pick<CheckSpec, 'ifname' | 'source'> & {
  readonly address: string;
  readonly url: URL;
  readonly accept: string;
  /** So much of the body is read. */
  readonly most: number;
  readonly secure: SecureContext;
};

/** Handshake with certificates, as it comes from public servers. A guess. */
const TLS_COST = 6_000;

/** Never rejects. */
export async function get(
  { ifname, source, address, url, accept, most, secure }: Fetching,
  meter: Meter,
  signal: AbortSignal,
): Promise<Fetched> {
  const isSecure = url.protocol === 'https:';
  const expected = (isSecure ? TLS_COST : 0) + most;
  const release = meter.hold(CONNECTION_COST + expected);
  if (!release) return failed(SPENT);
  const attempt = meter.begin('handshake');
  try {
    const port = Number(url.port || (isSecure ? 443 : 80));
    const socket = await connectBound({ ifname, source, host: address, port, signal }).catch((cause: unknown) => {
      if (isTimeout(signal) || SILENCE.includes(codeOf(cause))) attempt.missed();
      else if (codeOf(cause) === 'ECONNREFUSED') attempt.answered();
      else attempt.dropped();
      meter.connection(0, UNANSWERED);
      throw cause;
    });
    attempt.answered();
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
    const stream = isSecure ? tls().connect({ socket, host, ...name, secureContext: secure, ALPNProtocols: ['http/1.1'] }) : socket;
    const stop = () => stream.destroy(new Error('no answer in time'));
    signal.addEventListener('abort', stop, { once: true });
    try {
      stream.write(encodeGet(url.host, url.pathname + url.search, accept));
      let got = Buffer.alloc(0);
      for await (const chunk of stream) {
        got = Buffer.concat([got, chunk]);
        const passed = socket.bytesRead + socket.bytesWritten;
        if (passed > expected && !meter.allows(passed - expected)) return failed(SPENT);
        const read = readResponse(got, false, most);
        if (read.state === 'done') return { ok: true, response: read.response };
        if (read.state === 'refused') return failed(read.problem);
        if (got.length > HEAD_MAX + 4 * most + 4096) return failed('more than was asked for');
      }
      const read = readResponse(got, true, most);
      return read.state === 'done'
        ? { ok: true, response: read.response }
        : failed(read.state === 'refused' ? read.problem : 'closed early');
    } finally {
      signal.removeEventListener('abort', stop);
      meter.connection(socket.bytesRead + socket.bytesWritten);
      stream.on('error', () => {}).destroy();
      socket.on('error', () => {}).destroy();
    }
  } catch (cause) {
    return failed(signal.aborted ? 'no answer in time' : codeOf(cause));
  } finally {
    release();
  }
}

/** A SYN and what came of it, or another. */
const UNANSWERED = 2;
/** Nobody answered, or a router for nobody. */
const SILENCE: readonly string[] = ['ETIMEDOUT', 'EHOSTUNREACH'];
const SPENT = 'the budget of checks is spent';
const failed = (problem: string): Fetched => ({ ok: false, problem });
