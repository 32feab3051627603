/**
 * The one native door: libc through koffi. A wrong signature here corrupts memory, so nothing else loads a library.
 * Loaded at the first call, so that importing this costs nothing and works where there is no Linux.
 */
import koffi from 'koffi';
import { type Millis, millis } from '../../machines/model/units.ts';
import { EINTR } from './constants.ts';
import { done, type Result, refused, SystemCallError } from './result.ts';

/** clock_gettime(2). BOOTTIME goes on while the machine sleeps. */
const CLOCK_BOOTTIME = 7;

export const socket = (domain: number, type: number, protocol: number): Result<number> =>
  call('socket', () => libc().socket(domain, type, protocol));

export const bind = (fd: number, address: Uint8Array): Result<number> => call('bind', () => libc().bind(fd, address, address.length));

/** A socket that does not block: EINPROGRESS while TCP shakes hands. */
export const connect = (fd: number, address: Uint8Array): Result<number> =>
  call('connect', () => libc().connect(fd, address, address.length));

export const getsockname = (fd: number): Result<Uint8Array> => {
  const [address, length] = [Buffer.alloc(128), lengthOf(128)];
  return cut(
    call('getsockname', () => libc().getsockname(fd, address, length)),
    address,
    length,
  );
};

export const setsockopt = (fd: number, level: number, option: number, value: number | Uint8Array): Result<number> => {
  const bytes = typeof value === 'number' ? int(value) : value;
  return call(`setsockopt ${level}.${option}`, () => libc().setsockopt(fd, level, option, bytes, bytes.length));
};

export const getsockopt = (fd: number, level: number, option: number, size: number): Result<Uint8Array> => {
  const [value, length] = [Buffer.alloc(Math.max(size, 1)), lengthOf(size)];
  return cut(
    call('getsockopt', () => libc().getsockopt(fd, level, option, value, length)),
    value,
    length,
  );
};

/** Bytes that were sent. Without an address: to the one the socket is connected to, or for netlink the kernel. */
export const sendto = (fd: number, bytes: Uint8Array, flags = 0, address: Uint8Array | null = null): Result<number> =>
  call('sendto', () => libc().sendto(fd, bytes, bytes.length, flags, address, address?.length ?? 0));

/** `header`: a `struct msghdr` in the machine's own layout; see `receiver.ts`. */
export const recvmsg = (fd: number, header: Uint8Array, flags: number): Result<number> =>
  call('recvmsg', () => libc().recvmsg(fd, header, flags));

export const close = (fd: number): Result<number> => call('close', () => libc().close(fd));

/** mkfifo(3): EEXIST where something is there already. `mode` is narrowed by the umask. */
export const mkfifo = (path: string, mode: number): Result<number> => call('mkfifo', () => libc().mkfifo(path, mode));

/** 0 → no interface has that name (now). */
export const ifNameToIndex = (ifname: string): number => Number(libc().if_nametoindex(ifname));

/** net/if.h. */
const IF_NAMESIZE = 16;
/** Whether there is one of that number (now). */
export const isDevice = (index: number): boolean => libc().if_indextoname(index, Buffer.alloc(IF_NAMESIZE)) !== null;

/** Since boot, sleep included. */
export const bootTime = (): Millis => millis(clock(CLOCK_BOOTTIME));

/** Where the bytes of a buffer lie. It must outlive every use of the number. */
export const addressOf = (buffer: Uint8Array): bigint => BigInt(koffi.address(buffer));
export const pointerSize = (): number => koffi.sizeof('void *');

/** `status`: 0, or a negative errno after which the handle is at rest. It comes first, though koffi's types leave it out. */
export type OnEvents = (status: unknown) => void;
export type Poll = { start(onEvents: OnEvents): void; close(): void };
/** libuv's poll on a descriptor that is not libuv's. */
export const poll = (fd: number, onEvents: OnEvents): Poll => koffi.node.poll(fd, onEvents);

type Libc = ReturnType<typeof load>;
let loaded: Libc | undefined;
const libc = (): Libc => {
  loaded ??= load();
  return loaded;
};

/** From the running program, so that glibc, musl and an interposed library (libfaketime) all are what node itself uses. */
function load() {
  const library = koffi.load(null);
  return {
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, const void *, uint32_t)'),
    connect: library.func('int connect(int, const void *, uint32_t)'),
    getsockname: library.func('int getsockname(int, void *, void *)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
    sendto: library.func('intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)'),
    recvmsg: library.func('intptr_t recvmsg(int, void *, int)'),
    close: library.func('int close(int)'),
    mkfifo: library.func('int mkfifo(const char *, uint32_t)'),
    clock_gettime: library.func('int clock_gettime(int, void *)'),
    if_nametoindex: library.func('uint32_t if_nametoindex(const char *)'),
    if_indextoname: library.func('const char *if_indextoname(uint32_t, void *)'),
  };
}

function call(name: string, run: () => unknown): Result<number> {
  for (;;) {
    const value = Number(run());
    if (value >= 0) return done(value);
    const errno = koffi.errno();
    // close(2) has closed even when interrupted; a second try could close somebody else's descriptor.
    if (errno !== EINTR || name === 'close') return refused(name, errno);
  }
}

/** One for all calls: reading the clock is synchronous. */
const timespec = Buffer.alloc(16);
function clock(id: number): number {
  const got = call('clock_gettime', () => libc().clock_gettime(id, timespec));
  if (!got.ok) throw new SystemCallError(got);
  const [s, ns] = longs(timespec);
  return s * 1000 + Math.floor(ns / 1e6);
}

const longs = (bytes: Buffer): readonly [number, number] =>
  koffi.sizeof('long') === 8
    ? [Number(bytes.readBigInt64LE(0)), Number(bytes.readBigInt64LE(8))]
    : [bytes.readInt32LE(0), bytes.readInt32LE(4)];

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const lengthOf = int;
const cut = (result: Result<number>, bytes: Buffer, length: Buffer): Result<Uint8Array> =>
  result.ok ? done(bytes.subarray(0, Math.min(bytes.length, length.readUInt32LE(0)))) : result;
