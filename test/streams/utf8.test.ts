import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../streams/utf8.ts';

test.each([
  ['ASCII', 'pvd:wlan0'],
  ['two bytes', 'straße'],
  ['three bytes', '€ 漢字'],
  ['four bytes', '𐍈 🛰'],
  ['a lone high surrogate', 'a\ud800b'],
  ['a lone low surrogate', 'a\udc00'],
  ['nothing', ''],
])('%s is encoded as TextEncoder does (RFC 3629)', (_what, text) => {
  expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
});

test('any text is encoded as TextEncoder does', () => {
  const holds = fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
  });
  fc.assert(holds, { seed: 1 });
});
