/**
 * `capture-child.ts DEVICE`: writes what passes a device to stdout as pcap. Each line on stdin is answered on stderr, once
 * all that the kernel had received by then is written; the end of stdin ends it. (tcpdump cannot do this in an ordinary
 * user's namespace: taken for root there, it insists on becoming somebody else.)
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import koffi from 'koffi';

const [AF_PACKET, SOCK_RAW, ETH_P_ALL, SOL_SOCKET, SO_RCVBUF, SO_RCVBUFFORCE, SOL_PACKET, PACKET_STATISTICS] = [17, 3, 3, 1, 8, 33, 263, 6];
const [MSG_DONTWAIT, POLLIN, SNAPLEN, LINKTYPE_ETHERNET] = [0x40, 1, 65_536, 1];

const libc = koffi.load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const bind = libc.func('int bind(int fd, const uint8_t *address, uint32_t length)');
const recv = libc.func('intptr_t recv(int fd, _Out_ uint8_t *bytes, size_t length, int flags)');
const poll = libc.func('int poll(_Inout_ uint8_t *fds, unsigned long count, int timeout)');
const setsockopt = libc.func('int setsockopt(int fd, int level, int name, const uint8_t *value, uint32_t length)');
const getsockopt = libc.func('int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint8_t *length)');

const device = process.argv[2] ?? '';
const fd = open(Number(readFileSync(`/sys/class/net/${device}/ifindex`, 'utf8')));
const packet = Buffer.alloc(SNAPLEN);
let written = 0;
let dropped = 0;

writeSync(1, pcapHeader());
writeSync(2, `listening on ${device}\n`);
for (;;) {
  const { packets, told } = wait();
  if (!packets && !told) continue;
  // What is asked for is read first: only packets that were there before are promised.
  const asked = told ? readSync(0, Buffer.alloc(64)) : undefined;
  drain();
  if (asked === 0) break;
  if (asked !== undefined) writeSync(2, `written ${written}, dropped ${countDropped()}\n`);
}

function open(ifindex: number): number {
  const made: number = socket(AF_PACKET, SOCK_RAW, 0);
  must(made, 'socket');
  // Beyond the machine's limit only for its own root; within it, what does not fit is counted and told.
  if (setsockopt(made, SOL_SOCKET, SO_RCVBUFFORCE, int32(16 << 20), 4) < 0)
    must(setsockopt(made, SOL_SOCKET, SO_RCVBUF, int32(16 << 20), 4), 'SO_RCVBUF');
  // packet(7): struct sockaddr_ll; binding to a protocol is what starts it.
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeUInt16BE(ETH_P_ALL, 2);
  address.writeInt32LE(ifindex, 4);
  must(bind(made, address, address.length), 'bind');
  return made;
}

function wait(): { packets: boolean; told: boolean } {
  const fds = Buffer.alloc(16);
  fds.writeInt32LE(fd, 0);
  fds.writeInt16LE(POLLIN, 4);
  fds.writeInt32LE(0, 8);
  fds.writeInt16LE(POLLIN, 12);
  poll(fds, 2, -1);
  return { packets: fds.readInt16LE(6) !== 0, told: fds.readInt16LE(14) !== 0 };
}

/** Until the socket has nothing more (or an error: a device that has gone away). */
function drain(): void {
  for (let length = receive(); length > 0; length = receive()) {
    const head = Buffer.alloc(16);
    const now = Date.now();
    head.writeUInt32LE(Math.floor(now / 1000), 0);
    head.writeUInt32LE((now % 1000) * 1000, 4);
    head.writeUInt32LE(length, 8);
    head.writeUInt32LE(length, 12);
    writeSync(1, Buffer.concat([head, packet.subarray(0, length)]));
    written += 1;
  }
}

function receive(): number {
  return Number(recv(fd, packet, packet.length, MSG_DONTWAIT));
}

/** The kernel forgets its count when it is asked. */
function countDropped(): number {
  const stats = Buffer.alloc(8);
  must(getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, stats, int32(stats.length)), 'PACKET_STATISTICS');
  dropped += stats.readUInt32LE(4);
  return dropped;
}

/** https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap: magic, version 2.4, snapshot length, link type. */
function pcapHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(SNAPLEN, 16);
  header.writeUInt32LE(LINKTYPE_ETHERNET, 20);
  return header;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function must(result: number, what: string): void {
  if (result < 0) throw new Error(`${what} failed: errno ${koffi.errno()}`);
}
