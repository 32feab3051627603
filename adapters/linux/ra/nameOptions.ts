/** Options about names: RDNSS and DNSSL (RFC 8106), captive portal (RFC 8910). */
import { formatAddress } from '../../../machines/model/address.ts';
import { decodeName, encodeName } from './name.ts';
import type { Dnssl, Portal, Rdnss } from './option.ts';
import { type Decoded, decoded, fault } from './result.ts';
import { address6, lifetimeBytes, lifetimeOf, padding, u16, viewOf } from './wire.ts';

/** Type and length of an option: what comes before `value`. */
const HEAD = 2;

export function decodeRdnss(value: Uint8Array, base: number): Decoded<Rdnss> {
  const count = (value.length - 6) / 16;
  if (count < 1 || !Number.isInteger(count)) return fault('badLength', base);
  const view = viewOf(value);
  const servers = Array.from({ length: count }, (_, i) => formatAddress(value.subarray(6 + 16 * i, 22 + 16 * i)));
  return decoded({ kind: 'rdnss', reserved: view.getUint16(0), lifetime: lifetimeOf(view.getUint32(2)), servers });
}

export const encodeRdnss = ({ reserved, lifetime, servers }: Rdnss): Uint8Array =>
  Uint8Array.from([...u16(reserved), ...lifetimeBytes(lifetime), ...servers.flatMap((server) => [...address6(server)])]);

export function decodeDnssl(value: Uint8Array, base: number): Decoded<Dnssl> {
  if (value.length < 14) return fault('badLength', base);
  const view = viewOf(value);
  const end = contentEnd(value, 6);
  const names: string[] = [];
  let offset = 6;
  // The last zero that is not padding ends the last name.
  while (offset < end) {
    const read = decodeName(value, offset, base);
    if (!read.ok) return read;
    names.push(read.value.name);
    offset = read.value.next;
  }
  if (names.length === 0) return fault('badName', base + 6);
  const extra = unitsBehind(value, offset);
  return decoded({ kind: 'dnssl', reserved: view.getUint16(0), lifetime: lifetimeOf(view.getUint32(2)), names, extra });
}

export function encodeDnssl({ reserved, lifetime, names, extra }: Dnssl): Uint8Array {
  return padded([...u16(reserved), ...lifetimeBytes(lifetime), ...names.flatMap((name) => [...encodeName(name)])], extra);
}

/** Not a check of the URI's grammar: only that it is one line of ASCII without blanks. */
const URI = /^[!-~]+$/;

export function decodePortal(value: Uint8Array, base: number): Decoded<Portal> {
  const end = contentEnd(value, 0);
  const uri = Buffer.from(value.subarray(0, end)).toString('latin1');
  return URI.test(uri) ? decoded({ kind: 'portal', uri, extra: unitsBehind(value, end) }) : fault('badValue', base);
}

export const encodePortal = ({ uri, extra }: Portal): Uint8Array => padded([...Buffer.from(uri, 'latin1')], extra);

/** Where the zeros at the end begin. */
function contentEnd(value: Uint8Array, start: number): number {
  let end = value.length;
  while (end > start && value[end - 1] === 0) end -= 1;
  return end;
}

const unitsBehind = (value: Uint8Array, end: number): number => Math.floor((value.length - end) / 8);

function padded(content: readonly number[], extra: number): Uint8Array {
  const bytes = new Uint8Array(content.length + padding(HEAD + content.length) + 8 * extra);
  bytes.set(content);
  return bytes;
}
