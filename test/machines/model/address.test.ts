import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as a from '../../../machines/model/address.ts';

const SEED = 20261124;

describe('addresses: the canonical form (RFC 5952)', () => {
  test.each<[string, string, string | null]>([
    ['§4.1: leading zeros go', '2001:0db8::0001', '2001:db8::1'],
    ['§4.1: a group of zeros is one', '2001:db8:0000:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['§4.2.1: as short as possible', '2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['§4.2.1: … also a run that was cut short', '2001:db8::0:1', '2001:db8::1'],
    ['§4.2.2: one group alone is not shortened', '2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['§4.2.3: the longest run', '2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['§4.2.3: the first of two', '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['§4.3: lower case', '2001:DB8::AAAA', '2001:db8::aaaa'],
    ['a run at the end', '2001:db8:0:0:0:0:0:0', '2001:db8::'],
    ['a run at the start', '0:0:0:0:0:0:0:1', '::1'],
    ['nothing but zeros', '0:0:0:0:0:0:0:0', '::'],
    ['dots at the end are read', '64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['§5: an IPv4-mapped address is dotted at its end', '0:0:0:0:0:ffff:c000:201', '::ffff:192.0.2.1'],
    ['§5: … and only such a one', '::fffe:c000:201', '::fffe:c000:201'],
    ['a zone stays (RFC 4007 §11)', 'FE80::1%wlan0', 'fe80::1%wlan0'],
    ['IPv4 as it is', '192.0.2.7', '192.0.2.7'],
    ['IPv4 with a leading zero is none', '192.0.2.07', null],
    ['IPv4 of three parts is none', '192.0.2', null],
    ['IPv4 of five parts is none', '192.0.2.7.1', null],
    ['IPv4 above 255 is none', '192.0.2.256', null],
    ['IPv4 with a final dot is none', '192.0.2.7.', null],
    ['IPv4 has no zone', '192.0.2.7%eth0', null],
    ['nothing is none', '', null],
    ['a name is none', 'example.com', null],
    ['two runs are none', '2001::db8::1', null],
    ['three colons are none', ':::', null],
    ['nine groups are none', '1:2:3:4:5:6:7:8:9', null],
    ['seven groups are none', '1:2:3:4:5:6:7', null],
    ['eight groups and a run are none', '1:2:3:4::5:6:7:8', null],
    ['five digits are none', '12345::', null],
    ['a colon at the end is none', '1:2:3:4:5:6:7:', null],
    ['dots in the middle are none', '::192.0.2.1:5', null],
    ['a prefix is no address', '2001:db8::/32', null],
  ])('%s', (_name, text, expected) => {
    expect(a.canonicalAddress(text)).toBe(expected);
  });

  test.each([4, 16])(`canonical ∘ format is the same on %i random bytes, and bytes come back (seed ${SEED})`, (length) => {
    const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: length, maxLength: length }),
        fc.array(byte, { minLength: length, maxLength: length }),
        (dense, sparse) => {
          for (const bytes of [dense, Uint8Array.from(sparse)]) {
            const text = a.formatAddress(bytes);
            expect(a.canonicalAddress(text)).toBe(text);
            expect(a.canonicalAddress(text.toUpperCase())).toBe(text);
            expect([...(a.addressBytes(text) ?? [])]).toEqual([...bytes]);
          }
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  test('any text is an address or null, never a throw; what is taken is stable', () => {
    const alphabet = fc.string({ unit: fc.constantFrom(...'0123456789abcdefF:.%/'), maxLength: 45 });
    fc.assert(
      fc.property(alphabet, (text) => {
        const once = a.canonicalAddress(text);
        if (once !== null) expect(a.canonicalAddress(once)).toBe(once);
        const prefix = a.canonicalPrefix(text);
        if (prefix !== null) expect(a.canonicalPrefix(prefix)).toBe(prefix);
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });

  test('bytes of another length are a bug of the caller', () => {
    expect(() => a.formatAddress(Uint8Array.of(1, 2, 3))).toThrow(RangeError);
  });
});

describe('prefixes', () => {
  test.each<[string, string, string | null]>([
    ['host bits are cleared', '192.0.2.7/24', '192.0.2.0/24'],
    ['… within a byte too', '192.0.2.255/25', '192.0.2.128/25'],
    ['IPv6', '2001:DB8::1/32', '2001:db8::/32'],
    ['everywhere', '10.0.0.1/0', '0.0.0.0/0'],
    ['IPv4-mapped', '::ffff:c000:201/120', '::ffff:192.0.2.0/120'],
    ['a host', '2001:db8::1/128', '2001:db8::1/128'],
    ['too long', '192.0.2.0/33', null],
    ['no length', '192.0.2.0/', null],
    ['no slash', '192.0.2.0', null],
    ['two slashes', '192.0.2.0/24/24', null],
    ['a sign', '192.0.2.0/+24', null],
    ['a zone', 'fe80::%eth0/64', null],
  ])('%s', (_name, text, expected) => {
    expect(a.canonicalPrefix(text)).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/9', '10.128.0.0/9', false],
    ['0.0.0.0/0', '203.0.113.0/24', true],
    ['2001:db8::/32', '2001:db8:ffff::/48', true],
    ['2001:db8::/33', '2001:db8:8000::/33', false],
    ['0.0.0.0/0', '::/0', false],
    ['nonsense', '::/0', false],
  ])('%s and %s overlap: %s', (x, y, expected) => {
    expect([a.overlaps(x, y), a.overlaps(y, x)]).toEqual([expected, expected]);
  });

  test.each<[string, string, boolean]>([
    ['192.0.2.7', '192.0.2.0/24', true],
    ['192.0.4.7', '192.0.2.0/23', false],
    ['fe80::1%wlan0', 'fe80::/10', true],
    ['::ffff:192.0.2.7', '192.0.2.0/24', false],
    ['nonsense', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, prefix, expected) => {
    expect(a.isInPrefix(address, prefix)).toBe(expected);
  });

  test('an address is in the network of itself, at every length', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), fc.nat(32), fc.nat(128), (v4, v6, short, long) => {
        expect(a.isInPrefix(v4, a.networkOf(v4, short))).toBe(true);
        expect(a.isInPrefix(v6, a.networkOf(v6, long))).toBe(true);
        expect(a.prefixLength(a.networkOf(v6, long))).toBe(long);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  test('the network of what is no address is a bug of the caller', () => {
    expect(() => a.networkOf('example.com', 24)).toThrow(RangeError);
  });
});

describe('reverse zones (RFC 1035 §3.5, RFC 3596 §2.5)', () => {
  test.each<[string, readonly string[]]>([
    ['192.0.2.0/24', ['2.0.192.in-addr.arpa']],
    ['10.0.0.0/8', ['10.in-addr.arpa']],
    ['192.0.2.7/32', ['7.2.0.192.in-addr.arpa']],
    ['192.0.2.0/23', ['2.0.192.in-addr.arpa', '3.0.192.in-addr.arpa']],
    ['192.0.2.252/30', ['252.2.0.192.in-addr.arpa', '253.2.0.192.in-addr.arpa', '254.2.0.192.in-addr.arpa', '255.2.0.192.in-addr.arpa']],
    ['2001:db8::/32', ['8.b.d.0.1.0.0.2.ip6.arpa']],
    ['2001:db8::/31', ['8.b.d.0.1.0.0.2.ip6.arpa', '9.b.d.0.1.0.0.2.ip6.arpa']],
    ['2001:db8:1:2::/64', ['2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa']],
    ['0.0.0.0/0', []],
    ['nonsense', []],
  ])('%s', (prefix, zones) => {
    expect(a.reverseZones(prefix)).toEqual(zones);
  });

  test('256 of IPv4 and 16 of IPv6 at most', () => {
    expect([a.reverseZones('10.0.0.0/9').length, a.reverseZones('128.0.0.0/1').length, a.reverseZones('2000::/5').length]).toEqual([
      128, 128, 8,
    ]);
  });
});

test.each<[string, a.Reach]>([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.1.1', 'linkLocal'],
  ['fe80::1%eth0', 'linkLocal'],
  ['172.16.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['100.64.0.1', 'shared'],
  ['fd00::1', 'uniqueLocal'],
  ['ff02::1', 'multicast'],
  ['239.1.1.1', 'multicast'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['2001:db8::1', 'public'],
])('%s reaches: %s', (address, reach) => {
  expect(a.reachOf(address)).toBe(reach);
});

test.each<[string, string]>([
  ['fe80::53', 'fe80::53%wlan0'],
  ['fe80::53%wlan0', 'fe80::53%wlan0'],
  ['2001:db8::53', '2001:db8::53'],
  ['192.0.2.53', '192.0.2.53'],
])('%s on wlan0 is %s (RFC 4007 §11)', (address, expected) => {
  expect(a.scoped(address, 'wlan0')).toBe(expected);
});

test.each<[string, { safeParse(text: unknown): { success: boolean; data?: unknown } }, unknown, unknown]>([
  ['any spelling is canonical behind the door', a.Address, '2001:DB8::0', '2001:db8::'],
  ['an IPv4 address is no IPv6 one', a.Address6, '192.0.2.1', null],
  ['an IPv6 address is no IPv4 one', a.Address4, '::1', null],
  ['a prefix is canonical', a.Prefix, '10.1.2.3/8', '10.0.0.0/8'],
  ['a number is none', a.Address, 7, null],
  ['a link-layer address is lower case', a.Mac, '02:00:5e:10:00:AB', null],
  ['six bytes', a.Mac, '02:00:5e:10:00:01', '02:00:5e:10:00:01'],
  ['five bytes are none', a.Mac, '02:00:5e:10:00', null],
])('schema: %s', (_name, schema, given, expected) => {
  const told = schema.safeParse(given);
  expect(told.success ? told.data : null).toBe(expected);
});
