import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeAnswer,
  decodeMessage,
  encodeMessage,
  encodeQuestion,
  isUnder,
  nameBytes,
  readName,
  skipName,
  TYPE,
  walkMessage,
} from '../../../../machines/model/dns/index.ts';
import { anyMessage, DRAWN, hex } from './samples.ts';

const SEED = 20_261_126;
const HEAD = '0001 8180 0001 0001 0000 0000';
const ASKED = '0161 00 0001 0001';

describe('DNS messages: laws', () => {
  test.each(DRAWN)('%s: what was read is written again, octet by octet', (_name, text) => {
    const read = decodeMessage(hex(text));
    expect(read.ok && encodeMessage(read.value)).toEqual(hex(text));
  });

  test('what is written is read again', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = encodeMessage(message);
        expect(bytes).not.toBeNull();
        expect(bytes && decodeMessage(bytes)).toEqual({ ok: true, value: message });
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  test('a walk ends where a reading ends, and refuses what a reading refuses', () => {
    const damaged = fc.tuple(anyMessage, fc.nat(400), fc.nat(255), fc.nat(400));
    fc.assert(
      fc.property(damaged, ([message, at, byte, cut]) => {
        const one = { ...message, questions: [{ name: 'a.test', type: 1, class: 1 }] };
        const bytes = (encodeMessage(one) ?? new Uint8Array()).slice();
        bytes[at % bytes.length] = byte;
        const some = cut % 3 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
        const [walked, read] = [walkMessage(some, () => {}), decodeMessage(some)];
        if (read.ok && read.value.questions.length === 1) expect(walked.ok).toBe(true);
        if (walked.ok) expect(read.ok).toBe(true);
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });

  test('bytes of any kind are read or refused, never more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const read = decodeMessage(bytes);
        if (!read.ok) expect(read.error.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });
});

describe('DNS messages: what is not believed', () => {
  test.each([
    ['a header cut short', '0001 8180 0001', 'truncated', 6],
    ['a name that points to itself (RFC 1035 §4.1.4)', `${HEAD} ${ASKED} c013 0001 0001 0000003c 0004 01020304`, 'badName', 19],
    ['a name that points forward', `${HEAD} ${ASKED} c020 0001 0001 0000003c 0004 01020304`, 'badName', 19],
    ['a name that points into the header', `${HEAD} ${ASKED} c002 0001 0001 0000003c 0004 01020304`, 'badName', 19],
    ['a label of a kind that is none (RFC 6891 §5)', `${HEAD} ${ASKED} 41 61 00 0001 0001 0000003c 0004 01020304`, 'badName', 19],
    ['an address of three octets', `${HEAD} ${ASKED} c00c 0001 0001 0000003c 0003 010203`, 'badValue', 31],
    ['an alias with something behind it', `${HEAD} ${ASKED} c00c 0005 0001 0000003c 0003 c00c 00`, 'badValue', 31],
    ['data beyond the end', `${HEAD} ${ASKED} c00c 0010 0001 0000003c 0009 0102`, 'truncated', 33],
    ['fewer records than counted', `0001 8180 0001 0002 0000 0000 ${ASKED} c00c 0001 0001 0000003c 0004 01020304`, 'truncated', 35],
  ])('%s', (_name, text, kind, offset) => {
    expect(decodeMessage(hex(text))).toEqual({ ok: false, error: { kind, offset } });
    expect(walkMessage(hex(text), () => {}).ok).toBe(false);
  });

  test.each([
    ['another id', { id: 2, name: 'a', type: 1 }, 'wrongId'],
    ['another name', { id: 1, name: 'b', type: 1 }, 'wrongQuestion'],
    ['another type', { id: 1, name: 'a', type: 28 }, 'wrongQuestion'],
  ])('RFC 5452 §9.1: an answer to %s', (_name, asked, kind) => {
    const bytes = hex(`0001 8180 0001 0000 0000 0000 ${ASKED}`);
    expect(decodeAnswer(bytes, asked)).toMatchObject({ ok: false, error: { kind } });
  });

  test('a question is no answer', () => {
    expect(decodeAnswer(hex(`0001 0100 0001 0000 0000 0000 ${ASKED}`), { id: 1, name: 'a', type: 1 })).toMatchObject({
      error: { kind: 'notAnAnswer', offset: 2 },
    });
  });
});

describe('DNS messages: names', () => {
  test.each([
    ['the root', '', '00'],
    ['two labels', 'Ab.c', '02 4162 01 63 00'],
    ['RFC 4343 §2.1: a dot, a backslash and a zero within a label', 'a\\046\\092\\000', '04 612e5c00 00'],
  ])('%s', (_name, name, text) => {
    expect(nameBytes(name)).toEqual(hex(text));
    expect(readName(hex(text), 0)).toEqual({ ok: true, value: { name, next: hex(text).length } });
    expect(skipName(hex(text), 0)).toBe(hex(text).length);
  });

  test.each(['a..b', '.a', 'a.', 'ä', 'a b', 'a\\1', '\\256', 'x'.repeat(64), Array(64).fill('abc').join('.')])('%s is none', (name) => {
    expect(nameBytes(name)).toBeNull();
    expect(encodeQuestion({ id: 1, name, type: TYPE.A })).toBeNull();
  });

  test.each<[string, string, boolean]>([
    ['a.corp', 'corp', true],
    ['corp', 'corp', true],
    ['xcorp', 'corp', false],
    ['a.b', '.', true],
  ])('%s is under %s: %s', (name, suffix, isIt) => expect(isUnder(name, suffix)).toBe(isIt));
});

describe('DNS messages: the addresses of a name', () => {
  test('follow aliases, whatever the order of the records and the case', () => {
    const record = (name: string, type: number, data: object) => ({ kind: 'record', name, type, class: 1, ttl: 0, data }) as never;
    const bytes = encodeMessage({
      ...{ id: 1, flags: 0x8180, questions: [{ name: 'A.test', type: 1, class: 1 }], authorities: [], additionals: [] },
      answers: [
        record('c.test', 1, { kind: 'address', address: '192.0.2.7' }),
        record('other.test', 1, { kind: 'address', address: '192.0.2.8' }),
        record('B.test', 5, { kind: 'names', before: '', names: ['C.test'], after: '' }),
        record('a.test', 5, { kind: 'names', before: '', names: ['b.test'], after: '' }),
      ],
    });
    expect(bytes && decodeAnswer(bytes, { id: 1, name: 'a.TEST', type: 1 })).toEqual({
      ok: true,
      value: { rcode: 0, truncated: false, addresses: ['192.0.2.7'] },
    });
  });

  test('RFC 1035 §4.2.1: what was cut off has none, and need not be readable', () => {
    expect(decodeAnswer(hex(`0001 8380 0001 0009 0000 0000 ${ASKED} c0`), { id: 1, name: 'a', type: 1 })).toMatchObject({
      value: { truncated: true, addresses: [] },
    });
  });
});
