/** A datagram is a row of messages, each with an nlmsghdr. netlink(7). */
import { aligned, concat } from './bytes.ts';
import { type Decoded, decoded, type Failed, fault } from './result.ts';
import { struct } from './struct.ts';

/** `sequence` is our request's number, 0 in what nobody asked for; `offset` where the message begins in the datagram. */
export type Frame = {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  readonly payload: Uint8Array;
};
export type Walked = { readonly frames: readonly (Frame & { readonly offset: number })[]; readonly broken: Failed | null };

export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
/** The dump was not of one moment: something changed under it. */
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
/** Of a notification or a request that makes something. */
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;

const HEAD = struct({ length: 4, type: 2, flags: 2, sequence: 4, port: 4 });

/** As far as the datagram can be read; `broken` says where that ended. */
export function walkFrames(bytes: Uint8Array): Walked {
  const frames: (Frame & { offset: number })[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const head = HEAD.decode(bytes.subarray(offset));
    if (!head.ok) return { frames, broken: fault('truncated', offset) };
    const { length, ...rest } = head.value;
    if (length < HEAD.size) return { frames, broken: fault('badLength', offset) };
    if (offset + length > bytes.length) return { frames, broken: fault('truncated', offset) };
    frames.push({ ...rest, payload: bytes.subarray(offset + HEAD.size, offset + length), offset });
    offset += aligned(length);
  }
  return { frames, broken: null };
}

/** All or nothing. */
export function decodeFrames(bytes: Uint8Array): Decoded<readonly Frame[]> {
  const { frames, broken } = walkFrames(bytes);
  return broken ?? decoded(frames.map(({ offset: _, ...frame }) => frame));
}

export const encodeFrames = (frames: readonly Frame[]): Uint8Array => concat(frames.map(encodeFrame));

function encodeFrame({ payload, ...head }: Frame): Uint8Array {
  const bytes = new Uint8Array(aligned(HEAD.size + payload.length));
  bytes.set(HEAD.encode({ ...head, length: HEAD.size + payload.length }));
  bytes.set(payload, HEAD.size);
  return bytes;
}
