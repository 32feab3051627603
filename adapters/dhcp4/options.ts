/**
 * The options field: TLVs with pads, RFC 2132 §2. Pads and what follows END are kept, so that encode(decode(x)) is x.
 * Options that come in several pieces are joined by `joinOptions`, RFC 3396 §7.
 */
import { type Decoded, decoded, fault } from './result.ts';

/** One TLV as it came; a pad has code 0 and no value. */
export type Option = { readonly code: number; readonly value: Uint8Array };
/** `rest` is what follows END: padding, most of the time. */
export type OptionField = { readonly options: readonly Option[]; readonly rest: Uint8Array };

export const PAD = 0;
export const END = 255;
const NOTHING = new Uint8Array(0);

export function decodeOptions(bytes: Uint8Array): Decoded<OptionField> {
  const options: Option[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const code = bytes[offset] ?? END;
    if (code === END) return decoded({ options, rest: bytes.slice(offset + 1) });
    if (code === PAD) {
      options.push({ code, value: NOTHING });
      offset += 1;
      continue;
    }
    const length = bytes[offset + 1];
    if (length === undefined || offset + 2 + length > bytes.length) return fault('truncated', offset);
    options.push({ code, value: bytes.slice(offset + 2, offset + 2 + length) });
    offset += 2 + length;
  }
  return fault('noEnd', bytes.length);
}

/** A value of more than 255 bytes is a bug of the caller: `splitOption` first. */
export function encodeOptions({ options, rest }: OptionField): Uint8Array {
  const bytes: number[] = [];
  for (const { code, value } of options) {
    if (code === PAD) bytes.push(PAD);
    else if (value.length > 255) throw new RangeError(`option ${code} has ${value.length} bytes: split it first`);
    else bytes.push(code, value.length, ...value);
  }
  return Uint8Array.from([...bytes, END, ...rest]);
}

/** A long value as several options of the same code, each full but the last. RFC 3396 §6. */
export function splitOption(code: number, value: Uint8Array): readonly Option[] {
  const pieces = Math.max(1, Math.ceil(value.length / 255));
  return Array.from({ length: pieces }, (_, i) => ({ code, value: value.slice(i * 255, (i + 1) * 255) }));
}

/** Options of the same code are one, in the order they came. RFC 3396 §7. */
export function joinOptions(options: readonly Option[]): ReadonlyMap<number, Uint8Array> {
  const pieces = new Map<number, Uint8Array[]>();
  for (const { code, value } of options) {
    if (code === PAD) continue;
    const known = pieces.get(code);
    if (known) known.push(value);
    else pieces.set(code, [value]);
  }
  return new Map([...pieces].map(([code, values]) => [code, values.length === 1 ? (values[0] ?? NOTHING) : Buffer.concat(values)]));
}
