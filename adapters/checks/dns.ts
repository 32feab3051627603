/**
 * As much of DNS as a check needs: one question, and the addresses in its answer. RFC 1035 §4. No I/O, no throw; what comes from
 * a network is refused unless it is the answer to just this question.
 */
import { formatAddress } from '../../machines/model/address.ts';

export const TYPE = { A: 1, NS: 2, CNAME: 5, AAAA: 28 } as const;
/** `name`: of ASCII letters, without final dot; empty is the root. */
export type Question = { readonly id: number; readonly name: string; readonly type: number };
/** `addresses`: of the name, or of the one it is an alias of. `truncated`: to be asked again by TCP (RFC 1035 §4.2.1), and then empty. */
export type Answer = { readonly rcode: number; readonly truncated: boolean; readonly addresses: readonly string[] };
export type FaultKind = 'truncated' | 'badName' | 'badValue' | 'notAnAnswer' | 'wrongId' | 'wrongQuestion';
/** `offset` counts from the message's first byte. */
export type Fault = { readonly kind: FaultKind; readonly offset: number };
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault };

export const RCODE = { NOERROR: 0, SERVFAIL: 2 } as const;
const CLASS_IN = 1;
const HEADER = 12;
/** RFC 1035 §2.3.4. */
const [NAME_MAX, LABEL_MAX] = [255, 63];
/** A guess: more than any endpoint has. */
const ADDRESSES_MAX = 16;
/** A guess: real chains are of one to three. */
const ALIASES_MAX = 8;

/** Null when the name cannot be asked for. */
export function encodeQuestion({ id, name, type }: Question): Uint8Array | null {
  const labels = name === '' ? [] : name.split('.').map((label) => Buffer.from(label, 'latin1'));
  if (!/^[!-~]*$/.test(name) || labels.some((label) => label.length === 0 || label.length > LABEL_MAX)) return null;
  const encoded = Buffer.concat([...labels.flatMap((label) => [Buffer.of(label.length), label]), Buffer.of(0)]);
  if (encoded.length > NAME_MAX) return null;
  const head = Buffer.alloc(HEADER);
  head.writeUInt16BE(id, 0);
  // Recursion desired, one question.
  head.writeUInt16BE(0x0100, 2);
  head.writeUInt16BE(1, 4);
  return Buffer.concat([head, encoded, Buffer.of(0, type, 0, CLASS_IN)]);
}

export function decodeAnswer(bytes: Uint8Array, question: Question): Decoded<Answer> {
  if (bytes.length < HEADER) return fault('truncated', bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  if (view.getUint16(0) !== question.id) return fault('wrongId', 0);
  // A response (QR) to a standard query (opcode 0).
  if ((flags & 0xf800) !== 0x8000) return fault('notAnAnswer', 2);
  if (view.getUint16(4) !== 1) return fault('wrongQuestion', 4);
  const asked = decodeName(bytes, HEADER);
  if (!asked.ok) return asked;
  const { name, next } = asked.value;
  if (next + 4 > bytes.length) return fault('truncated', bytes.length);
  const isOurs = name === question.name.toLowerCase() && view.getUint16(next) === question.type && view.getUint16(next + 2) === CLASS_IN;
  if (!isOurs) return fault('wrongQuestion', HEADER);
  const rcode = flags & 0x000f;
  if ((flags & 0x0200) !== 0) return decoded({ rcode, truncated: true, addresses: [] });
  const records = decodeRecords(bytes, next + 4, view.getUint16(6));
  return records.ok ? decoded({ rcode, truncated: false, addresses: addressesOf(records.value, name, question.type) }) : records;
}

type Resource = { readonly owner: string; readonly type: number; readonly value: string };

/** The answer section; types that nobody asked for are passed over. */
function decodeRecords(bytes: Uint8Array, start: number, count: number): Decoded<readonly Resource[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Resource[] = [];
  let at = start;
  for (let i = 0; i < count; i += 1) {
    const owner = decodeName(bytes, at);
    if (!owner.ok) return owner;
    const { next } = owner.value;
    if (next + 10 > bytes.length) return fault('truncated', bytes.length);
    const [type, kind, data] = [view.getUint16(next), view.getUint16(next + 2), next + 10];
    const end = data + view.getUint16(next + 8);
    if (end > bytes.length) return fault('truncated', bytes.length);
    const value = kind === CLASS_IN ? decodeValue(bytes, type, data, end) : decoded(null);
    if (!value.ok) return value;
    if (value.value !== null) found.push({ owner: owner.value.name, type, value: value.value });
    at = end;
  }
  return decoded(found);
}

function decodeValue(bytes: Uint8Array, type: number, start: number, end: number): Decoded<string | null> {
  if (type === TYPE.CNAME) {
    const target = decodeName(bytes, start);
    if (!target.ok) return target;
    return target.value.next === end ? decoded(target.value.name) : fault('badValue', start);
  }
  if (type !== TYPE.A && type !== TYPE.AAAA) return decoded(null);
  return end - start === (type === TYPE.A ? 4 : 16) ? decoded(formatAddress(bytes.subarray(start, end))) : fault('badValue', start);
}

/** In whatever order the records stand. */
function addressesOf(records: readonly Resource[], name: string, type: number): readonly string[] {
  const aliases = new Map(records.flatMap(({ owner, type, value }) => (type === TYPE.CNAME ? [[owner, value] as const] : [])));
  let owner = name;
  for (let i = 0; i < ALIASES_MAX; i += 1) owner = aliases.get(owner) ?? owner;
  const own = records.filter((record) => record.owner === owner && record.type === type && type !== TYPE.CNAME);
  return [...new Set(own.map(({ value }) => value))].slice(0, ADDRESSES_MAX);
}

type Name = { readonly name: string; readonly next: number };

/** Lower case. A pointer must lead to before all that the name had so far, so that there is no loop. RFC 1035 §4.1.4. */
function decodeName(bytes: Uint8Array, start: number): Decoded<Name> {
  const labels: string[] = [];
  let [at, limit, length, next] = [start, start, 1, -1];
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) return fault('truncated', bytes.length);
    if (byte === 0) return decoded({ name: labels.join('.'), next: next < 0 ? at + 1 : next });
    if ((byte & 0xc0) === 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return fault('truncated', bytes.length);
      const to = ((byte & 0x3f) << 8) | low;
      if (to >= limit || to < HEADER) return fault('badName', at);
      if (next < 0) next = at + 2;
      [at, limit] = [to, to];
    } else {
      length += byte + 1;
      if (byte > LABEL_MAX || length > NAME_MAX) return fault('badName', at);
      if (at + 1 + byte > bytes.length) return fault('truncated', bytes.length);
      labels.push(textOf(bytes.subarray(at + 1, at + 1 + byte)));
      at += 1 + byte;
    }
  }
}

/** What is no plain letter is escaped, so that two different names are never one text. RFC 4343 §2.1. */
const textOf = (label: Uint8Array): string =>
  Buffer.from(label)
    .toString('latin1')
    .toLowerCase()
    .replaceAll(/[^!-~]|[.\\]/g, (letter) => `\\${String(letter.charCodeAt(0)).padStart(3, '0')}`);

const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });
const fault = (kind: FaultKind, offset: number): { readonly ok: false; readonly error: Fault } => ({ ok: false, error: { kind, offset } });
