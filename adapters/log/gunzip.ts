/** Bytes as they are, or unpacked when they begin as gzip does (RFC 1952 §2.3.1). What comes before a damaged place is kept. */
import type { TransformOptions } from 'node:stream';
import type { Gunzip, ZlibOptions } from 'node:zlib';
import { zlib } from '../system/builtin.ts';

export class GunzipFailed extends Error {
  readonly code = 'ERR_GUNZIP';
  constructor(cause: Error) {
    super(`the gzip stream is damaged: ${cause.message}`, { cause });
    this.name = 'GunzipFailed';
  }
}

/** Packed bytes a step: what these hold is lost before a damaged place, no more. */
const STEP = 1024;
/** Above what one step can unpack to (deflate gains 1,032 times at most), so that a step never waits to be read. */
const ROOM = 2 << 20;

type Unpacker = { readonly stream: Gunzip; error: Error | null };

/** A packed file that is cut off ends without an error here: its missing footer says so. */
export async function* unpacked(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array();
  let unpacker: Unpacker | null = null;
  try {
    for await (const piece of source) {
      const bytes: Uint8Array = head ? Buffer.concat([head, piece]) : piece;
      if (head && bytes.length < 2) {
        head = bytes;
        continue;
      }
      if (head && bytes[0] === 0x1f && bytes[1] === 0x8b) unpacker = open();
      head = null;
      if (unpacker) yield* inflate(unpacker, bytes);
      else yield bytes;
    }
    if (head) yield head;
  } finally {
    unpacker?.stream.destroy();
  }
}

function open(): Unpacker {
  const options: ZlibOptions & TransformOptions = { readableHighWaterMark: ROOM };
  const unpacker: Unpacker = { stream: zlib().createGunzip(options), error: null };
  unpacker.stream.on('error', (error) => {
    unpacker.error = error;
  });
  return unpacker;
}

async function* inflate(unpacker: Unpacker, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const { stream } = unpacker;
  for (let i = 0; i < bytes.length; i += STEP) {
    await written(stream, bytes.subarray(i, i + STEP));
    for (let out: unknown = stream.read(); out instanceof Uint8Array; out = stream.read()) yield out;
    if (unpacker.error) throw new GunzipFailed(unpacker.error);
  }
}

/** A write that fails is never called back: the stream closes instead. */
function written(stream: Gunzip, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('close', done);
      resolve();
    };
    stream.once('close', done);
    stream.write(bytes, done);
  });
}
