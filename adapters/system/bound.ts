/**
 * Sockets bound to an interface and a source address, handed to node: whatever the routing tables prefer, what they send leaves
 * by that interface from that address, or not at all. `tls`, `http` and undici work on top of them. SO_BINDTODEVICE needs no
 * privilege (Linux 5.7).
 */
import { createSocket, type Socket as Udp } from 'node:dgram';
import { Socket } from 'node:net';
import { familyOf, reachOf } from '../../machines/model/address.ts';
import type { Family } from '../../machines/model/units.ts';
import {
  AF_INET,
  AF_INET6,
  ENETUNREACH,
  ENODEV,
  IPPROTO_MPTCP,
  MPTCP_INFO,
  SO_BINDTODEVICE,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_MPTCP,
  SOL_SOCKET,
} from './constants.ts';
import { bind, close, connect, getsockopt, ifNameToIndex, setsockopt, socket } from './libc.ts';
import { done, type Result, refused, SystemCallError, type SystemFault } from './result.ts';
import { sockaddrOf } from './sockaddr.ts';

/** From where. `source`: an address of the family, without zone; null leaves it to the kernel. */
export type Origin = {
  readonly ifname: string;
  readonly source: string | null;
  readonly family: Family;
  /** Multipath TCP where the kernel has it (RFC 8684), else TCP; the kernel itself falls back where the peer has none. */
  readonly mptcp?: boolean;
};
export type Destination = {
  readonly ifname: string;
  readonly source: string | null;
  /** An address; a link-local one with the zone of the interface, or without. */
  readonly host: string;
  readonly port: number;
  readonly mptcp?: boolean;
  readonly signal?: AbortSignal;
};

/** Bound, with a port of the kernel's choice, and not connected: `socket.connect` is the caller's. */
export const tcpBound = (origin: Origin): Result<Socket> =>
  onto(boundTo(origin, SOCK_STREAM), (fd) => {
    const made = new Socket(notYetRead(fd));
    if (origin.mptcp) multipath.set(made, fd);
    return made;
  });
/** Node's types leave `manualStart` out: not to read before it is connected. */
const notYetRead = (fd: number) => ({ fd, manualStart: true });

/** How the address of a peer that is named is found, as node's dgram asks for it: by family or by options, for addresses too. */
export type Names = (host: string, options: unknown, told: (error: Error | null, address: string, family: number) => void) => void;

/** Bound, with a random port, and listening. A link-local peer is named with its zone. Without `names` node asks the host's resolver. */
export const udpBound = (origin: Origin, lookup?: Names): Result<Udp> =>
  onto(boundTo(origin, SOCK_DGRAM), (fd) =>
    createSocket({ type: origin.family === 4 ? 'udp4' : 'udp6', ...(lookup && { lookup }) }).bind({ fd, exclusive: true }),
  );

/** As `udpBound`, and connected: the kernel passes on only what its peer sends, and tells at once when nobody is there. */
export function udpConnected({ host, port, ...origin }: Peer): Result<Udp> {
  const lookup = (name: string, _options: unknown, callback: (error: null, address: string, family: number) => void): void =>
    callback(null, name, origin.family);
  const type = origin.family === 4 ? 'udp4' : 'udp6';
  const bound = onto(boundTo(origin, SOCK_DGRAM), (fd) => createSocket({ type, lookup }).bind({ fd, exclusive: true }));
  if (!bound.ok) return bound;
  const connected = withoutThrow(() => {
    bound.value.connect(port, zoned(host, origin.ifname), () => {});
    return bound.value.remoteAddress();
  });
  if (connected) return bound;
  bound.value.close();
  return whyNotConnected({ host, port, ...origin });
}
export type Peer = Origin & { readonly host: string; readonly port: number };

/** Node tells only later why it could not connect: the kernel is asked again. */
function whyNotConnected({ host, port, ...origin }: Peer): SystemFault {
  const bound = boundTo(origin, SOCK_DGRAM);
  if (!bound.ok) return bound;
  const connected = connect(bound.value, sockaddrOf(host, port, isLinkLocal(host) ? ifNameToIndex(origin.ifname) : 0));
  close(bound.value);
  return connected.ok ? refused('connect', ENETUNREACH) : connected;
}

function withoutThrow<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

