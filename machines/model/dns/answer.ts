/** One question to a resolver, and the addresses in its answer, which is refused unless it is the answer to just this question. */
import { decodeMessage, encodeMessage, type Message, type Resource } from './message.ts';
import { readName } from './name.ts';
import { CLASS_IN, type Decoded, decoded, FLAG, fault, HEADER, RCODE_MASK, TYPE, word } from './numbers.ts';

/** `name`: of ASCII letters, without final dot; empty is the root. */
export type Asked = { readonly id: number; readonly name: string; readonly type: number };
/** `addresses`: of the name, or of the one it is an alias of. `truncated`: to be asked again by TCP (RFC 1035 §4.2.1), and then empty. */
export type Answer = { readonly rcode: number; readonly truncated: boolean; readonly addresses: readonly string[] };

/** A guess: more than any endpoint has. */
const ADDRESSES_MAX = 16;
/** A guess: real chains are of one to three. */
const ALIASES_MAX = 8;

/** Recursion desired. Null when the name cannot be asked for. */
export const encodeQuestion = ({ id, name, type }: Asked): Uint8Array | null =>
  encodeMessage({ id, flags: FLAG.RD, questions: [{ name, type, class: CLASS_IN }], answers: [], authorities: [], additionals: [] });

export function decodeAnswer(bytes: Uint8Array, asked: Asked): Decoded<Answer> {
  const question = checkQuestion(bytes, asked);
  if (!question.ok) return question;
  const rcode = word(bytes, 2) & RCODE_MASK;
  // What was cut off need not be readable.
  if ((word(bytes, 2) & FLAG.TC) !== 0) return decoded({ rcode, truncated: true, addresses: [] });
  const read = decodeMessage(bytes);
  return read.ok ? decoded({ rcode, truncated: false, addresses: addressesOf(read.value, asked) }) : read;
}

function checkQuestion(bytes: Uint8Array, { id, name, type }: Asked): Decoded<null> {
  if (bytes.length < HEADER) return fault('truncated', bytes.length);
  if (word(bytes, 0) !== id) return fault('wrongId', 0);
  // A response (QR) to a standard query (opcode 0).
  if ((word(bytes, 2) & (FLAG.QR | FLAG.OPCODE)) !== FLAG.QR) return fault('notAnAnswer', 2);
  if (word(bytes, 4) !== 1) return fault('wrongQuestion', 4);
  const read = readName(bytes, HEADER);
  if (!read.ok) return read;
  const { next } = read.value;
  if (next + 4 > bytes.length) return fault('truncated', bytes.length);
  const isSame = isSameName(read.value.name, name) && word(bytes, next) === type && word(bytes, next + 2) === CLASS_IN;
  return isSame ? decoded(null) : fault('wrongQuestion', HEADER);
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Of the answer section, in whatever order its records stand. */
export function addressesOf({ answers }: Message, { name, type }: Pick<Asked, 'name' | 'type'>): readonly string[] {
  const records = answers.filter((record): record is Resource => record.kind === 'record' && record.class === CLASS_IN);
  const aliases = new Map(records.flatMap((r) => (r.type === TYPE.CNAME ? [[r.name.toLowerCase(), targetOf(r)] as const] : [])));
  let owner = name.toLowerCase();
  for (let i = 0; i < ALIASES_MAX; i += 1) owner = aliases.get(owner) ?? owner;
  const own = records.filter((record) => record.type === type && isSameName(record.name, owner));
  return [...new Set(own.flatMap(({ data }) => (data.kind === 'address' ? [data.address] : [])))].slice(0, ADDRESSES_MAX);
}

const targetOf = ({ data }: Resource): string => (data.kind === 'names' ? (data.names[0] ?? '').toLowerCase() : '');
