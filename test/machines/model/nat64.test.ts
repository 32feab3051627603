/** DNS64 as RFC 6052, 6147 and 7050 have it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAddress, formatAddress, formatPrefix, isInPrefix } from '../../../machines/model/address.ts';
import { embed, extract, isExcluded, LENGTHS, prefixesIn, synthesised, WELL_KNOWN } from '../../../machines/model/nat64.ts';

describe('dns-6: IPv4 within IPv6 (RFC 6052 §2.4)', () => {
  test.each([
    ['2001:db8::/32', '2001:db8:c000:221::'],
    ['2001:db8:100::/40', '2001:db8:1c0:2:21::'],
    ['2001:db8:122::/48', '2001:db8:122:c000:2:2100::'],
    ['2001:db8:122:300::/56', '2001:db8:122:3c0:0:221::'],
    ['2001:db8:122:344::/64', '2001:db8:122:344:c0:2:2100::'],
    ['2001:db8:122:344::/96', '2001:db8:122:344::c000:221'],
    ['64:ff9b::/96', '64:ff9b::c000:221'],
  ])('%s and 192.0.2.33 make %s', (prefix, address) => {
    expect(embed(prefix, '192.0.2.33')).toBe(canonicalAddress(address));
    expect(extract(prefix, address)).toBe('192.0.2.33');
  });

  test.each([
    ['a prefix of another length', '2001:db8::/60', '192.0.2.33'],
    ['an IPv4 prefix', '192.0.2.0/32', '192.0.2.33'],
    ['an IPv6 address', '64:ff9b::/96', '2001:db8::1'],
    ['no address', '64:ff9b::/96', 'corp.example'],
    ['no prefix', 'corp.example', '192.0.2.33'],
  ])('nothing is made of %s', (_what, prefix, address) => {
    expect(embed(prefix, address)).toBeNull();
  });

  test.each([
    ['another prefix’s', '64:ff9b::/96', '2001:db8::c000:221'],
    ['bits 64 to 71 are not zero', '2001:db8::/32', '2001:db8:c000:221:100::'],
    ['an IPv4 address', '64:ff9b::/96', '192.0.2.33'],
  ])('nothing is read from what was not made with the prefix: %s', (_what, prefix, address) => {
    expect(extract(prefix, address)).toBeNull();
  });

  test('what was put in comes out, for every prefix and every address', () => {
    const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
    const holds = fc.property(bytes(16), fc.constantFrom(...LENGTHS), bytes(4), (raw, length, four) => {
      const clean = Uint8Array.from(raw, (b, i) => (i === 8 ? 0 : b));
      const [prefix, address] = [formatPrefix(clean, length), formatAddress(four)];
      const made = embed(prefix, address);
      expect(made && isInPrefix(made, prefix)).toBe(true);
      expect(made && extract(prefix, made)).toBe(address);
    });
    fc.assert(holds, { seed: 1, numRuns: 2_000 });
  });
});

describe('dns-6: what a DNS64 makes of an answer (RFC 6147 §5.1)', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['no prefix: nothing', [], ['198.51.100.1'], []],
    ['each address, in their order', [WELL_KNOWN], ['198.51.100.2', '198.51.100.1'], ['64:ff9b::c633:6402', '64:ff9b::c633:6401']],
    ['by the first prefix', ['2001:db8:64::/96', WELL_KNOWN], ['198.51.100.1'], ['2001:db8:64::c633:6401']],
    ['the well-known prefix is not for private addresses (RFC 6052 §3.1)', [WELL_KNOWN], ['10.0.0.1', '192.168.1.1', '100.64.0.1'], []],
    ['… nor for those that never leave a link', [WELL_KNOWN], ['169.254.1.1', '127.0.0.1', '224.0.0.1', '0.0.0.0'], []],
    ['a network’s own is', ['2001:db8:64::/96'], ['10.0.0.1'], ['2001:db8:64::a00:1']],
    ['where it has both, by its own', [WELL_KNOWN, '2001:db8:64::/96'], ['10.0.0.1'], ['2001:db8:64::a00:1']],
    ['what is no address', [WELL_KNOWN], ['2001:db8::1', 'x'], []],
  ])('%s', (_name, prefixes, addresses, made) => {
    expect(synthesised(prefixes, addresses)).toEqual(made);
  });

  test.each([
    ['::ffff:192.0.2.1', true],
    ['::ffff:c000:201', true],
    ['::fffe:c000:201', false],
    ['64:ff9b::c000:201', false],
    ['2001:db8::1', false],
  ])('an AAAA record with %s is as if absent: %s (§5.1.4)', (address, isAbsent) => {
    expect(isExcluded(address)).toBe(isAbsent);
  });
});

describe('dns-6: the prefix as ipv4only.arpa shows it (RFC 7050 §3)', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['nobody synthesises: no answer', [], []],
    ['both addresses, one prefix', ['64:ff9b::c000:aa', '64:ff9b::c000:ab'], [WELL_KNOWN]],
    ['one of them is enough', ['2001:db8:64::c000:ab'], ['2001:db8:64::/96']],
    [
      'two prefixes, in the order of the answer',
      ['2001:db8:64::c000:aa', '64:ff9b::c000:aa', '2001:db8:64::c000:ab', '64:ff9b::c000:ab'],
      ['2001:db8:64::/96', WELL_KNOWN],
    ],
    ['a shorter prefix', ['2001:db8:c000:aa::', '2001:db8:c000:ab::'], ['2001:db8::/32']],
    ['one around the octet that is zero', ['2001:db8:1c0:0:aa::'], ['2001:db8:100::/40']],
    ['a record that can be read in two ways tells nothing', ['2001:db8:c000:aa::c000:aa'], []],
    ['… with the other one, which of the two', ['2001:db8:c000:aa::c000:aa', '2001:db8:c000:aa::c000:ab'], ['2001:db8:c000:aa::/96']],
    ['a name server that answers anything with its own address', ['2001:db8::53'], []],
    ['an IPv4 answer', ['192.0.0.170'], []],
  ])('%s', (_name, answers, prefixes) => {
    expect(prefixesIn(answers)).toEqual(prefixes);
  });

  test('every prefix is found again', () => {
    const raw = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const holds = fc.property(raw, fc.constantFrom(...LENGTHS), (bytes, length) => {
      const prefix = formatPrefix(
        Uint8Array.from(bytes, (b, i) => (i === 8 ? 0 : b | 1)),
        length,
      );
      const answers = ['192.0.0.170', '192.0.0.171'].flatMap((known) => embed(prefix, known) ?? []);
      expect(prefixesIn(answers)).toEqual([prefix]);
    });
    fc.assert(holds, { seed: 1 });
  });
});
