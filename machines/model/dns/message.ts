/** DNS messages as values. RFC 1035 §4, EDNS(0) by RFC 6891. No I/O, no throw; what is unknown is kept. */
import { type Millis, seconds } from '../units.ts';
import { bytesOf, COMPRESSED, type Data, decodeData, encodeData, hexOf, joined } from './data.ts';
import { nameBytes, readName } from './name.ts';
import { type Decoded, decoded, fault, HEADER, long, MESSAGE_MAX, TYPE, word } from './numbers.ts';

export type Question = { readonly name: string; readonly type: number; readonly class: number };
export type Resource = {
  readonly kind: 'record';
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: Millis;
  readonly data: Data;
};
/** The OPT record: what the sender can. `code`: the upper bits of the rcode. RFC 6891 §6.1. */
export type Edns = {
  readonly kind: 'edns';
  readonly name: string;
  readonly size: number;
  readonly code: number;
  readonly version: number;
  readonly flags: number;
  readonly options: string;
};
/** `flags`: the header's second word, with opcode and rcode in it (`FLAG`). */
export type Message = {
  readonly id: number;
  readonly flags: number;
  readonly questions: readonly Question[];
  readonly answers: readonly (Resource | Edns)[];
  readonly authorities: readonly (Resource | Edns)[];
  readonly additionals: readonly (Resource | Edns)[];
};

/** What stands behind the last record is left alone. */
export function decodeMessage(bytes: Uint8Array): Decoded<Message> {
  if (bytes.length < HEADER) return fault('truncated', bytes.length);
  const questions = repeat(word(bytes, 4), HEADER, (at) => decodeQuestion(bytes, at));
  if (!questions.ok) return questions;
  const record = (at: number) => decodeRecord(bytes, at);
  const answers = repeat(word(bytes, 6), questions.value.next, record);
  if (!answers.ok) return answers;
  const authorities = repeat(word(bytes, 8), answers.value.next, record);
  if (!authorities.ok) return authorities;
  const additionals = repeat(word(bytes, 10), authorities.value.next, record);
  if (!additionals.ok) return additionals;
  return decoded({
    id: word(bytes, 0),
    flags: word(bytes, 2),
    questions: questions.value.list,
    answers: answers.value.list,
    authorities: authorities.value.list,
    additionals: additionals.value.list,
  });
}

type Read<T> = Decoded<{ readonly value: T; readonly next: number }>;

function repeat<T>(
  count: number,
  start: number,
  read: (at: number) => Read<T>,
): Decoded<{ readonly list: readonly T[]; readonly next: number }> {
  const list: T[] = [];
  let at = start;
  for (let i = 0; i < count; i += 1) {
    const one = read(at);
    if (!one.ok) return one;
    list.push(one.value.value);
    at = one.value.next;
  }
  return decoded({ list, next: at });
}

function decodeQuestion(bytes: Uint8Array, at: number): Read<Question> {
  const read = readName(bytes, at);
  if (!read.ok) return read;
  const { name, next } = read.value;
  if (next + 4 > bytes.length) return fault('truncated', bytes.length);
  return decoded({ value: { name, type: word(bytes, next), class: word(bytes, next + 2) }, next: next + 4 });
}

function decodeRecord(bytes: Uint8Array, at: number): Read<Resource | Edns> {
  const read = readName(bytes, at);
  if (!read.ok) return read;
  const { name, next } = read.value;
  if (next + 10 > bytes.length) return fault('truncated', bytes.length);
  const [type, kind, start] = [word(bytes, next), word(bytes, next + 2), next + 10];
  const end = start + word(bytes, next + 8);
  if (end > bytes.length) return fault('truncated', bytes.length);
  if (type === TYPE.OPT) {
    const [code, version, flags] = [bytes[next + 4] ?? 0, bytes[next + 5] ?? 0, word(bytes, next + 6)];
    const options = hexOf(bytes, start, end);
    return decoded({ value: { kind: 'edns', name, size: kind, code, version, flags, options }, next: end });
  }
  const data = decodeData(bytes, type, start, end);
  if (!data.ok) return data;
  const ttl = seconds(long(bytes, next + 4));
  return decoded({ value: { kind: 'record', name, type, class: kind, ttl, data: data.value }, next: end });
}

/** Names that stood before are pointed to, as RFC 1035 §4.1.4 has it. Null when it cannot be encoded: a name that is none, too long. */
export function encodeMessage(message: Message): Uint8Array | null {
  const { questions, answers, authorities, additionals } = message;
  const counts = [questions, answers, authorities, additionals].map((section) => section.length);
  const parts: Uint8Array[] = [Uint8Array.from([message.id, message.flags, ...counts].flatMap(pair))];
  const known = new Map<string, number>();
  let length = HEADER;
  const push = (part: Uint8Array | null): boolean => {
    if (!part) return false;
    parts.push(part);
    length += part.length;
    return true;
  };
  const named = (name: string, at: number) => putName(known, name, at);
  for (const { name, type, class: kind } of questions)
    if (!push(named(name, length)) || !push(Uint8Array.from([type, kind].flatMap(pair)))) return null;
  for (const record of [...answers, ...authorities, ...additionals])
    if (!push(named(record.name, length)) || !push(body(record))) return null;
  return length <= MESSAGE_MAX ? joined(parts) : null;

  function body(record: Resource | Edns): Uint8Array | null {
    const start = length + 10;
    const put = record.kind === 'record' && COMPRESSED.includes(record.type) ? named : nameBytes;
    const data = record.kind === 'edns' ? bytesOf(record.options) : encodeData(record.data, (name, at) => put(name, start + at));
    if (!data || data.length > MESSAGE_MAX) return null;
    const head =
      record.kind === 'edns'
        ? [...pair(TYPE.OPT), ...pair(record.size), record.code, record.version, ...pair(record.flags)]
        : [...pair(record.type), ...pair(record.class), ...quad(Math.floor(record.ttl / 1000))];
    return joined([Uint8Array.from([...head, ...pair(data.length)]), data]);
  }
}

/** Up to the longest end of the name that stands somewhere already, then a pointer there. */
function putName(known: Map<string, number>, name: string, at: number): Uint8Array | null {
  const whole = nameBytes(name);
  if (!whole || name === '') return whole;
  const labels = name.split('.');
  let offset = 0;
  for (let i = 0; i < labels.length; i += 1) {
    const rest = labels.slice(i).join('.');
    const before = known.get(rest);
    if (before !== undefined) return joined([whole.subarray(0, offset), Uint8Array.from(pair(0xc000 | before))]);
    if (at + offset < POINTED_MAX) known.set(rest, at + offset);
    offset += 1 + (whole[offset] ?? 0);
  }
  return whole;
}
/** RFC 1035 §4.1.4: fourteen bits. */
const POINTED_MAX = 0x4000;

const pair = (value: number): [number, number] => [(value >> 8) & 0xff, value & 0xff];
const quad = (value: number): number[] => [...pair(Math.floor(value / 65_536)), ...pair(value % 65_536)];
