/** Numbers of Linux's socket interface, the same on every architecture that we ship for (x64, arm64, armhf, riscv64). */

/** socket(2): domains, types, flags. */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ICMPV6 = 58;
/** <linux/in.h>, RFC 8684. */
export const IPPROTO_MPTCP = 262;
export const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;
export const NETLINK_NETFILTER = 12;
export const NETLINK_GENERIC = 16;

/** socket(7). */
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_RCVBUF = 8;
export const SO_PEERCRED = 17;
export const SO_BINDTODEVICE = 25;
export const SO_RCVBUFFORCE = 33;

/** <linux/mptcp.h>. */
export const SOL_MPTCP = 284;
export const MPTCP_INFO = 1;

/** recv(2). */
export const MSG_CTRUNC = 0x8;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;

/** netlink(7). */
export const SOL_NETLINK = 270;
export const NETLINK_ADD_MEMBERSHIP = 1;
export const NETLINK_EXT_ACK = 11;
export const NETLINK_GET_STRICT_CHK = 12;

/** ipv6(7), RFC 3542, <linux/in6.h>, <linux/icmpv6.h>. */
export const SOL_ICMPV6 = 58;
export const ICMP6_FILTER = 1;
export const IPV6_UNICAST_HOPS = 16;
export const IPV6_MULTICAST_IF = 17;
export const IPV6_MULTICAST_HOPS = 18;
export const IPV6_RECVPKTINFO = 49;
export const IPV6_RECVHOPLIMIT = 51;
export const IPV6_HOPLIMIT = 52;

/** errno(3), as far as we act on them. */
export const EINTR = 4;
export const EBADF = 9;
export const EAGAIN = 11;
export const ENETUNREACH = 101;
export const EINPROGRESS = 115;
export const ENODEV = 19;
export const EPERM = 1;
export const ENOBUFS = 105;
