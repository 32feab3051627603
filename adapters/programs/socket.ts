/**
 * A socket as `net.createConnection` gives it: at once, before it is known by which network it will go. What is written waits; what
 * is asked of it (no delay, keep-alive, a timeout) holds for the connection that comes.
 */
import { Socket } from 'node:net';
import type { Connect, Connection } from './connect.ts';
import { asError } from './errors.ts';
import type { ConnectOptions } from './options.ts';

/** `signal` and `timeout`: as net has them, while it is being connected and as long as it lives. */
export type SocketOptions = ConnectOptions & { readonly timeout?: number | undefined };

type Setting = (connection: Socket) => void;
type Done = (error?: Error | null) => void;

export function createSocket(connect: Connect, { timeout, ...options }: SocketOptions): Socket {
  const ending = new AbortController();
  const given = options.signal instanceof AbortSignal ? options.signal : null;
  const signal = given ? AbortSignal.any([given, ending.signal]) : ending.signal;
  const settings: Setting[] = [];
  let connection: Connection | null = null;
  const socket = new Socket();
  /** Of a socket without a connection. */
  const ownTimeout = socket.setTimeout.bind(socket);
  const opened = connect({ ...options, signal: given || options.signal === undefined ? signal : options.signal });
  /** Now, or once there is a connection. */
  const setting = (set: Setting): Socket => {
    if (connection) set(connection);
    else settings.push(set);
    return socket;
  };
  const then = (run: (on: Connection) => void, failed: Done): void => {
    if (connection) run(connection);
    else opened.then(run, (error: Error) => failed(error));
  };

  const onAbort = (): void => void socket.destroy(asError(given?.reason));

  Object.assign(socket, {
    connecting: true,
    _read: () => void connection?.resume(),
    _write: (chunk: Buffer, encoding: BufferEncoding, done: Done) => then((on) => void on.write(chunk, encoding, done), done),
    _writev: null,
    _final: (done: Done) => then((on) => void on.end(() => done()), done),
    _destroy: (error: Error | null, done: Done) => {
      ending.abort(error ?? new Error('the socket was destroyed'));
      connection?.destroy();
      ownTimeout(0);
      given?.removeEventListener('abort', onAbort);
      Object.assign(socket, { connecting: false });
      done(error);
      // As net does: a stream of its kind leaves that to who destroys it.
      process.nextTick(() => socket.emit('close', error !== null));
    },
    setNoDelay: (...args: Parameters<Socket['setNoDelay']>) => setting((on) => on.setNoDelay(...args)),
    setKeepAlive: (...args: Parameters<Socket['setKeepAlive']>) => setting((on) => on.setKeepAlive(...args)),
    ref: () => setting((on) => on.ref()),
    unref: () => setting((on) => on.unref()),
    address: () => connection?.address() ?? {},
    setTimeout: (delay: number, listener?: () => void) => {
      ownTimeout(connection ? 0 : delay);
      if (listener) socket[delay === 0 ? 'off' : 'once']('timeout', listener);
      return setting((on) => {
        ownTimeout(0);
        on.setTimeout(delay);
      });
    },
  });
  for (const name of READ) Object.defineProperty(socket, name, { get: () => connection?.[name], configurable: true });
  Object.defineProperty(socket, 'pending', { get: () => connection === null, configurable: true });

  opened.then(
    (made) => {
      if (socket.destroyed) {
        made.destroy();
        return;
      }
      connection = made;
      for (const set of settings) set(made);
      Object.assign(socket, { connecting: false });
      forward(made, socket);
    },
    (error: unknown) => socket.destroy(asError(error)),
  );
  given?.addEventListener('abort', onAbort, { once: true });
  if (timeout) socket.setTimeout(timeout);
  return socket;
}

/** What is read from the connection itself. */
const READ = [
  'attachment',
  'remoteAddress',
  'remotePort',
  'remoteFamily',
  'localAddress',
  'localPort',
  'localFamily',
  'bytesRead',
  'bytesWritten',
] as const;

function forward(from: Connection, to: Socket): void {
  from.on('data', (chunk) => {
    if (!to.push(chunk)) from.pause();
  });
  from.on('end', () => void to.push(null));
  from.on('timeout', () => void to.emit('timeout'));
  from.on('error', (error) => void to.destroy(error));
  from.on('close', () => void to.destroy());
  to.emit('connect');
  to.emit('ready');
}
