import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../../machines/model/canonical.ts';

test.each<[string, unknown, string]>([
  [
    'keys in the order of their code units (RFC 8785 §3.2.3)',
    Object.fromEntries(['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö'].map((key, i) => [key, i + 1])),
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  [
    'numbers as ECMAScript writes them (§3.2.2.3)',
    [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0],
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  ],
  ['what has no value is left out', { a: undefined, b: null }, '{"b":null}'],
  ['nothing in it', [{}, [], ''], '[{},[],""]'],
])('%s', (_what, value, text) => {
  expect(canonical(value)).toBe(text);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, 'a\ud800', { '\udc00': 1 }])('%s has no JSON, and that is said', (value) => {
  expect(() => canonical(value)).toThrow(TypeError);
});

test('any JSON value is written as the package for RFC 8785 writes it', () => {
  const holds = fc.property(fc.jsonValue(), (value) => {
    expect(canonical(value)).toBe(canonicalize(value));
  });
  fc.assert(holds, { seed: 8785, numRuns: 2_000 });
});
