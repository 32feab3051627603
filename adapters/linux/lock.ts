/**
 * One applying agent a network namespace. The lock is an abstract unix socket (unix(7)): the kernel keeps those by network
 * namespace and lets go of them with their process. To whoever connects it says which process that is.
 */
import { connect, createServer } from 'node:net';

export type ApplyLock = AsyncDisposable & { release(): Promise<void> };

/** `code` is `ERR_APPLY_LOCKED`: another process applies here; `pid` where it says so. */
export class ApplyLockedError extends Error {
  readonly code = 'ERR_APPLY_LOCKED';
  readonly pid: number | null;
  constructor(pid: number | null, cause: unknown) {
    const who = pid === null ? 'another process' : `process ${pid}`;
    super(`${who} applies in this network namespace already: stop it first, or observe`, { cause });
    this.name = 'ApplyLockedError';
    this.pid = pid;
  }
}

const PATH = '\0multihome-apply';
/** Whoever holds the name but says nothing is not waited for. A guess. */
const PATIENCE = 500;
const WORD_MAX = 32;

/** Held until it is released, or the process ends. Rejects with ApplyLockedError when another one has it. */
export function acquireApplyLock(path = PATH): Promise<ApplyLock> {
  const { promise, resolve, reject } = Promise.withResolvers<ApplyLock>();
  const server = createServer((socket) => {
    socket.on('error', () => {}); // it asked and went
    socket.end(`${process.pid}\n`);
  });
  const release = (): Promise<void> => {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    return closed.promise;
  };
  server.once('error', async (error) => {
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    reject(isTaken ? new ApplyLockedError(await holderOf(path), error) : error);
  });
  server.listen(path, () => {
    server.unref();
    resolve({ release, [Symbol.asyncDispose]: release });
  });
  return promise;
}

/** Null: it does not say, or not a number. */
function holderOf(path: string): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  let said = '';
  const socket = connect(path).setEncoding('utf8');
  const end = (): void => {
    socket.destroy();
    resolve(/^[1-9]\d{0,9}\n$/.test(said) ? Number(said) : null);
  };
  socket.setTimeout(PATIENCE, end);
  socket.on('data', (text: string) => {
    said += text;
    if (said.length > WORD_MAX) end();
  });
  socket.once('end', end);
  socket.once('error', end);
  return promise;
}
