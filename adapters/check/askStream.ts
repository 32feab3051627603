/** By TCP, where an answer was cut (RFC 1035 §4.2.2), and by TLS, where nothing else is wanted (RFC 7858). */
import { isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { familyOf } from '../../machines/model/address.ts';
import { decodeAnswer } from '../../machines/model/dns/index.ts';
import { tls } from '../system/builtin.ts';
import { connectBound } from '../system/index.ts';
import { type Answered, codeOf, failed, isTimeout, type Put, verdictOf } from './answered.ts';

/** RFC 1035 §4.2.2: two bytes of length. */
const LENGTH = 2;
/** A guess: no list of addresses is longer. */
const MESSAGE_MAX = 8_192;

export async function byStream(put: Put, secure: SecureContext): Promise<Answered> {
  const { spec, server, question, bytes, meter, signal } = put;
  const source = familyOf(server.address) === spec.family ? spec.source : null;
  // A question by UDP that was cut has told the way's time already.
  const attempt = server.tls === null ? null : meter.begin('handshake');
  try {
    const socket = await connectBound({ ifname: spec.ifname, source, host: server.address, port: server.port, signal });
    attempt?.answered();
    const stop = () => socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const got = await exchange(server.tls === null ? socket : covered(socket, server.tls, secure), bytes);
      if (got === null) return failed(signal.aborted ? 'no answer in time' : 'closed without an answer');
      const read = decodeAnswer(got, question);
      return read.ok ? verdictOf(read.value, question) : failed(`an answer that cannot be read (${read.error.kind})`);
    } finally {
      signal.removeEventListener('abort', stop);
      meter.connection(socket.bytesRead + socket.bytesWritten);
      socket.destroy();
    }
  } catch (cause) {
    if (isTimeout(signal)) attempt?.missed();
    return failed(codeOf(cause));
  }
}

/** A name in a certificate may be an address, which must not be sent as a server's name (RFC 6066 §3). */
const covered = (socket: Socket, name: string, secureContext: SecureContext): Socket =>
  tls().connect({ socket, ...(isIP(name) === 0 ? { servername: name } : { host: name }), secureContext, ALPNProtocols: ['dot'] });

/** Null: it was closed too early, or is too long. */
async function exchange(socket: Socket, question: Uint8Array): Promise<Uint8Array | null> {
  const length = Buffer.alloc(LENGTH);
  length.writeUInt16BE(question.length);
  socket.write(Buffer.concat([length, question]));
  let got = Buffer.alloc(0);
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk]);
    const wanted = got.length < LENGTH ? LENGTH : LENGTH + got.readUInt16BE(0);
    if (wanted > LENGTH + MESSAGE_MAX) return null;
    if (got.length >= wanted && wanted > LENGTH) return got.subarray(LENGTH, wanted);
  }
  return null;
}
