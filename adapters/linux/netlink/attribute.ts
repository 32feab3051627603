/** Attributes: length, type, value, padding. Codes that nobody knows are kept. netlink(7), rtnetlink(7). */
import { aligned, concat, viewOf } from './bytes.ts';
import { type Decoded, decoded, fault } from './result.ts';

/** `code` with its two flag bits (NLA_F_NESTED, NLA_F_NET_BYTEORDER), as it came. */
export type Attribute = { readonly code: number; readonly value: Uint8Array };

const HEAD = 4;
/** NLA_TYPE_MASK: what is left of a code without its flags. */
const TYPE_MASK = 0x3fff;
/** `nla_len` has 16 bits. */
const VALUE_MAX = 0xffff - HEAD;

export const typeOf = (attribute: Attribute): number => attribute.code & TYPE_MASK;

/** Values are views into `bytes`. Padding is not looked at; the last attribute may lack it, as with the kernel's RTA_OK. */
export function decodeAttributes(bytes: Uint8Array): Decoded<readonly Attribute[]> {
  const view = viewOf(bytes);
  const attributes: Attribute[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    if (offset + HEAD > bytes.length) return fault('truncated', offset);
    const length = view.getUint16(offset, true);
    if (length < HEAD) return fault('badLength', offset);
    if (offset + length > bytes.length) return fault('truncated', offset);
    attributes.push({ code: view.getUint16(offset + 2, true), value: bytes.subarray(offset + HEAD, offset + length) });
    offset += aligned(length);
  }
  return decoded(attributes);
}

export const encodeAttributes = (attributes: readonly Attribute[]): Uint8Array => concat(attributes.map(encodeAttribute));

function encodeAttribute({ code, value }: Attribute): Uint8Array {
  if (value.length > VALUE_MAX) throw new RangeError(`an attribute holds ${VALUE_MAX} bytes at most, not ${value.length}`);
  const bytes = new Uint8Array(aligned(HEAD + value.length));
  const view = viewOf(bytes);
  view.setUint16(0, HEAD + value.length, true);
  view.setUint16(2, code, true);
  bytes.set(value, HEAD);
  return bytes;
}
