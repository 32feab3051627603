import { describe, expect, test } from 'vitest';
import { createQuery, DROP, readQuery, wantedName } from '../../../adapters/dns/query.ts';
import { codeReply, replyOf, truncatedReply } from '../../../adapters/dns/reply.ts';
import { age, storeAnswer } from '../../../adapters/dns/stored.ts';
import { decodeMessage, encodeMessage, nameBytes, TYPE } from '../../../machines/model/dns/index.ts';
import { hex } from '../../machines/model/dns/samples.ts';
import { a, addressesOf } from './records.ts';

const HEAD = '0007 0120 0001 0000 0000 0000';
const ASKED = '0141 0274 65 00 0001 0001'.replace('0274 65', '02 5465');
const EDNS = '00 0029 1000 00 00 8000 0000';
const withEdns = (text: string, extra = EDNS) => `${HEAD.replace(/0000$/, '0001')} ${text} ${extra}`;

describe('queries of programs', () => {
  test.each<[string, string, number]>([
    ['a plain one', `${HEAD} ${ASKED}`, 0],
    ['with EDNS and DO', withEdns(ASKED), 0],
    ['too short for a header', '0007 0120 0001', DROP],
    ['an answer: whoever sent it must not be answered', `0007 8180 0001 0000 0000 0000 ${ASKED}`, DROP],
    ['RFC 1035 §4.1.1: another opcode', `0007 2000 0001 0000 0000 0000 ${ASKED}`, 4],
    ['no question', '0007 0120 0000 0000 0000 0000', 1],
    ['two questions', `0007 0120 0002 0000 0000 0000 ${ASKED} ${ASKED}`, 1],
    ['an answer section', `0007 0120 0001 0001 0000 0000 ${ASKED}`, 1],
    ['a compressed name', `${HEAD} c00c 0001 0001`, 1],
    ['a name without an end', `${HEAD} 0141 3f54`, 1],
    ['a question cut short', `${HEAD} 0141 00 00`, 1],
    ['another class', `${HEAD} 0141 00 0001 0003`, 5],
    ['a zone transfer', `${HEAD} 0141 00 00fc 0001`, 4],
    ['RFC 6891 §6.1.1: two OPT records', `0007 0120 0001 0000 0000 0002 ${ASKED} ${EDNS} ${EDNS}`, 1],
    ['RFC 6891 §6.1.1: an OPT record with a name', withEdns(ASKED, `01 61 ${EDNS}`), 1],
    ['RFC 6891 §6.1.3: another version', withEdns(ASKED, '00 0029 1000 00 01 8000 0000'), 16],
    ['an OPT record cut short', withEdns(ASKED, '00 0029 1000 00'), 1],
    ['options beyond the end', withEdns(ASKED, '00 0029 1000 00 00 8000 0009 01'), 1],
  ])('%s', (_name, text, code) => {
    const query = createQuery();
    expect(readQuery(hex(text), query)).toBe(code);
    if (code === DROP) return;
    const reply = decodeMessage(codeReply(hex(text), query, code));
    expect(reply.ok && reply.value.flags & 15).toBe(code & 15);
    expect(reply.ok && reply.value.id).toBe(7);
  });

  test('the case of a name does not count, its type and what the asker can do', () => {
    const hashOf = (text: string) => {
      const query = createQuery();
      readQuery(hex(text), query);
      return query.hash;
    };
    expect(hashOf(`${HEAD} 0161 02 7445 00 0001 0001`)).toBe(hashOf(`${HEAD} ${ASKED}`));
    expect(hashOf(`${HEAD} ${ASKED}`)).toBe(wantedName(nameBytes('a.te') ?? hex(''), TYPE.A, 0).hash);
    expect(hashOf(`${HEAD} 0161 02 7445 00 001c 0001`)).not.toBe(hashOf(`${HEAD} ${ASKED}`));
    expect(hashOf(withEdns(ASKED))).not.toBe(hashOf(`${HEAD} ${ASKED}`));
  });
});

