/** The socket's file: made with its final permissions before it has its name, so that nobody gets in between. */
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { systemCode } from './fault.ts';

export class ControlError extends Error {
  readonly code: string;
  readonly hint: string | null;
  constructor(code: string, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ControlError';
    this.code = code;
    this.hint = hint;
  }
}

/** `group`: who else may connect, where there is such a group; null is the owner only. */
export type Door = { readonly path: string; readonly group: string | null };

/** sockaddr_un has 108 bytes, the last one zero (unix(7)); the private name below is up to 2 longer. */
const PATH_MAX = 107 - 2;
const ASK_TIMEOUT = 1000;

/** Resolves to the way to close it. A file that nobody listens on is replaced, a live socket is not. */
export async function openDoor(server: Server, { path, group }: Door): Promise<() => Promise<void>> {
  if (Buffer.byteLength(path) > PATH_MAX)
    throw new ControlError(
      'ERR_SOCKET_PATH',
      `the socket's path is longer than ${PATH_MAX} bytes: ${path}`,
      'set MULTIHOME_CONTROL to a shorter folder',
    );
  const folder = dirname(path);
  try {
    createFolder(folder);
    await refuseLive(path);
    const hidden = mkdtempSync(join(folder, '.new'));
    try {
      await listening(server, join(hidden, 's'));
      permit(join(hidden, 's'), group);
      renameSync(join(hidden, 's'), path);
    } finally {
      rmSync(hidden, { recursive: true, force: true });
    }
  } catch (error) {
    server.close();
    if (error instanceof ControlError || systemCode(error) === null) throw error;
    throw new ControlError(
      'ERR_SOCKET_ACCESS',
      `the socket ${path} cannot be made: ${(error as Error).message}`,
      'set MULTIHOME_CONTROL to a folder of your own',
      { cause: error },
    );
  }
  const { ino } = lstatSync(path);
  return async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    // Another agent may have taken the place since.
    if (existsSync(path) && lstatSync(path).ino === ino) rmSync(path, { force: true });
  };
}

/** A folder that is not ours could have its files exchanged under us. */
function createFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOurs = uid === (process.getuid?.() ?? uid) || uid === 0;
  if (!isOurs || !lstatSync(folder).isDirectory() || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0))
    throw new ControlError(
      'ERR_SOCKET_ACCESS',
      `${folder} is not a folder that only its owner can write to`,
      'set MULTIHOME_CONTROL to a folder of your own',
    );
}

async function refuseLive(path: string): Promise<void> {
  if (!existsSync(path)) return;
  if (!lstatSync(path).isSocket()) throw new ControlError('ERR_SOCKET_IN_USE', `${path} is there and is no socket`, 'move it away');
  if (await isLive(path))
    throw new ControlError(
      'ERR_SOCKET_IN_USE',
      `another agent listens on ${path}`,
      'multihome status asks it; stop it first, or set MULTIHOME_CONTROL',
    );
}

/** Whether somebody accepts; silence counts as somebody. */
function isLive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (live: boolean) => {
      socket.destroy();
      resolve(live);
    };
    socket.setTimeout(ASK_TIMEOUT, () => done(true));
    socket.once('connect', () => done(true));
    socket.once('error', (error) => done(!['ECONNREFUSED', 'ENOENT'].includes(systemCode(error) ?? '')));
  });
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function permit(path: string, group: string | null): void {
  chmodSync(path, 0o600);
  const gid = group === null ? null : gidOf(group);
  if (gid === null || !mayGive(gid)) return;
  chownSync(path, process.getuid?.() ?? 0, gid);
  chmodSync(path, 0o660);
}

const mayGive = (gid: number): boolean => process.getuid?.() === 0 || (process.getgroups?.() ?? []).includes(gid);

/** group(5). Without that file there is no such group. */
function gidOf(name: string): number | null {
  if (!existsSync('/etc/group')) return null;
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((l) => l.startsWith(`${name}:`));
  const gid = Number(line?.split(':')[2] ?? Number.NaN);
  return Number.isInteger(gid) ? gid : null;
}
