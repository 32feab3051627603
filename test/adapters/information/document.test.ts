import { describe, expect, test } from 'vitest';
import { DOCUMENT_MAX, parseDocument } from '../../../adapters/information/document.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const GOOD = {
  identifier: 'cafe.example.com.',
  expires: '2026-11-24T13:00:00Z',
  prefixes: ['2001:db8:1::/48', '2001:DB8:4::/48'],
};
const parse = (document: unknown, identity = 'cafe.example.com') => parseText(JSON.stringify(document), identity);
const parseText = (text: string, identity = 'cafe.example.com') => parseDocument(Buffer.from(text), identity, NOW);
const nested = (depth: number, [open, close]: readonly [string, string]) => `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('a document of RFC 8801 §4.3', () => {
  test.each<[string, object, object]>([
    [
      'the three that must be',
      {},
      { expires: 3_600_000, prefixes: ['2001:db8:1::/48', '2001:db8:4::/48'], dnsZones: [], noInternet: false },
    ],
    ['its identifier in other letters, with the final dot or without', { identifier: 'Cafe.EXAMPLE.com' }, { expires: 3_600_000 }],
    ['zones, in one spelling', { dnsZones: ['Intra.Example.com.', 'example'] }, { dnsZones: ['intra.example.com', 'example'] }],
    ['no Internet', { noInternet: true }, { noInternet: true }],
    ['a date with an offset and a fraction', { expires: '2026-11-24t14:30:00.5+02:00' }, { expires: 1_800_500 }],
    ['a date beyond all lifetimes is held for the longest', { expires: '9999-12-31T23:59:59Z' }, { expires: 0xffff_ffff * 1000 }],
    [
      'keys that nobody knows are ignored, and named',
      { 'vendor-foo': { prefixes: 'x' }, toString: 1 },
      { ignored: ['vendor-foo', 'toString'] },
    ],
    ['no prefix at all', { prefixes: [] }, { prefixes: [] }],
  ])('%s', (_what, some, value) => {
    expect(parse({ ...GOOD, ...some })).toMatchObject({ ok: true, value });
  });

  test.each<[string, object, string]>([
    ['without identifier', { identifier: undefined }, 'it has no identifier'],
    ['an identifier of another type', { identifier: ['cafe.example.com'] }, 'it has no identifier'],
    ['under another name', { identifier: 'evil.example.com' }, 'its identifier is "evil.example.com" and not cafe.example.com'],
    ['two final dots', { identifier: 'cafe.example.com..' }, 'its identifier is "cafe.example.com.." and not'],
    ['letters that are only alike', { identifier: 'cafe.example.Kom'.replace('K', '\u212a') }, 'its identifier is'],
    ['without expires', { expires: undefined }, 'it has no expires'],
    ['expires as a number', { expires: 4102444800 }, 'its expires is no date: 4102444800'],
    ['a date without an offset', { expires: '2027-11-24T13:00:00' }, 'its expires is no date'],
    ['a day that is none', { expires: '2027-13-45T13:00:00Z' }, 'its expires is no date'],
    ['a date that is past', { expires: '2026-11-24T11:59:59Z' }, 'it has expired: "2026-11-24T11:59:59Z"'],
    ['without prefixes', { prefixes: undefined }, 'it has no prefixes'],
    ['prefixes that are no list', { prefixes: '2001:db8::/32' }, 'its prefixes are no list of IPv6 prefixes: "2001:db8::/32"'],
    ['an IPv4 prefix', { prefixes: ['192.0.2.0/24'] }, 'its prefixes are no list of IPv6 prefixes: "192.0.2.0/24"'],
    ['an address without length', { prefixes: ['2001:db8::1'] }, 'its prefixes are no list of IPv6 prefixes'],
    ['a length that is none', { prefixes: ['2001:db8::/129'] }, 'its prefixes are no list of IPv6 prefixes'],
    ['a thousand prefixes', { prefixes: Array(1000).fill('2001:db8::/32') }, 'its prefixes are no list of IPv6 prefixes: more than 64'],
    ['zones of another type', { dnsZones: { a: 1 } }, 'its dnsZones are no list of names: {"a":1}'],
    ['the root as a zone', { dnsZones: ['.'] }, 'its dnsZones are no list of names: "."'],
    ['a zone with a terminal’s orders in it', { dnsZones: ['a\u001b[2Jb'] }, 'its dnsZones are no list of names: "a\\u001b[2Jb"'],
    ['a label of 64', { dnsZones: [`${'a'.repeat(64)}.example`] }, 'its dnsZones are no list of names'],
    ['noInternet as a word', { noInternet: 'false' }, 'its noInternet is neither true nor false: "false"'],
  ])('sec-3: %s is refused, with what is wrong', (_what, some, problem) => {
    expect(parse({ ...GOOD, ...some })).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'it is no JSON'],
    ['a page', '<!doctype html>', 'it is no JSON'],
    ['cut off', JSON.stringify(GOOD).slice(0, -5), 'it is no JSON'],
    ['a comma too many, as in the RFC’s own example', '{"identifier":"cafe.example.com.",}', 'it is no JSON'],
    ['a byte order mark', `\ufeff${JSON.stringify(GOOD)}`, 'it is no JSON'],
    ['a list', JSON.stringify([GOOD]), 'it is no JSON object'],
    ['null', 'null', 'it is no JSON object'],
    ['a name twice', JSON.stringify(GOOD).replace('{', '{"prefixes":["::/0"],'), '"prefixes" stands there twice'],
    ['a name twice in two spellings', JSON.stringify(GOOD).replace('{', '{"\\u0070refixes" :["::/0"],'), '"prefixes" stands there twice'],
    ['half a character', JSON.stringify(GOOD).replace('{', '{"a":"\\ud800",'), 'a string has half a character'],
    ['lists in lists', nested(30_000, ['[', ']']), 'it is nested deeper than 16'],
    ['objects in objects', nested(5_000, ['{"a":', '}']), 'it is nested deeper than 16'],
    ['too much', JSON.stringify({ ...GOOD, a: 'x'.repeat(DOCUMENT_MAX) }), `it has more than ${DOCUMENT_MAX} bytes`],
  ])('sec-3: %s is refused', (_what, text, problem) => {
    expect(parseText(text)).toEqual({ ok: false, problem });
  });

  test('sec-3: what is no UTF-8 is refused', () => {
    expect(parseDocument(Uint8Array.of(0x7b, 0xff, 0x7d), 'cafe.example.com', NOW)).toEqual({ ok: false, problem: 'it is no UTF-8' });
  });

  test('the same name in two objects, and text that only looks like a name, are no repetition', () => {
    expect(parse({ ...GOOD, 'vendor-a': { x: 1 }, 'vendor-b': { x: '"x":1,"x":2' }, l: ['x', 'x'] })).toMatchObject({ ok: true });
  });
});

/** Deterministic: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('sec-3: 50,000 mutated documents: each is understood or refused with a reason', () => {
  const random = seeded(20_261_124);
  const below = (n: number) => Math.floor(random() * n);
  const base = Buffer.from(JSON.stringify({ ...GOOD, dnsZones: ['a.example'], noInternet: true, 'vendor-x': { y: [1, '\\"', null] } }));
  const words = ['"', '\\', '{', '}', '[', ']', ',', ':', '"prefixes":', '\u0000', '\\ud800', '1e999', 'null', '::/0'].map((w) =>
    Buffer.from(w),
  );
  const seen = new Map<string, number>();
  for (let i = 0; i < 50_000; i += 1) {
    let bytes = Buffer.from(base);
    for (let n = 1 + below(3); n > 0; n -= 1) {
      const at = below(bytes.length);
      const kind = below(4);
      if (kind === 0) bytes[at] = below(256);
      if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), words[below(words.length)] ?? base, bytes.subarray(at)]);
      if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]);
      if (kind === 3) bytes = bytes.subarray(0, Math.max(1, at));
    }
    const parsed = parseDocument(bytes, 'cafe.example.com', NOW);
    if (parsed.ok) expect(parsed.value.expires).toBeGreaterThan(0);
    else expect(parsed.problem.length).toBeLessThan(200);
    const word = parsed.ok ? 'understood' : parsed.problem.replace(/[:"].*/s, '').trim();
    seen.set(word, (seen.get(word) ?? 0) + 1);
  }
  // A fuzz that met one outcome only would prove nothing.
  expect(seen.get('understood')).toBeGreaterThan(100);
  expect(seen.size).toBeGreaterThan(8);
});

test('sec-3: text made to be slow to read is not', () => {
  const quotes = Buffer.from(`"${'\\"'.repeat(DOCUMENT_MAX / 2 - 1)}`);
  const wide = Buffer.from(`{${Array.from({ length: 5_000 }, (_, i) => `"k${i}":0`).join()}}`);
  const began = performance.now();
  expect([quotes, wide].map((bytes) => parseDocument(bytes, 'x', NOW).ok)).toEqual([false, false]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
