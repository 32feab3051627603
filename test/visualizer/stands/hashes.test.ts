/** What stands for @noble/hashes in the page, against it. */
import { sha256 as noble } from '@noble/hashes/sha2.js';
import { bytesToHex as hex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex, sha256 } from '../../../visualizer/stands/hashes.ts';

test.each(['', 'abc', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'é'.repeat(1_000)])('SHA-256 of %j', (text) => {
  const bytes = new TextEncoder().encode(text);
  expect(bytesToHex(sha256(bytes))).toBe(hex(noble(bytes)));
});

test('SHA-256 of any bytes', () => {
  const sameAsNoble = (bytes: Uint8Array): boolean => bytesToHex(sha256(bytes)) === hex(noble(bytes));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), sameAsNoble), { seed: 6, numRuns: 300 });
});
