/** The hops of a multipath route (struct rtnexthop, each with attributes of its own), and RTA_VIA: a gateway of another family. */
import { type Attribute, decodeAttributes, encodeAttributes } from './attribute.ts';
import { aligned, concat, viewOf } from './bytes.ts';
import type { Codec } from './field.ts';
import { struct } from './struct.ts';

/** `weight` as the kernel has it: one less than what people write. */
export type NextHop = {
  readonly flags: number;
  readonly weight: number;
  readonly index: number;
  readonly attributes: readonly Attribute[];
};
export type Via = { readonly family: number; readonly address: Uint8Array };

const HEAD = struct({ length: 2, flags: 1, weight: 1, index: 4 });

export const nextHops: Codec<readonly NextHop[]> = { decode: decodeHops, encode: (hops) => concat(hops.map(encodeHop)) };

export const via: Codec<Via> = {
  decode: (bytes) => {
    const family = bytes.length > 2 ? viewOf(bytes).getUint16(0, true) : 0;
    const expected = family === 2 ? 6 : family === 10 ? 18 : bytes.length;
    return family !== 0 && bytes.length === expected ? { family, address: bytes.subarray(2) } : null;
  },
  encode: ({ family, address }) => concat([Uint8Array.of(family & 0xff, family >> 8), address]),
};

function decodeHops(bytes: Uint8Array): readonly NextHop[] | null {
  const hops: NextHop[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const head = HEAD.decode(bytes.subarray(offset));
    if (!head.ok) return null;
    const { length, ...rest } = head.value;
    if (length < HEAD.size || offset + length > bytes.length) return null;
    const attributes = decodeAttributes(bytes.subarray(offset + HEAD.size, offset + length));
    if (!attributes.ok) return null;
    hops.push({ ...rest, attributes: attributes.value });
    offset += aligned(length);
  }
  return hops;
}

function encodeHop({ attributes, ...head }: NextHop): Uint8Array {
  const body = encodeAttributes(attributes);
  return concat([HEAD.encode({ ...head, length: HEAD.size + body.length }), body]);
}
