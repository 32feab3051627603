/** What a program is sent: a stored answer with its own id, letters and flags, or a header that says why there is none. */
import { DNSSEC_OK, FLAG, HEADER, RCODE } from '../../machines/model/dns/index.ts';
import { type Query, VARIANT_DNSSEC } from './query.ts';
import { age, type Stored } from './stored.ts';

/** An OPT record without options. */
const EDNS = 11;
/** What we say that we take, and would: nothing is fragmented at that. DNS flag day 2020. */
export const UDP_SIZE = 1_232;

/** `limit`: how many bytes the way back takes. Null: it does not fit, and is to be fetched by TCP. */
export function replyOf(bytes: Uint8Array, query: Query, stored: Stored, now: number, limit: number): Buffer | null {
  const length = stored.bytes.length;
  const whole = query.hasEdns ? length + EDNS : length;
  if (whole > limit) return null;
  age(stored, now);
  const reply = Buffer.allocUnsafe(whole);
  reply.set(stored.bytes);
  // The letters as the asker has them, and the rest of its question.
  for (let at = HEADER; at < query.end; at += 1) reply[at] = bytes[at] ?? 0;
  head(reply, bytes, stored.rcode);
  if (query.hasEdns) {
    reply[11] = 1;
    putEdns(reply, length, query, 0);
  }
  return reply;
}

/** RFC 2181 §9: what is cut off is left out as a whole. */
export function truncatedReply(bytes: Uint8Array, query: Query): Buffer {
  const reply = codeReply(bytes, query, RCODE.NOERROR);
  reply[2] = (reply[2] ?? 0) | (FLAG.TC >> 8);
  return reply;
}

/** No records: `code` says it all. RFC 6891 §6.1.3 puts what is above four bits into the OPT record. */
export function codeReply(bytes: Uint8Array, query: Query, code: number): Buffer {
  const end = Math.min(query.end, bytes.length);
  const hasEdns = query.hasEdns || code > 15;
  const reply = Buffer.alloc(hasEdns ? end + EDNS : end);
  reply.set(bytes.subarray(0, end));
  reply.fill(0, 6, HEADER);
  reply[4] = 0;
  reply[5] = end > HEADER ? 1 : 0;
  head(reply, bytes, code & 15);
  if (hasEdns) {
    reply[11] = 1;
    putEdns(reply, end, query, code >> 4);
  }
  return reply;
}

/** Ours is a recursive server that has validated nothing; opcode, RD and CD are given back (RFC 1035 §4.1.1, RFC 4035 §3.2.2). */
function head(reply: Buffer, bytes: Uint8Array, rcode: number): void {
  reply[0] = bytes[0] ?? 0;
  reply[1] = bytes[1] ?? 0;
  reply[2] = (FLAG.QR >> 8) | ((bytes[2] ?? 0) & 0x79);
  reply[3] = FLAG.RA | ((bytes[3] ?? 0) & FLAG.CD) | rcode;
}

function putEdns(reply: Buffer, at: number, query: Query, code: number): void {
  reply[at] = 0;
  reply[at + 1] = 0;
  reply[at + 2] = 41;
  reply[at + 3] = UDP_SIZE >> 8;
  reply[at + 4] = UDP_SIZE & 0xff;
  reply[at + 5] = code;
  reply[at + 6] = 0;
  reply[at + 7] = (query.variant & VARIANT_DNSSEC) !== 0 ? DNSSEC_OK >> 8 : 0;
  reply[at + 8] = 0;
  reply[at + 9] = 0;
  reply[at + 10] = 0;
}
