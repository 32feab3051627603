/** One GET over one PvD: connected from its interface and address, bounded in bytes and time, no redirect followed. */
import { connect as connectTls } from 'node:tls';
import type { CheckSpec } from '../../machines/model/command.ts';
import { connectBound } from '../system/index.ts';
import { codeOf } from './ask.ts';
import { encodeGet, HEAD_MAX, type Response, readResponse } from './http.ts';
import { CONNECTION_COST, type Meter } from './meter.ts';

export type Fetched = { readonly ok: true; readonly response: Response } | { readonly ok: false; readonly problem: string };
export type Fetching = Pick<CheckSpec, 'ifname' | 'source'> & {
  readonly address: string;
  readonly url: URL;
  readonly accept: string;
  /** So much of the body is read. */
  readonly most: number;
  readonly ca: readonly string[] | undefined;
};

/** Handshake with certificates, as it comes from public servers. A guess. */
const TLS_COST = 6_000;

/** Never rejects. */
export async function get(
  { ifname, source, address, url, accept, most, ca }: Fetching,
  meter: Meter,
  signal: AbortSignal,
): Promise<Fetched> {
  const isSecure = url.protocol === 'https:';
  if (!meter.allows(CONNECTION_COST + (isSecure ? TLS_COST : 0) + most)) return failed('the budget of checks is spent');
  const began = performance.now();
  meter.asked();
  try {
    const port = Number(url.port || (isSecure ? 443 : 80));
    const socket = await connectBound({ ifname, source, host: address, port, signal }).catch((cause: unknown) => {
      meter.missed();
      throw cause;
    });
    meter.answered(performance.now() - began);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
    const trusted = ca === undefined ? {} : { ca: [...ca] };
    const stream = isSecure ? connectTls({ socket, host, ...name, ...trusted, ALPNProtocols: ['http/1.1'] }) : socket;
    const stop = () => stream.destroy(new Error('no answer in time'));
    signal.addEventListener('abort', stop, { once: true });
    try {
      stream.write(encodeGet(url.host, url.pathname + url.search, accept));
      let got = Buffer.alloc(0);
      for await (const chunk of stream) {
        got = Buffer.concat([got, chunk]);
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
  }
}

const failed = (problem: string): Fetched => ({ ok: false, problem });
