/** A raw ICMPv6 socket on one device that hears Router Advertisements only. RFC 3542, RFC 4861 §6.1. Needs CAP_NET_RAW. */
import { addressBytes, formatAddress } from '../../machines/model/address.ts';
import {
  AF_INET6,
  ENODEV,
  ICMP6_FILTER,
  IPPROTO_ICMPV6,
  IPPROTO_IPV6,
  IPV6_HOPLIMIT,
  IPV6_MULTICAST_HOPS,
  IPV6_MULTICAST_IF,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVPKTINFO,
  IPV6_UNICAST_HOPS,
  SO_BINDTODEVICE,
  SO_RCVBUF,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_ICMPV6,
  SOL_SOCKET,
} from './constants.ts';
import { close, ifNameToIndex, sendto, setsockopt, socket } from './libc.ts';
import { createReceiver, type Datagram } from './receiver.ts';
import { done, type Result, refused } from './result.ts';
import { type Stop, watchedSocket } from './watch.ts';

/** `from` is without zone; `hopLimit` null when the kernel did not say. */
export type Icmp6Packet = { readonly bytes: Uint8Array; readonly from: string; readonly hopLimit: number | null };

export type Icmp6Socket = {
  readonly ifindex: number;
  /** The next packet that waits, or null. Never blocks. */
  receive(): Result<Icmp6Packet | null>;
  /** Hop limit 255; the kernel fills in the checksum. `to` is ff02::1, all nodes, unless said otherwise. */
  send(packet: Uint8Array, to?: string): Result<number>;
  watch(onReadable: () => void): Stop;
  close(): void;
};

/** ICMPv6 type 134. RFC 4861 §4.2. */
const ROUTER_ADVERTISEMENT = 134;
const ALL_NODES = 'ff02::1';
/** The largest IPv6 payload. */
const PACKET_MAX = 65_535;
/** A flood waits here and is dropped beyond; the kernel counts bookkeeping as well. */
const RECEIVE_BUFFER = 256 * 1024;

/** The kernel is a member of ff02::1 on each device with IPv6, so nothing is joined (RFC 4291 §2.8). */
export function openIcmp6(ifname: string): Result<Icmp6Socket> {
  const ifindex = ifNameToIndex(ifname);
  if (ifindex === 0) return refused('if_nametoindex', ENODEV);
  const opened = socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6);
  if (!opened.ok) return opened;
  const prepared = prepare(opened.value, ifname, ifindex);
  if (prepared.ok) return done(open(opened.value, ifindex));
  close(opened.value);
  return prepared;
}

function prepare(fd: number, ifname: string, ifindex: number): Result<number> {
  const options: readonly (readonly [number, number, number | Uint8Array])[] = [
    [SOL_ICMPV6, ICMP6_FILTER, passing(ROUTER_ADVERTISEMENT)],
    [SOL_SOCKET, SO_BINDTODEVICE, Buffer.from(`${ifname}\0`)],
    [SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER],
    [IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1],
    [IPPROTO_IPV6, IPV6_RECVPKTINFO, 1],
    [IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255],
    [IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255],
    [IPPROTO_IPV6, IPV6_MULTICAST_IF, ifindex],
  ];
  for (const [level, option, value] of options) {
    const set = setsockopt(fd, level, option, value);
    if (!set.ok) return set;
  }
  return done(fd);
}

function open(fd: number, ifindex: number): Icmp6Socket {
  const receiveOne = createReceiver(fd, PACKET_MAX);
  return {
    ifindex,
    receive: () => {
      const got = receiveOne();
      return got.ok ? done(got.value && packetOf(got.value)) : got;
    },
    send: (packet, to = ALL_NODES) => sendto(fd, packet, 0, sockaddr(to, ifindex)),
    ...watchedSocket(fd),
  };
}

/** A bit that is set blocks its type. RFC 3542 §3.2 (Linux). */
function passing(type: number): Uint8Array {
  const filter = Buffer.alloc(32, 0xff);
  const word = (type >> 5) * 4;
  filter.writeUInt32LE((~(1 << (type & 31)) & 0xffffffff) >>> 0, word);
  return filter;
}

/** `struct sockaddr_in6`: family, port, flow, address, scope. */
function sockaddr(to: string, ifindex: number): Uint8Array {
  const address = addressBytes(to);
  if (address?.length !== 16) throw new RangeError(`not an IPv6 address: ${to}`);
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.set(address, 8);
  bytes.writeUInt32LE(ifindex, 24);
  return bytes;
}

function packetOf({ bytes, sender, control }: Datagram): Icmp6Packet {
  const hopLimit = control.find(({ level, type }) => level === IPPROTO_IPV6 && type === IPV6_HOPLIMIT)?.data;
  return {
    bytes,
    from: formatAddress(sender.length >= 24 ? sender.subarray(8, 24) : new Uint8Array(16)),
    hopLimit: hopLimit !== undefined && hopLimit.length >= 4 ? hopLimit.readInt32LE(0) : null,
  };
}
