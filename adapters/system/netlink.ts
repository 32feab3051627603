/** An AF_NETLINK socket, for rtnetlink unless said: datagrams in, datagrams out, never blocking; an overrun is told apart. netlink(7). */
import {
  AF_NETLINK,
  ENOBUFS,
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_EXT_ACK,
  NETLINK_GET_STRICT_CHK,
  NETLINK_ROUTE,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_NETLINK,
  SOL_SOCKET,
} from './constants.ts';
import { bind, close, getsockname, getsockopt, sendto, setsockopt, socket } from './libc.ts';
import { createReceiver, type Receive } from './receiver.ts';
import { done, type Result, type SystemFault } from './result.ts';
import { type Stop, watchedSocket } from './watch.ts';

export type NetlinkOptions = {
  /** RTNLGRP_* (or NFNLGRP_*) numbers to hear. */
  readonly groups: readonly number[];
  /** NETLINK_*; default NETLINK_ROUTE. */
  readonly protocol?: number;
  /** Bytes of receive buffer; the default of the kernel holds about 256 route events. */
  readonly receiveBuffer?: number;
};

/** What was there. `overran`: messages were lost before these (ENOBUFS); `fault`: the socket is of no more use. */
export type Received = { readonly datagrams: readonly Uint8Array[]; readonly overran: boolean; readonly fault: SystemFault | null };

export type NetlinkSocket = {
  /** Our nlmsg_pid: messages that carry it answer us. */
  readonly port: number;
  /** What the kernel granted, as it counts (twice what was asked). */
  readonly receiveBuffer: number;
  send(request: Uint8Array): Result<number>;
  /** All that waits, at most a bounded number at once: what is left makes the socket readable again. */
  receive(): Received;
  watch(onReadable: () => void): Stop;
  close(): void;
};

const RECEIVE_BUFFER = 4 * 2 ** 20;
/** The kernel fills at most 32 KiB a datagram of a dump (NLMSG_GOODSIZE and max_recvmsg_len). */
const DATAGRAM_MAX = 64 * 1024;
const DATAGRAMS_AT_ONCE = 1024;

export function openNetlink(options: NetlinkOptions): Result<NetlinkSocket> {
  const opened = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, options.protocol ?? NETLINK_ROUTE);
  if (!opened.ok) return opened;
  const fd = opened.value;
  const port = prepare(fd, options);
  if (port.ok) return done(open(fd, port.value));
  close(fd);
  return port;
}

function prepare(fd: number, { groups, receiveBuffer = RECEIVE_BUFFER }: NetlinkOptions): Result<number> {
  // Beyond rmem_max only with CAP_NET_ADMIN; an ordinary user gets what there is.
  const forced = setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer);
  const sized = forced.ok ? forced : setsockopt(fd, SOL_SOCKET, SO_RCVBUF, receiveBuffer);
  if (!sized.ok) return sized;
  // Both came with Linux 4.12 and 4.20: without them errors say less, and dumps are not filtered, which we do not ask for.
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
  setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
  const bound = bind(fd, address(0));
  if (!bound.ok) return bound;
  for (const group of groups) {
    const joined = setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    if (!joined.ok) return joined;
  }
  const name = getsockname(fd);
  return name.ok ? done(portOf(name.value)) : name;
}

function open(fd: number, port: number): NetlinkSocket {
  const receiveOne = createReceiver(fd, DATAGRAM_MAX);
  const granted = getsockopt(fd, SOL_SOCKET, SO_RCVBUF, 4);
  return {
    port,
    receiveBuffer: granted.ok ? Buffer.from(granted.value).readInt32LE(0) : 0,
    send: (request) => sendto(fd, request, 0, address(0)),
    receive: () => receiveAll(receiveOne),
    ...watchedSocket(fd),
  };
}

function receiveAll(receiveOne: Receive): Received {
  const datagrams: Uint8Array[] = [];
  let overran = false;
  while (datagrams.length < DATAGRAMS_AT_ONCE) {
    const got = receiveOne();
    if (got.ok) {
      if (got.value === null) break;
      // A cut datagram is a lost one. What another process sent (port not 0) is not the kernel's word.
      if (got.value.truncated) overran = true;
      else if (portOf(got.value.sender) === 0) datagrams.push(got.value.bytes);
    } else if (got.errno === ENOBUFS) overran = true;
    else return { datagrams, overran, fault: got };
  }
  return { datagrams, overran, fault: null };
}

/** `struct sockaddr_nl`: family, padding, port, legacy groups. */
function address(port: number): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(AF_NETLINK, 0);
  bytes.writeUInt32LE(port, 4);
  return bytes;
}

const portOf = (sockaddr: Uint8Array): number =>
  sockaddr.length < 8 ? -1 : new DataView(sockaddr.buffer, sockaddr.byteOffset).getUint32(4, true);
