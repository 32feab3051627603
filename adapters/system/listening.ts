/** What node cannot make by itself: a socket of Multipath TCP to listen on (RFC 8684). A peer that does not speak it is served by TCP. */
import { familyOf } from '../../machines/model/address.ts';
import { AF_INET, AF_INET6, IPPROTO_MPTCP, SO_REUSEADDR, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM, SOL_SOCKET } from './constants.ts';
import { bind, close, setsockopt, socket } from './libc.ts';
import type { Result } from './result.ts';
import { sockaddrOf } from './sockaddr.ts';

/** Bound, for node to listen on, which closes it from then on. Without a host: all of both families, or of the one that there is. */
export function multipathBound(host: string | null, port: number): Result<number> {
  if (host !== null) return boundTo(host, port);
  const both = boundTo('::', port);
  return both.ok || both.name === 'EADDRINUSE' ? both : boundTo('0.0.0.0', port);
}

function boundTo(host: string, port: number): Result<number> {
  const opened = socket(familyOf(host) === 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_MPTCP);
  if (!opened.ok) return opened;
  const fd = opened.value;
  // As libuv has it for servers: a port whose last connections are in TIME-WAIT is free.
  const reused = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  const bound = reused.ok ? bind(fd, sockaddrOf(host, port)) : reused;
  if (bound.ok) return opened;
  close(fd);
  return bound;
}
