import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Advertisement,
  checkOrigin,
  decodeAdvertisement,
  encodeAdvertisement,
  type Option,
  toFact,
} from '../../../adapters/linux/ra/index.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { IfName, seconds } from '../../../machines/model/units.ts';
import { advertisement, anyAdvertisement, hex, prefix, pvdOption } from './ra.samples.ts';

const SEED = 20_261_124;
const wlan0 = IfName.parse('wlan0');
const BARE = '86 00 0000 40 00 0708 00000000 00000000';

const decode = (bytes: Uint8Array): Advertisement => {
  const read = decodeAdvertisement(bytes);
  if (!read.ok) throw new Error(`not decoded: ${JSON.stringify(read.error)}`);
  return read.value;
};
const stamped = (value: Advertisement) => ({ ...toFact(value, { ifname: wlan0, router: 'fe80::1' }), seq: 1, at: 1 });

describe('Router Advertisements: options as the RFCs draw them', () => {
  const tables: readonly (readonly [name: string, bytes: string, option: Option])[] = [
    ['RFC 4861 §4.6.1 source link-layer address', '01 01 0200 5e10 0001', { kind: 'sourceLink', hex: '02005e100001' }],
    ['RFC 4861 §4.6.4 MTU', '05 01 0000 000005dc', { kind: 'mtu', reserved: 0, mtu: 1500 }],
    [
      'RFC 4861 §4.6.2 prefix, L and A, infinite and finite, reserved bits kept',
      '03 04 40 e1 ffffffff 00003840 12345678 20010db8000100000000000000000000',
      prefix({ valid: null, preferred: seconds(14_400), flags: 0x21, reserved: 0x12345678 }),
    ],
    [
      'RFC 4191 §2.3 default route, high, no address bytes',
      '18 01 00 08 00000708',
      { kind: 'route', address: '::', size: 0, length: 0, preference: 'high', flags: 0, lifetime: seconds(1800) },
    ],
    [
      'RFC 4191 §2.3 /48, low, eight address bytes',
      '18 02 30 18 00000708 20010db800020000',
      { kind: 'route', address: '2001:db8:2::', size: 8, length: 48, preference: 'low', flags: 0, lifetime: seconds(1800) },
    ],
    [
      'RFC 4191 §2.3 /96, reserved preference, sixteen address bytes',
      '18 03 60 10 ffffffff 20010db8000200000000000100000000',
      { kind: 'route', address: '2001:db8:2::1:0:0', size: 16, length: 96, preference: 'reserved', flags: 0, lifetime: null },
    ],
    [
      'RFC 8106 §5.1 two servers',
      '19 05 0000 00000258 20010db8000000000000000000000053 fe800000000000000000000000000001',
      { kind: 'rdnss', reserved: 0, lifetime: seconds(600), servers: ['2001:db8::53', 'fe80::1'] },
    ],
    [
      'RFC 8106 §5.2 two names and padding',
      '1f 04 0000 00000258 07 6578616d706c65 03 6f7267 00  04 436f7270 03 746573 00 00',
      { kind: 'dnssl', reserved: 0, lifetime: seconds(600), names: ['example.org', 'Corp.tes'], extra: 0 },
    ],
    [
      'RFC 8106 §5.2 padding beyond need',
      '1f 03 0000 00000258 01 61 00 0000000000 0000000000000000',
      { kind: 'dnssl', reserved: 0, lifetime: seconds(600), names: ['a'], extra: 1 },
    ],
    [
      'RFC 8781 §4 the well-known prefix, 600 s, PLC 0',
      '26 02 0258 0064ff9b 00000000 00000000',
      { kind: 'pref64', address: '64:ff9b::', length: 96, lifetime: seconds(600) },
    ],
    [
      'RFC 8781 §4 a /48, the longest lifetime, PLC 3',
      '26 02 fffb 20010db8 00640000 00000000',
      { kind: 'pref64', address: '2001:db8:64::', length: 48, lifetime: seconds(65_528) },
    ],
    [
      'RFC 8910 §2.3 a URI and padding',
      '25 03 68747470733a2f2f612e746573742f 00000000000000',
      { kind: 'portal', uri: 'https://a.test/', extra: 0 },
    ],
    [
      'RFC 8801 §3.1 H and L, delay 5, sequence 258, padded',
      '15 03 c005 0102 07 6578616d706c65 03 6f7267 00 00000000 00',
      pvdOption({ legacy: true, delay: 5, sequence: 258 }),
    ],
    [
      'RFC 8801 §3.1 R: a header of its own, and an option nested behind it; padding that is not zero kept',
      '15 06 a011 0000 07 6578616d706c65 03 6f7267 00 00000000 07   86 00 0000 00 c8 0e10 00000000 00000000   05 01 0000 00000500',
      pvdOption({
        ...{ sequence: 0, reserved: 1, delay: 1, padding: '0000000007' },
        header: {
          ...decode(hex(BARE)),
          hopLimit: 0,
          managed: true,
          other: true,
          preference: 'high',
          lifetime: seconds(3600),
          ...nothing(),
        },
        options: [{ kind: 'mtu', reserved: 0, mtu: 1280 }],
      }),
    ],
    ['a type that we do not know', 'c8 01 0102 03040506', { kind: 'unknown', type: 200, hex: '010203040506' }],
  ];

  test.each(tables)('%s', (_name, bytes, option) => {
    const packet = hex(BARE + bytes);
    expect(decode(packet).options).toEqual([option]);
    expect(encodeAdvertisement(decode(packet))).toEqual(packet);
  });

  test('the header, with the bits that we do not use', () => {
    expect(decode(hex('86 00 abcd ff f7 ffff 00000102 7fffffff'))).toEqual({
      ...{ type: 134, code: 0, checksum: 0xabcd, hopLimit: 255, managed: true, other: true, preference: 'reserved', flags: 0x27 },
      ...{ lifetime: seconds(65_535), reachable: 258, retransmit: 0x7fffffff, options: [] },
    });
  });

  test('RFC 8781 §4.1: a PREF64 lifetime is rounded up to 8 seconds and cut at the most that fits', () => {
    const sent = (n: number) =>
      decode(encodeAdvertisement(advertisement({ kind: 'pref64', address: '64:ff9b::', length: 96, lifetime: seconds(n) }))).options[0];
    expect([1, 8, 9, 70_000].map((n) => sent(n))).toMatchObject([8000, 8000, 16_000, 65_528_000].map((lifetime) => ({ lifetime })));
  });
});

