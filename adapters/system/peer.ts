/** Who is at the other end of a unix socket, as the kernel vouches for it. */
import { SO_PEERCRED, SOL_SOCKET } from './constants.ts';
import { getsockopt } from './libc.ts';

export type Credentials = { readonly pid: number; readonly uid: number; readonly gid: number };

/** `struct ucred`: three 32-bit integers. unix(7). */
const UCRED_SIZE = 12;

/** As it was when it connected; null where there is no such option, or no connection any more. */
export function credentialsOf(socket: object | null): Credentials | null {
  const fd = process.platform === 'linux' && socket ? descriptorOf(socket) : null;
  const told = fd === null ? null : getsockopt(fd, SOL_SOCKET, SO_PEERCRED, UCRED_SIZE);
  if (!told?.ok || told.value.length < UCRED_SIZE) return null;
  const bytes = Buffer.from(told.value);
  return { pid: bytes.readInt32LE(0), uid: bytes.readUInt32LE(4), gid: bytes.readUInt32LE(8) };
}

/** Node has it in the handle that it keeps for itself. */
function descriptorOf(socket: object): number | null {
  const handle: unknown = '_handle' in socket ? socket._handle : null;
  if (typeof handle !== 'object' || handle === null || !('fd' in handle) || typeof handle.fd !== 'number') return null;
  return handle.fd >= 0 ? handle.fd : null;
}
