/** Sockets of multipath TCP as any program makes them: by their protocol number. */
import { Socket } from 'node:net';
import { bind, type Result, SystemCallError, socket } from '../../../adapters/system/index.ts';
import { sockaddrOf } from '../../../adapters/system/sockaddr.ts';

/** AF_INET, AF_INET6; SOCK_STREAM with SOCK_NONBLOCK and SOCK_CLOEXEC; IPPROTO_MPTCP. */
const [IPV4, IPV6] = [2, 10];
const STREAM = 1 | 0o4000 | 0o2000000;
const MPTCP = 262;

/** Not connected yet, to be connected to this address. Node's types leave `manualStart` out. */
export function socketOf(to: string): Socket {
  const options = { fd: got(socket(to.includes(':') ? IPV6 : IPV4, STREAM, MPTCP)), manualStart: true };
  return new Socket(options);
}

/** Bound to all addresses of both families: node listens on it. */
export function listenerOf(port: number): number {
  const fd = got(socket(IPV6, STREAM, MPTCP));
  got(bind(fd, sockaddrOf('::', port)));
  return fd;
}

function got(result: Result<number>): number {
  if (!result.ok) throw new SystemCallError(result);
  return result.value;
}
