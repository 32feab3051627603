/** A DHCPv4 message: the BOOTP header, the magic cookie and the options. RFC 951, RFC 2131 §2. */
import { formatAddress } from '../../machines/model/address.ts';
import { decodeOptions, encodeOptions, joinOptions, type Option } from './options.ts';
import { type Decoded, decoded, fault } from './result.ts';

export type Message = {
  /** 1 request, 2 reply. */
  readonly op: number;
  readonly htype: number;
  readonly hlen: number;
  readonly hops: number;
  readonly xid: number;
  readonly secs: number;
  readonly flags: number;
  readonly ciaddr: string;
  readonly yiaddr: string;
  readonly siaddr: string;
  readonly giaddr: string;
  /** 16, 64 and 128 bytes as they came; the latter two may hold options (option 52). */
  readonly chaddr: Uint8Array;
  readonly sname: Uint8Array;
  readonly file: Uint8Array;
  readonly options: readonly Option[];
  readonly rest: Uint8Array;
};

const COOKIE = [0x63, 0x82, 0x53, 0x63]; // RFC 2131 §3
const HEADER = 236;
/** Larger than any UDP payload: a file that is longer is no message. */
const LONGEST = 65_507;
const OVERLOAD = 52;

export function decodeMessage(bytes: Uint8Array): Decoded<Message> {
  if (bytes.length < HEADER + COOKIE.length) return fault('truncated', bytes.length);
  if (bytes.length > LONGEST) return fault('tooLong', LONGEST);
  if (COOKIE.some((byte, i) => bytes[HEADER + i] !== byte)) return fault('noCookie', HEADER);
  const start = HEADER + COOKIE.length;
  const field = decodeOptions(bytes.subarray(start));
  if (!field.ok) return fault(field.error.kind, start + field.error.offset);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const address = (offset: number): string => formatAddress(bytes.subarray(offset, offset + 4));
  const op = view.getUint8(0);
  if (op !== 1 && op !== 2) return fault('badHeader', 0);
  const hlen = view.getUint8(2);
  if (hlen > 16) return fault('badHeader', 2);
  return decoded({
    op,
    htype: view.getUint8(1),
    hlen,
    hops: view.getUint8(3),
    xid: view.getUint32(4),
    secs: view.getUint16(8),
    flags: view.getUint16(10),
    ciaddr: address(12),
    yiaddr: address(16),
    siaddr: address(20),
    giaddr: address(24),
    chaddr: bytes.slice(28, 44),
    sname: bytes.slice(44, 108),
    file: bytes.slice(108, HEADER),
    ...field.value,
  });
}

export function encodeMessage(message: Message): Uint8Array {
  const options = encodeOptions(message);
  const bytes = new Uint8Array(HEADER + COOKIE.length + options.length);
  const view = new DataView(bytes.buffer);
  bytes.set([message.op, message.htype, message.hlen, message.hops]);
  view.setUint32(4, message.xid);
  view.setUint16(8, message.secs);
  view.setUint16(10, message.flags);
  [message.ciaddr, message.yiaddr, message.siaddr, message.giaddr].forEach((text, i) => {
    bytes.set(text.split('.').map(Number), 12 + 4 * i);
  });
  bytes.set(message.chaddr, 28);
  bytes.set(message.sname, 44);
  bytes.set(message.file, 108);
  bytes.set([...COOKIE, ...options], HEADER);
  return bytes;
}

/** All options by code, those in `file` and `sname` included (option 52), pieces joined in the order of RFC 3396 §5. */
export function allOptions(message: Message): Decoded<ReadonlyMap<number, Uint8Array>> {
  const overload = message.options.find(({ code }) => code === OVERLOAD)?.value;
  if (!overload) return decoded(joinOptions(message.options));
  const areas = overload.length === 1 ? (overload[0] ?? 0) : 0;
  if (areas < 1 || areas > 3) return fault('badOverload', 0);
  const all = [...message.options];
  for (const [bit, bytes, base] of [[1, message.file, 108] as const, [2, message.sname, 44] as const]) {
    if ((areas & bit) === 0) continue;
    const field = decodeOptions(bytes);
    if (!field.ok) return fault(field.error.kind, base + field.error.offset);
    all.push(...field.value.options.filter(({ code }) => code !== OVERLOAD));
  }
  return decoded(joinOptions(all));
}
