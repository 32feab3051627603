/** System calls, typed, with refusals as values: the only native door. */
export {
  connectBound,
  type Destination,
  hasMultipath,
  type Names,
  type Origin,
  type Peer,
  subflowsOf,
  tcpBound,
  udpBound,
  udpConnected,
  zoned,
} from './bound.ts';
export { NETLINK_GENERIC, NETLINK_NETFILTER, NETLINK_SOCK_DIAG } from './constants.ts';
export { type Icmp6Packet, type Icmp6Socket, openIcmp6 } from './icmp6.ts';
export {
  bind,
  bootTime,
  close,
  connect,
  getsockname,
  getsockopt,
  ifNameToIndex,
  isDevice,
  mkfifo,
  sendto,
  setsockopt,
  socket,
} from './libc.ts';
export { multipathBound } from './listening.ts';
export { type NetlinkOptions, type NetlinkSocket, openNetlink, type Received } from './netlink.ts';
export { type Credentials, credentialsOf } from './peer.ts';
export { type Ran, runProgram } from './program.ts';
export { type Control, createReceiver, type Datagram, type Receive } from './receiver.ts';
export { describeFault, done, type Result, refused, SystemCallError, type SystemFault } from './result.ts';
export { type Stop, watch } from './watch.ts';
