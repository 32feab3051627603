/** Questions by TCP or TLS to one server: one connection, many questions at once, closed when idle. RFC 7766 §6.2, RFC 7858 §3. */
import { isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { NameServer } from '../../machines/model/names.ts';
import { tls } from '../system/builtin.ts';
import { connectBound, describeFault, SystemCallError } from '../system/index.ts';
import type { Counters } from './counters.ts';
import { createFrames, framed } from './frames.ts';
import type { Wanted } from './query.ts';
import { matchOf, questionBytes, type Shape } from './question.ts';
import { randomWord } from './random.ts';
import type { Time } from './time.ts';
import type { Attempt, From, Outcome } from './transport.ts';

export type Streams = { ask(wanted: Wanted, shape: Shape): Attempt; close(): void };

/** A guess, as RFC 7766 §6.2.3 asks for a few seconds; a handshake of TLS is dearer. */
const [IDLE, IDLE_TLS] = [5_000, 30_000];
/** To connect, with TLS. A guess for slow radio. */
const CONNECT = 5_000;
/** Questions under way. A guess. */
const PENDING_MAX = 1_024;
/** How often a question is sent again because the connection was closed under it. */
const AGAIN_MAX = 1;

type Pending = { readonly wanted: Wanted; readonly shape: Shape; question: Uint8Array; again: number; settle(outcome: Outcome): void };
type Line = { socket: Socket | null; readonly pending: Map<number, Pending>; readonly stop: AbortController; answered: number };

export function createStreams(server: NameServer, from: From, secure: () => SecureContext, time: Time, counters: Counters): Streams {
  let line: Line | null = null;

  const end = (ended: Line, problem: string): void => {
    if (line === ended) line = null;
    ended.stop.abort();
    ended.socket?.removeAllListeners().on('error', () => {});
    ended.socket?.destroy();
    for (const pending of ended.pending.values()) {
      // A server may close an idle connection just when a question is on its way: RFC 7766 §6.2.4.
      if (problem !== 'closed' || ended.answered === 0 || pending.again >= AGAIN_MAX) pending.settle({ kind: 'failed', problem });
      else put({ ...pending, again: pending.again + 1 });
    }
    ended.pending.clear();
  };
  const hear = (on: Line, message: Buffer): void => {
    const id = message.length >= 2 ? message.readUInt16BE(0) : -1;
    const pending = on.pending.get(id);
    const match = pending ? matchOf(message, pending.question) : 'stray';
    if (!pending || match === 'stray') {
      counters.strays += 1;
      return end(on, 'an answer to something else');
    }
    on.pending.delete(id);
    on.answered += 1;
    // Nobody can have forged it here, so a server that changes letters is believed.
    pending.settle(match === 'plain' ? { kind: 'plain' } : { kind: 'answer', bytes: message });
  };
  const listen = (on: Line, socket: Socket): void => {
    on.socket = socket;
    socket.on(
      'data',
      createFrames((message) => hear(on, message)),
    );
    socket.on('error', (error) => end(on, codeOf(error)));
    socket.on('close', () => end(on, 'closed'));
    socket.setTimeout(server.tls === null ? IDLE : IDLE_TLS, () => end(on, 'idle'));
    for (const { question } of on.pending.values()) socket.write(framed(question));
  };
  const open = (): Line => {
    const opened: Line = { socket: null, pending: new Map(), stop: new AbortController(), answered: 0 };
    const giveUp = time.wait(CONNECT, () => end(opened, 'no connection in time'));
    connect(server, from, secure, opened.stop.signal)
      .then(
        (socket) => (opened.stop.signal.aborted ? socket.destroy() : listen(opened, socket)),
        (cause: unknown) => end(opened, codeOf(cause)),
      )
      .finally(giveUp);
    return opened;
  };
  /** Gives the line and the id that it has there. */
  const put = (pending: Pending): readonly [Line, number] => {
    line ??= open();
    let id = randomWord();
    while (line.pending.has(id)) id = randomWord();
    pending.question = questionBytes(pending.wanted, id, pending.shape);
    line.pending.set(id, pending);
    line.socket?.write(framed(pending.question));
    return [line, id];
  };

  return {
    ask: (wanted, shape) => {
      if (line !== null && line.pending.size >= PENDING_MAX) return failedAttempt('too many questions under way');
      counters.byStream += 1;
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      put({ wanted, shape: { ...shape, isPadded: server.tls !== null }, question: new Uint8Array(), again: 0, settle: resolve });
      // What comes later is passed over, not taken for a stray: it stays in its place.
      return { outcome: promise, cancel: () => resolve({ kind: 'cancelled' }) };
    },
    close: () => {
      if (line) end(line, 'stopped');
    },
  };
}

async function connect(server: NameServer, { ifname, source }: From, secure: () => SecureContext, signal: AbortSignal): Promise<Socket> {
  const { address: host, port, tls: named } = server;
  const socket = await connectBound({ ifname, source, host, port, signal });
  socket.setNoDelay(true);
  if (named === null) return socket;
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  // A name in a certificate may be an address, which must not be sent as a server's name (RFC 6066 §3).
  const name = isIP(named) === 0 ? { servername: named } : { host: named };
  const covered = tls().connect({ socket, ...name, secureContext: secure(), ALPNProtocols: ['dot'] });
  const stop = (): void => {
    covered.destroy();
    reject(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  covered.once('secureConnect', () => {
    covered.off('error', reject);
    signal.removeEventListener('abort', stop);
    resolve(covered);
  });
  covered.once('error', reject);
  covered.once('close', () => reject(new Error('closed')));
  return promise;
}

const failedAttempt = (problem: string): Attempt => ({ outcome: Promise.resolve({ kind: 'failed', problem }), cancel: () => {} });

const codeOf = (cause: unknown): string =>
  cause instanceof SystemCallError
    ? describeFault(cause.fault)
    : cause instanceof Error && 'code' in cause
      ? String(cause.code)
      : String(cause);
