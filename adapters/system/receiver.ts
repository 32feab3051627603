/** recvmsg(2): datagrams with their sender and control messages. One arena a socket, because the kernel is given addresses into it. */
import { EAGAIN, MSG_CTRUNC, MSG_DONTWAIT, MSG_TRUNC } from './constants.ts';
import { addressOf, pointerSize, recvmsg } from './libc.ts';
import { done, type Result } from './result.ts';

/** cmsg(3): `data` is a copy. */
export type Control = { readonly level: number; readonly type: number; readonly data: Buffer };
/** `bytes` and `sender` are copies; `truncated`: the datagram, or its control messages, did not fit. */
export type Datagram = {
  readonly bytes: Uint8Array;
  readonly sender: Buffer;
  readonly control: readonly Control[];
  readonly truncated: boolean;
};
/** Null when nothing waits. */
export type Receive = () => Result<Datagram | null>;

/** Room for a sockaddr_storage, and for the handful of control messages that we ask for. */
const SENDER = 128;
const CONTROL = 512;
const HEADER = 64;
const IOVEC = 16;

/** Never blocks. */
export function createReceiver(fd: number, capacity: number): Receive {
  const arena = Buffer.alloc(HEADER + IOVEC + SENDER + CONTROL + capacity);
  const header = arena.subarray(0, HEADER);
  const iovec = arena.subarray(HEADER, HEADER + IOVEC);
  const sender = arena.subarray(HEADER + IOVEC, HEADER + IOVEC + SENDER);
  const control = arena.subarray(HEADER + IOVEC + SENDER, arena.length - capacity);
  const data = arena.subarray(arena.length - capacity);
  const layout = layoutOf(pointerSize());
  layout.write(iovec, 0, addressOf(data));
  layout.write(iovec, 1, BigInt(capacity));
  const original = Buffer.alloc(HEADER);
  layout.writeHeader(original, sender, iovec, control);
  return () => {
    // The kernel has written the lengths that it used over those that there are.
    header.set(original);
    const got = recvmsg(fd, header, MSG_DONTWAIT);
    if (!got.ok) return got.errno === EAGAIN ? done(null) : got;
    const flags = header.readUInt32LE(6 * layout.word);
    return done({
      bytes: Uint8Array.from(data.subarray(0, Math.min(got.value, capacity))),
      sender: Buffer.from(sender.subarray(0, header.readUInt32LE(layout.word))),
      control: readControl(control.subarray(0, layout.read(header, 5)), layout),
      truncated: (flags & (MSG_TRUNC | MSG_CTRUNC)) !== 0,
    });
  };
}

type Layout = ReturnType<typeof layoutOf>;

/** `struct msghdr` as words: name, namelen, iov, iovlen, control, controllen, flags. The same order with 4 and 8 bytes a word. */
function layoutOf(word: number) {
  const write = (at: Buffer, index: number, value: bigint): void => {
    if (word === 8) at.writeBigUInt64LE(value, index * 8);
    else at.writeUInt32LE(Number(value), index * 4);
  };
  const read = (at: Buffer, index: number): number => (word === 8 ? Number(at.readBigUInt64LE(index * 8)) : at.readUInt32LE(index * 4));
  const writeHeader = (header: Buffer, sender: Buffer, iovec: Buffer, control: Buffer): void => {
    write(header, 0, addressOf(sender));
    write(header, 1, BigInt(sender.length));
    write(header, 2, addressOf(iovec));
    write(header, 3, 1n);
    write(header, 4, addressOf(control));
    write(header, 5, BigInt(control.length));
    write(header, 6, 0n);
  };
  return { word, write, read, writeHeader };
}

/** `struct cmsghdr`: a word of length, level, type, then the data; each begins at a multiple of a word. */
function readControl(bytes: Buffer, layout: Layout): Control[] {
  const found: Control[] = [];
  const head = layout.word + 8;
  for (let offset = 0; offset + head <= bytes.length; ) {
    const length = layout.read(bytes.subarray(offset), 0);
    if (length < head || offset + length > bytes.length) break;
    found.push({
      level: bytes.readInt32LE(offset + layout.word),
      type: bytes.readInt32LE(offset + layout.word + 4),
      data: Buffer.from(bytes.subarray(offset + head, offset + length)),
    });
    offset += Math.ceil(length / layout.word) * layout.word;
  }
  return found;
}
