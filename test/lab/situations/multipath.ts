/** Sockets of multipath TCP as any program makes them: by their protocol number. */
import { Socket } from 'node:net';
import { multipathBound, type Result, SystemCallError, socket } from '../../../adapters/system/index.ts';

/** AF_INET, AF_INET6; SOCK_STREAM with SOCK_NONBLOCK and SOCK_CLOEXEC; IPPROTO_MPTCP. */
const [IPV4, IPV6] = [2, 10];
const STREAM = 1 | 0o4000 | 0o2000000;
const MPTCP = 262;

/** Not connected yet, to be connected to this address. Node's types leave `manualStart` out. */
export function socketOf(to: string): Socket {
  const options = { fd: got(socket(to.includes(':') ? IPV6 : IPV4, STREAM, MPTCP)), manualStart: true };
  return new Socket(options);
}

/** Of both families: node listens on it. */
export const listenerOf = (port: number): number => got(multipathBound(null, port));

function got(result: Result<number>): number {
  if (!result.ok) throw new SystemCallError(result);
  return result.value;
}
