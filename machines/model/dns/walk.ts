/** A walk over a message's records that checks each of them and makes nothing: for answers that are kept as they came. */
import { isData } from './data.ts';
import { readName, skipName } from './name.ts';
import { type Decoded, decoded, fault, HEADER, word } from './numbers.ts';

export type Section = 'answer' | 'authority' | 'additional';
/** `at`: of the record's name; `fields`: of its type, with class, TTL and length behind; `start` and `end`: of its data. */
export type Visit = (section: Section, type: number, at: number, fields: number, start: number, end: number) => void;
/** Where the question ends, and the three sections after it. */
export type Ends = { readonly question: number; readonly answer: number; readonly authority: number; readonly additional: number };

/** For messages with one question. */
export function walkMessage(bytes: Uint8Array, visit: Visit): Decoded<Ends> {
  if (bytes.length < HEADER) return fault('truncated', bytes.length);
  if (word(bytes, 4) !== 1) return fault('wrongQuestion', 4);
  const name = skipName(bytes, HEADER);
  if (name < 0) return faultAt(bytes, HEADER);
  const question = name + 4;
  if (question > bytes.length) return fault('truncated', bytes.length);
  const answer = walkSection(bytes, 'answer', word(bytes, 6), question, visit);
  if (!answer.ok) return answer;
  const authority = walkSection(bytes, 'authority', word(bytes, 8), answer.value, visit);
  if (!authority.ok) return authority;
  const additional = walkSection(bytes, 'additional', word(bytes, 10), authority.value, visit);
  if (!additional.ok) return additional;
  return decoded({ question, answer: answer.value, authority: authority.value, additional: additional.value });
}

function walkSection(bytes: Uint8Array, section: Section, count: number, from: number, visit: Visit): Decoded<number> {
  let at = from;
  for (let i = 0; i < count; i += 1) {
    const fields = skipName(bytes, at);
    if (fields < 0) return faultAt(bytes, at);
    const start = fields + 10;
    if (start > bytes.length) return fault('truncated', bytes.length);
    const end = start + word(bytes, fields + 8);
    if (end > bytes.length) return fault('truncated', bytes.length);
    const type = word(bytes, fields);
    if (!isData(bytes, type, start, end)) return fault('badValue', start);
    visit(section, type, at, fields, start, end);
    at = end;
  }
  return decoded(at);
}

function faultAt(bytes: Uint8Array, at: number): Decoded<never> {
  const read = readName(bytes, at);
  return read.ok ? fault('badName', at) : read;
}