/**
 * A connected TCP socket. Rejects with a `SystemCallError` when it cannot be bound (ENODEV, EADDRNOTAVAIL), with node's error
 * when it cannot connect (`code`: ECONNREFUSED, ENETUNREACH …), with the signal's reason when that comes first. Then nothing
 * is left open.
 */
export function connectBound({ ifname, source, host, port, mptcp = false, signal }: Destination): Promise<Socket> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const bound = tcpBound({ ifname, source, family: familyOf(host), mptcp });
  if (!bound.ok) return Promise.reject(new SystemCallError(bound));
  const connection = bound.value;
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const settle = (then: () => void): void => {
    connection.off('connect', onConnect).off('error', onError);
    signal?.removeEventListener('abort', onAbort);
    then();
  };
  const fail = (cause: unknown): void => {
    // An error that comes after the first has nobody to tell.
    connection.on('error', () => {});
    connection.destroy();
    reject(cause);
  };
  const onConnect = (): void => settle(() => resolve(connection));
  const onError = (error: Error): void => settle(() => fail(error));
  const onAbort = (): void => settle(() => fail(signal?.reason));
  connection.once('connect', onConnect).once('error', onError);
  signal?.addEventListener('abort', onAbort, { once: true });
  connection.connect({ host: zoned(host, ifname), port });
  return promise;
}

/** `fe80::1` → `fe80::1%wlan0`: node wants to be told. RFC 4007 §11. */
export const zoned = (host: string, ifname: string): string =>
  familyOf(host) === 6 && reachOf(host) === 'linkLocal' && !host.includes('%') ? `${host}%${ifname}` : host;

/** Sockets that were asked to be of Multipath TCP, with their descriptors. */
const multipath = new WeakMap<Socket, number>();

/**
 * How many subflows a connection has besides its first, by Multipath TCP; null where it is plain TCP (the kernel has none, or the
 * peer). `struct mptcp_info`: the count first, flags in the third word.
 */
export function subflowsOf(connection: Socket): number | null {
  const fd = connection.destroyed ? undefined : multipath.get(connection);
  if (fd === undefined) return null;
  const info = getsockopt(fd, SOL_MPTCP, MPTCP_INFO, MPTCP_INFO_SIZE);
  if (!info.ok || info.value.length < MPTCP_INFO_SIZE) return null;
  const view = new DataView(info.value.buffer, info.value.byteOffset, info.value.byteLength);
  return (view.getUint32(8, true) & MPTCP_INFO_FLAG_FALLBACK) === 0 ? view.getUint8(0) : null;
}
const [MPTCP_INFO_SIZE, MPTCP_INFO_FLAG_FALLBACK] = [12, 1];

/** Whether the kernel makes sockets of Multipath TCP (net.mptcp.enabled). */
export function hasMultipath(): boolean {
  const made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
  if (made.ok) close(made.value);
  return made.ok;
}

function openedFor({ family, mptcp = false }: Origin, type: number): Result<number> {
  const [domain, flags] = [family === 4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC];
  const wished = mptcp && type === SOCK_STREAM ? socket(domain, flags, IPPROTO_MPTCP) : null;
  return wished?.ok ? wished : socket(domain, flags, 0);
}

function boundTo(origin: Origin, type: number): Result<number> {
  const { ifname, source, family } = origin;
  const ifindex = ifNameToIndex(ifname);
  if (ifindex === 0) return refused('if_nametoindex', ENODEV);
  const opened = openedFor(origin, type);
  if (!opened.ok) return opened;
  const held = setsockopt(opened.value, SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${ifname}\0`));
  const any = family === 4 ? '0.0.0.0' : '::';
  const bound = held.ok ? bind(opened.value, sockaddrOf(source ?? any, 0, isLinkLocal(source) ? ifindex : 0)) : held;
  if (bound.ok) return opened;
  close(opened.value);
  return bound;
}

const isLinkLocal = (source: string | null): boolean => source !== null && reachOf(source) === 'linkLocal';

/** Hands a descriptor over to node, which closes it from then on. */
function onto<T>(fd: Result<number>, make: (fd: number) => T): Result<T> {
  if (!fd.ok) return fd;
  try {
    return done(make(fd.value));
  } catch (cause) {
    close(fd.value);
    throw cause;
  }
}
