/** The fixed head of a message: unsigned fields in order, without gaps (gaps are fields too, so that nothing is lost). */
import { viewOf } from './bytes.ts';
import { type Decoded, decoded, fault } from './result.ts';

type Size = 1 | 2 | 4;
export type StructValue<S extends Record<string, Size>> = { readonly [K in keyof S]: number };
export type Struct<S extends Record<string, Size>> = {
  readonly size: number;
  decode(bytes: Uint8Array): Decoded<StructValue<S>>;
  /** Fields left out are 0. */
  encode(value: Partial<StructValue<S>>): Uint8Array;
};

export function struct<const S extends Record<string, Size>>(sizes: S): Struct<S> {
  const fields = Object.entries(sizes);
  const size = fields.reduce((sum, [, bytes]) => sum + bytes, 0);
  return {
    size,
    decode: (bytes) => {
      if (bytes.length < size) return fault('truncated', bytes.length);
      const view = viewOf(bytes);
      let offset = 0;
      const values = fields.map(([name, length]) => {
        offset += length;
        return [name, read(view, offset - length, length)] as const;
      });
      return decoded(Object.fromEntries(values) as StructValue<S>);
    },
    encode: (value) => {
      const bytes = new Uint8Array(size);
      const view = viewOf(bytes);
      let offset = 0;
      for (const [name, length] of fields) {
        write(view, offset, length, value[name] ?? 0);
        offset += length;
      }
      return bytes;
    },
  };
}

function read(view: DataView, offset: number, size: Size): number {
  if (size === 1) return view.getUint8(offset);
  return size === 2 ? view.getUint16(offset, true) : view.getUint32(offset, true);
}

function write(view: DataView, offset: number, size: Size, value: number): void {
  if (size === 1) view.setUint8(offset, value);
  else if (size === 2) view.setUint16(offset, value, true);
  else view.setUint32(offset, value, true);
}
