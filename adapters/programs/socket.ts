/**
 * A socket as `net.createConnection` gives it: at once, before it is known by which network it will go. What is written waits; what
 * is asked of it (no delay, keep-alive, a timeout) holds for the connection that comes.
 */
import { Socket } from 'node:net';
import type { Connect, Connection } from './connect.ts';
import type { ConnectOptions } from './options.ts';

type Setting = (connection: Socket) => void;
type Done = (error?: Error | null) => void;

export function createSocket(connect: Connect, options: ConnectOptions): Socket {
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const settings: Setting[] = [];
  let connection: Connection | null = null;
  const socket = new Socket();
  const opened = connect({ ...options, signal });
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

  Object.assign(socket, {
    connecting: true,
    _read: () => void connection?.resume(),
    _write: (chunk: Buffer, encoding: BufferEncoding, done: Done) => then((on) => void on.write(chunk, encoding, done), done),
    _writev: null,
    _final: (done: Done) => then((on) => void on.end(() => done()), done),
    _destroy: (error: Error | null, done: Done) => {
      ending.abort(error ?? new Error('the socket was destroyed'));
      connection?.destroy();
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
    setTimeout: (timeout: number, listener?: () => void) => {
      if (listener) socket[timeout === 0 ? 'off' : 'once']('timeout', listener);
      return setting((on) => on.setTimeout(timeout));
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
    (error: Error) => socket.destroy(error),
  );
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