describe('Router Advertisements: what is not believed', () => {
  test.each([
    ['RFC 4861 §6.1.2: shorter than 16 octets', '8600', 'truncated', 2],
    ['another ICMPv6 type', BARE.replace('86', '85'), 'notAnAdvertisement', 0],
    ['RFC 4861 §6.1.2: code not 0', BARE.replace('86 00', '86 01'), 'badCode', 1],
    ['RFC 4861 §6.1.2: an option of length 0', `${BARE} 05 01 0000 000005dc 01 00 000000000000`, 'emptyOption', 24],
    ['an option that ends behind the packet', `${BARE} 05 02 0000 000005dc`, 'truncated', 16],
    ['one byte of an option', `${BARE} 05`, 'truncated', 16],
  ])('%s', (_name, bytes, kind, offset) => {
    expect(decodeAdvertisement(hex(bytes))).toEqual({ ok: false, error: { kind, offset } });
  });

  test.each([
    ['MTU of two units', '05 02 0000 000005dc 0000000000000000', 'badLength', 18],
    ['prefix of three units', '03 03 40 c0 ffffffff ffffffff 00000000 2001 0db8 0000 0000', 'badLength', 18],
    ['prefix longer than 128', `03 04 81 c0 ffffffff ffffffff 00000000 ${'00'.repeat(16)}`, 'badValue', 18],
    ['RFC 4191 §2.3: /65 in eight bytes', '18 02 41 00 00000708 20010db800020000', 'badValue', 18],
    ['RFC 8106 §5.3.1: RDNSS of an even length', '19 02 0000 00000258 20010db800000000', 'badLength', 18],
    ['RFC 8781 §4: PLC 6', '26 02 025e 0064ff9b 00000000 00000000', 'badValue', 18],
    ['RFC 8106 §5.2: a compressed name', '1f 02 0000 00000258 01 61 c008 00000000', 'badName', 18 + 8],
    ['a name without end', '1f 02 0000 00000258 07 61626364656667', 'badName', 18 + 6],
    ['a DNSSL of zeros', '1f 02 0000 00000258 0000000000000000', 'badName', 18 + 6],
    ['a portal of zeros', '25 01 000000000000', 'badValue', 18],
    ['a portal with a line break', '25 02 68747470733a0a2f2f612e746573', 'badValue', 18],
    ['RFC 8801 §3.1: R without room for a header', '15 01 2000 0000 01 61', 'badName', 18 + 4],
    ['RFC 8801 §3.1: R, a name, and no header', '15 02 2000 0000 01 61 00 00000000000000', 'truncated', 18 + 14],
    ['a PvD option whose nested list cannot be walked', '15 03 0000 0000 01 61 00 00000000000000 05 02 000000000000', 'truncated', 32],
  ])('%s: that option alone is ignored, and kept', (_name, bytes, kind, offset) => {
    const packet = hex(`${BARE} ${bytes} 05 01 0000 00000500`);
    expect(decode(packet).options).toMatchObject([
      { kind: 'malformed', fault: { kind, offset } },
      { kind: 'mtu', mtu: 1280 },
    ]);
    expect(encodeAdvertisement(decode(packet))).toEqual(packet);
    expect(stamped(decode(packet))).toMatchObject({ mtu: 1280, dropped: 1 });
  });

  test.each([
    ['a neighbour', 'fe80::1', 255, null],
    ['RFC 4861 §6.1.2: forwarded', 'fe80::1', 254, 'badHopLimit'],
    ['hop limit not said', 'fe80::1', null, 'badHopLimit'],
    ['RFC 4861 §6.1.2: a global source', '2001:db8::1', 255, 'notLinkLocal'],
    ['no source', '::', 255, 'notLinkLocal'],
    ['beyond fe80::/10', 'fec0::1', 255, 'notLinkLocal'],
  ])('origin: %s', (_name, from, hopLimit, kind) => {
    expect(checkOrigin({ from, hopLimit })).toEqual(kind && { ok: false, error: { kind, offset: 0 } });
  });
});