describe('replies to programs', () => {
  const wanted = wantedName(nameBytes('a.te') ?? hex(''), TYPE.A, 0);
  const answers = Array.from({ length: 40 }, (_, i) => a('a.te', `192.0.2.${i}`, 100));
  const message = encodeMessage({
    ...{ id: 99, flags: 0x8580, questions: [{ name: 'a.te', type: 1, class: 1 }], answers },
    authorities: [],
    additionals: [],
  });
  const stored = storeAnswer(message ?? hex(''), wanted, 0);
  if (!stored.ok) throw new Error('not stored');
  const reply = (text: string, now: number, limit: number) => {
    const query = createQuery();
    readQuery(hex(text), query);
    return replyOf(hex(text), query, stored.value, now, limit);
  };

  test('have the id and the letters of the query, what is left of the TTLs, and EDNS only where it was asked with', () => {
    const read = decodeMessage(reply(`${HEAD} ${ASKED}`, 3_999, 65_535) ?? hex(''));
    expect(read).toMatchObject({ ok: true, value: { id: 7, flags: 0x8180, questions: [{ name: 'A.Te' }], additionals: [] } });
    expect(read.ok && read.value.answers[0]).toMatchObject({ name: 'A.Te', ttl: 97_000 });
    expect(read.ok && addressesOf(read.value)).toHaveLength(40);
    expect(decodeMessage(reply(withEdns(ASKED), 4_000, 65_535) ?? hex(''))).toMatchObject({
      value: { additionals: [{ kind: 'edns', size: 1232, flags: 0x8000 }], answers: { 0: { ttl: 96_000 } } },
    });
  });

  test('a TTL goes down by whole seconds, however often it is looked at', () => {
    for (let now = 4_000; now <= 10_000; now += 300) age(stored.value, now);
    const read = decodeMessage(reply(`${HEAD} ${ASKED}`, 10_000, 65_535) ?? hex(''));
    expect(read.ok && read.value.answers[0]).toMatchObject({ ttl: 90_000 });
  });

  test('RFC 2181 §9: what does not fit is left out as a whole, and said so', () => {
    expect(reply(`${HEAD} ${ASKED}`, 10_000, 512)).toBeNull();
    const query = createQuery();
    readQuery(hex(withEdns(ASKED)), query);
    expect(decodeMessage(truncatedReply(hex(withEdns(ASKED)), query))).toMatchObject({
      value: { id: 7, flags: 0x8380, answers: [], additionals: [{ kind: 'edns' }] },
    });
  });

  test('a name that leads through a TTL is refused: it would be another name, or none, as the TTL goes down', () => {
    const through = (target: string) => `0000 8180 0001 0002 0000 0000 ${'01 61 02 7465 00'} 0001 0001
      c00c 0010 0001 00000100 0002 0161   ${target} 0001 0001 00000064 0004 c0000201`;
    expect(storeAnswer(hex(through('c00c')), wanted, 0).ok).toBe(true);
    // 00 of the first record's TTL would be the root.
    expect(decodeMessage(hex(through('c01c'))).ok).toBe(true);
    expect(storeAnswer(hex(through('c01c')), wanted, 0)).toMatchObject({ ok: false, error: { kind: 'badName' } });
  });

  test('RFC 9460 §7.3: addresses in hints are addresses', () => {
    const https = '0001 00 0001 0003 02 6832 0004 0008 c0000201 c0000202 0006 0010 20010db8 00000000 00000000 00000001';
    const wantedHttps = wantedName(nameBytes('a.te') ?? hex(''), TYPE.HTTPS, 0);
    const told = encodeMessage({
      ...{ id: 0, flags: 0x8180, questions: [{ name: 'a.te', type: TYPE.HTTPS, class: 1 }], authorities: [], additionals: [] },
      answers: [{ ...a('a.te', '192.0.2.1'), type: TYPE.HTTPS, data: { kind: 'raw', hex: https.replaceAll(' ', '') } }],
    });
    expect(storeAnswer(told ?? hex(''), wantedHttps, 0)).toMatchObject({ value: { addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'] } });
  });
});
