/** Our own questions to servers, and whether a message answers one: id, letters and all. RFC 5452 §9.1, draft-vixie-dnsext-dns0x20. */
import { DNSSEC_OK, FLAG, HEADER, RCODE, RCODE_MASK, word } from '../../machines/model/dns/index.ts';
import { lower, VARIANT_DNSSEC, VARIANT_UNCHECKED, type Wanted } from './query.ts';
import { randomByte } from './random.ts';
import { UDP_SIZE } from './reply.ts';

/** `isMixed`: letters in random case. `hasEdns`: with an OPT record. `isPadded`: to 128 octets, where it is encrypted (RFC 8467 §4.1). */
export type Shape = { readonly isMixed: boolean; readonly hasEdns: boolean; readonly isPadded: boolean };
/** `wrongCase`: it is, but for the case of letters. `plain`: a server that does not know EDNS, and said no more than that. */
export type Match = 'answer' | 'wrongCase' | 'plain' | 'stray';

const [EDNS, OPTION, PADDING, BLOCK] = [11, 4, 12, 128];

/** With recursion desired, and nothing of the asker's but what changes the answer. */
export function questionBytes(wanted: Wanted, id: number, { isMixed, hasEdns, isPadded }: Shape): Buffer {
  const end = HEADER + wanted.wire.length + 4;
  const bare = hasEdns ? end + EDNS : end;
  const padding = hasEdns && isPadded ? (BLOCK - ((bare + OPTION) % BLOCK)) % BLOCK : -1;
  const bytes = Buffer.alloc(padding < 0 ? bare : bare + OPTION + padding);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt16BE(FLAG.RD | ((wanted.variant & VARIANT_UNCHECKED) !== 0 ? FLAG.CD : 0), 2);
  bytes.writeUInt16BE(1, 4);
  bytes.set(wanted.wire, HEADER);
  if (isMixed) mix(bytes, HEADER, end - 4);
  bytes.writeUInt16BE(wanted.type, end - 4);
  bytes.writeUInt16BE(1, end - 2);
  if (!hasEdns) return bytes;
  bytes.writeUInt16BE(1, 10);
  bytes.writeUInt16BE(41, end + 1);
  bytes.writeUInt16BE(UDP_SIZE, end + 3);
  bytes.writeUInt16BE((wanted.variant & VARIANT_DNSSEC) !== 0 ? DNSSEC_OK : 0, end + 7);
  if (padding < 0) return bytes;
  bytes.writeUInt16BE(OPTION + padding, end + 9);
  bytes.writeUInt16BE(PADDING, bare);
  bytes.writeUInt16BE(padding, bare + 2);
  return bytes;
}

/** Of letters alone: the length before a label is below all of them. */
function mix(bytes: Buffer, start: number, end: number): void {
  let [bits, left] = [0, 0];
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x61 || byte > 0x7a) continue;
    if (left === 0) [bits, left] = [randomByte(), 8];
    if ((bits & 1) !== 0) bytes[at] = byte & ~0x20;
    bits >>= 1;
    left -= 1;
  }
}

/** The id has been looked at. */
export function matchOf(message: Uint8Array, question: Uint8Array): Match {
  const flags = word(message, 2);
  if (message.length < HEADER || (flags & (FLAG.QR | FLAG.OPCODE)) !== FLAG.QR) return 'stray';
  if (message.length === HEADER && (flags & RCODE_MASK) === RCODE.FORMERR && word(question, 10) === 1) return 'plain';
  const end = questionEnd(question);
  if (word(message, 4) !== 1 || message.length < end) return 'stray';
  let isSame = true;
  for (let at = HEADER; at < end; at += 1) {
    const [theirs, ours] = [message[at] ?? 0, question[at] ?? 0];
    if (theirs === ours) continue;
    if (at >= end - 4 || lower(theirs) !== lower(ours)) return 'stray';
    isSame = false;
  }
  return isSame ? 'answer' : 'wrongCase';
}

function questionEnd(question: Uint8Array): number {
  let at = HEADER;
  for (let length = question[at] ?? 0; length !== 0; length = question[at] ?? 0) at += 1 + length;
  return at + 5;
}
