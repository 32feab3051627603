/** Attributes by name: a table says which code is which field and how its value is written; what it does not name is left alone. */
import { type Attribute, decodeAttributes, encodeAttributes, typeOf } from './attribute.ts';
import { viewOf } from './bytes.ts';
import { type Decoded, decoded, fault } from './result.ts';

/** Null: the value has a wrong size. Longer than known is accepted where the kernel may extend a struct. */
export type Codec<T> = { decode(bytes: Uint8Array): T | null; encode(value: T): Uint8Array };
export type Fields<T> = { readonly [K in keyof T]: readonly [code: number, codec: Codec<T[K]>] };

/** The named fields. A code that comes twice: the last one counts, as in the kernel's own parser. */
export function readFields<T>(fields: Fields<T>, attributes: readonly Attribute[]): Decoded<Partial<T>> {
  const values: Partial<T> = {};
  const byType = new Map(attributes.map((attribute) => [typeOf(attribute), attribute.value]));
  for (const name in fields) {
    const [code, codec] = fields[name];
    const bytes = byType.get(code & 0x3fff);
    if (bytes === undefined) continue;
    const value = codec.decode(bytes);
    if (value === null) return fault('badValue', offsetOf(attributes, code & 0x3fff));
    values[name] = value;
  }
  return decoded(values);
}

/** In the order of the table. */
export function writeFields<T>(fields: Fields<T>, values: Partial<T>): readonly Attribute[] {
  const attributes: Attribute[] = [];
  for (const name in fields) {
    const value = values[name];
    if (value === undefined) continue;
    const [code, codec] = fields[name];
    attributes.push({ code, value: codec.encode(value as T[typeof name]) });
  }
  return attributes;
}

const unsigned = (size: 1 | 2 | 4, get: (view: DataView) => number, set: (view: DataView, value: number) => void): Codec<number> => ({
  decode: (bytes) => (bytes.length === size ? get(viewOf(bytes)) : null),
  encode: (value) => {
    const bytes = new Uint8Array(size);
    set(viewOf(bytes), value);
    return bytes;
  },
});
export const u8 = unsigned(
  1,
  (view) => view.getUint8(0),
  (view, value) => view.setUint8(0, value),
);
export const u16 = unsigned(
  2,
  (view) => view.getUint16(0, true),
  (view, value) => view.setUint16(0, value, true),
);
export const u32 = unsigned(
  4,
  (view) => view.getUint32(0, true),
  (view, value) => view.setUint32(0, value, true),
);

/** With its final zero byte; a byte is a character, so that any name comes back as it was. */
export const text: Codec<string> = {
  decode: (bytes) => Buffer.from(bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes).toString('latin1'),
  encode: (value) => Buffer.from(`${value}\0`, 'latin1'),
};
export const raw: Codec<Uint8Array> = { decode: (bytes) => bytes, encode: (value) => value };
/** An IPv4 or IPv6 address. */
export const ip: Codec<Uint8Array> = {
  decode: (bytes) => (bytes.length === 4 || bytes.length === 16 ? bytes : null),
  encode: (value) => value,
};
/** An array of 32-bit words that may grow with the kernel. */
export const words = (least: number): Codec<readonly number[]> => ({
  decode: (bytes) => {
    if (bytes.length < least * 4 || bytes.length % 4 !== 0) return null;
    const view = viewOf(bytes);
    return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true));
  },
  encode: (value) => {
    const bytes = new Uint8Array(value.length * 4);
    value.forEach((word, i) => {
      viewOf(bytes).setUint32(i * 4, word, true);
    });
    return bytes;
  },
});
export const nested: Codec<readonly Attribute[]> = {
  decode: (bytes) => {
    const inner = decodeAttributes(bytes);
    return inner.ok ? inner.value : null;
  },
  encode: encodeAttributes,
};

function offsetOf(attributes: readonly Attribute[], type: number): number {
  const at = attributes.findLastIndex((attribute) => typeOf(attribute) === type);
  return encodeAttributes(attributes.slice(0, at)).length;
}
