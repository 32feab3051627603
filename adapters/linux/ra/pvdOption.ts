/** The PvD option: an id, flags, perhaps a header of its own, and the options nested in it. RFC 8801 §3.1. */
import { decodeHeader, encodeHeader, HEADER_SIZE } from './header.ts';
import { decodeName, encodeName } from './name.ts';
import type { Option, Pvd } from './option.ts';
import { type Decoded, decoded, fault } from './result.ts';
import { fitted, fromHex, padding, toHex, u16, viewOf } from './wire.ts';

/** Flags and sequence number, before the id. */
const FIXED = 4;
/** Type and length of the option. */
const HEAD = 2;

type DecodeNested = (bytes: Uint8Array, base: number) => Decoded<readonly Option[]>;

export function decodePvd(value: Uint8Array, base: number, decodeNested: DecodeNested): Decoded<Pvd> {
  const view = viewOf(value);
  const flags = view.getUint16(0);
  const id = decodeName(value, FIXED, base);
  if (!id.ok) return id;
  const start = id.value.next + padding(HEAD + id.value.next);
  const hasHeader = (flags & 0x2000) !== 0;
  const body = start + (hasHeader ? HEADER_SIZE : 0);
  if (body > value.length) return fault('truncated', base + value.length);
  const options = decodeNested(value.subarray(body), base + body);
  if (!options.ok) return options;
  const between = value.subarray(id.value.next, start);
  return decoded({
    kind: 'pvd',
    id: id.value.name,
    http: (flags & 0x8000) !== 0,
    legacy: (flags & 0x4000) !== 0,
    reserved: (flags >> 4) & 0x1ff,
    delay: flags & 0xf,
    sequence: view.getUint16(2),
    padding: between.some((byte) => byte !== 0) ? toHex(between) : '',
    header: hasHeader ? decodeHeader(value.subarray(start)) : null,
    options: options.value,
  });
}

export function encodePvd(pvd: Pvd, encodeNested: (options: readonly Option[]) => readonly number[]): Uint8Array {
  const flags =
    (pvd.http ? 0x8000 : 0) | (pvd.legacy ? 0x4000 : 0) | (pvd.header ? 0x2000 : 0) | ((pvd.reserved & 0x1ff) << 4) | (pvd.delay & 0xf);
  const front = [...u16(flags), ...u16(pvd.sequence), ...encodeName(pvd.id)];
  const between = fitted(fromHex(pvd.padding), padding(HEAD + front.length));
  return Uint8Array.from([...front, ...between, ...(pvd.header ? encodeHeader(pvd.header) : []), ...encodeNested(pvd.options)]);
}