describe('Router Advertisements: laws', () => {
  const check = (property: fc.IRawProperty<[Advertisement]>, runs: number) => fc.assert(property, { seed: SEED, numRuns: runs });

  test('decode(encode(value)) is value, and its fact is in the vocabulary', () => {
    check(
      fc.property(anyAdvertisement, (value) => {
        expect(decode(encodeAdvertisement(value))).toEqual(value);
        expect(Fact.safeParse(stamped(value)).error).toBeUndefined();
      }),
      2000,
    );
  });

  /** Bits flipped, cut, drawn out, bytes at random: of what is still valid, each byte comes back. */
  test('sec-4: 20,000 damaged packets: a typed fault, or the same bytes and a fact of the vocabulary', () => {
    const damage = fc.record({
      flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      cut: fc.option(fc.nat(), { freq: 1 }),
      tail: fc.oneof({ arbitrary: fc.constant(new Uint8Array(0)), weight: 4 }, fc.uint8Array({ maxLength: 24 })),
    });
    const counts = { read: 0, malformed: 0, refused: 0 };
    fc.assert(
      fc.property(anyAdvertisement, fc.array(damage, { minLength: 20, maxLength: 20 }), (value, damages) => {
        const whole = encodeAdvertisement(value);
        for (const { flips, cut, tail } of damages) {
          const bytes = Uint8Array.from([...whole.subarray(0, cut === null ? whole.length : cut % (whole.length + 1)), ...tail]);
          for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
          const read = decodeAdvertisement(bytes);
          if (!read.ok) {
            counts.refused += 1;
            expect(read.error).toEqual({ kind: expect.any(String), offset: expect.any(Number) });
            expect(read.error.offset).toBeLessThanOrEqual(bytes.length);
            continue;
          }
          counts.read += 1;
          if (read.value.options.some(({ kind }) => kind === 'malformed')) counts.malformed += 1;
          expect(Buffer.compare(encodeAdvertisement(read.value), bytes)).toBe(0);
          expect(Fact.safeParse(stamped(read.value)).error).toBeUndefined();
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
    expect(counts.read + counts.refused).toBe(20_000);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(300);
  });

  test('sec-4: 10,000 lists of options at random, behind a good header', () => {
    const option = fc
      .tuple(
        fc.constantFrom(1, 3, 5, 21, 24, 25, 31, 37, 38, 99),
        fc.integer({ min: 1, max: 6 }),
        fc.uint8Array({ minLength: 46, maxLength: 46 }),
      )
      .map(([type, units, value]) => [type, units, ...value.subarray(0, units * 8 - 2)]);
    fc.assert(
      fc.property(fc.array(option, { maxLength: 6 }), (options) => {
        const bytes = Uint8Array.from([...hex(BARE), ...options.flat()]);
        const value = decode(bytes);
        expect(value.options).toHaveLength(options.length);
        expect(Buffer.compare(encodeAdvertisement(value), bytes)).toBe(0);
        expect(Fact.safeParse(stamped(value)).error).toBeUndefined();
      }),
      { seed: SEED, numRuns: 10_000 },
    );
  });
});

const nothing = () => ({ checksum: 0, reachable: 0, retransmit: 0, options: undefined });
