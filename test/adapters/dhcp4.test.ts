import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allOptions,
  classlessRoutes,
  type Decoded,
  decodeMessage,
  decodeSearchList,
  decodeSelection,
  encodeClasslessRoutes,
  encodeMessage,
  encodeSearchList,
  encodeSelection,
  joinOptions,
  leaseOfBytes,
  type Message,
  type Option,
  splitOption,
  toLease,
} from '../../adapters/dhcp4/index.ts';
import { formatAddress, formatPrefix } from '../../machines/model/address.ts';
import { Fact, world } from '../../machines/model/facts/index.ts';
import { IfName, millis } from '../../machines/model/units.ts';

const SEED = 20_261_124;
const hex = (s: string): Uint8Array => Uint8Array.from(Buffer.from(s.replaceAll(' ', ''), 'hex'));
const option = (code: number, value: string): Option => ({ code, value: hex(value) });
const wlan0 = IfName.parse('wlan0');
const context = { ifname: wlan0, client: 'dhcpcd', age: millis(0) };
const captured = Uint8Array.from(readFileSync(new URL('./managers/fixtures/dhcpcd-wlan0.lease', import.meta.url)));

const ACK: Message = {
  ...{ op: 2, htype: 1, hlen: 6, hops: 0, xid: 7, secs: 0, flags: 0 },
  ...{ ciaddr: '0.0.0.0', yiaddr: '192.0.2.100', siaddr: '0.0.0.0', giaddr: '0.0.0.0' },
  ...{ chaddr: new Uint8Array(16), sname: new Uint8Array(64), file: new Uint8Array(128) },
  options: [option(53, '05'), option(1, 'ffffff00'), option(51, '00000e10'), option(54, 'c0000201')],
  rest: new Uint8Array(0),
};
const withOptions = (...options: readonly Option[]): Message => ({ ...ACK, options: [...ACK.options, ...options] });
const leaseOf = (message: Message) => {
  const read = toLease(message, context);
  if (!read.ok) throw new Error(`no lease: ${JSON.stringify(read.error)}`);
  return read.value;
};

describe('DHCPv4 messages', () => {
  test('the lease that dhcpcd stored is read whole', () => {
    expect(leaseOfBytes(captured, { ...context, age: millis(600_000) })).toEqual({
      ok: true,
      value: {
        lease: {
          ...{ ifname: 'wlan0', client: 'dhcpcd', address: '192.0.2.123', prefixLength: 24, gateways: ['192.0.2.1'], server: '192.0.2.1' },
          ...{ serverMac: null, dns: ['192.0.2.53', '192.0.2.54'], search: ['corp.example.net', 'example.org', 'example.net'] },
          ...{ ntp: ['192.0.2.123'], mtu: 1400, routes: [{ destination: '198.51.100.0/24', gateway: '192.0.2.9' }] },
          ...{ portal: 'https://portal.example.net/api', selection: [], ipv6Only: null, lifetime: 3_000_000, unpublished: ['serverMac'] },
        },
        problems: [],
      },
    });
  });

  test('encode(decode(x)) is x for the captured message, cut anywhere else it is a typed fault', () => {
    const message = decodeMessage(captured);
    expect(message.ok && encodeMessage(message.value)).toEqual(captured);
    for (let length = 0; length < captured.length; length++)
      expect(decodeMessage(captured.subarray(0, length))).toMatchObject({ ok: false });
  });

  test('decode(encode(value)) is value, unknown options, pads and what follows END included', () => {
    const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
    const address = bytes(4).map(formatAddress);
    const options = fc.array(
      fc.oneof(
        fc.record({ code: fc.integer({ min: 1, max: 254 }), value: fc.uint8Array({ maxLength: 255 }) }),
        fc.constant({ code: 0, value: new Uint8Array(0) }),
      ),
      { maxLength: 12 },
    );
    const messages: fc.Arbitrary<Message> = fc.record({
      ...{ op: fc.constantFrom(1, 2), htype: fc.nat(255), hlen: fc.nat(16), hops: fc.nat(255), xid: fc.nat(0xffffffff) },
      ...{ secs: fc.nat(65_535), flags: fc.nat(65_535), ciaddr: address, yiaddr: address, siaddr: address, giaddr: address },
      ...{ chaddr: bytes(16), sname: bytes(64), file: bytes(128), options, rest: fc.uint8Array({ maxLength: 20 }) },
    });
    fc.assert(
      fc.property(messages, (message) => {
        const encoded = encodeMessage(message);
        const again = decodeMessage(encoded);
        expect(again).toEqual({ ok: true, value: message });
        expect(again.ok && encodeMessage(again.value)).toEqual(encoded);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array, unknown]>([
    ['shorter than the header', (b) => b.subarray(0, 200), { kind: 'truncated', offset: 200 }],
    ['no magic cookie', (b) => b.with(236, 0), { kind: 'noCookie', offset: 236 }],
    ['an op that is neither', (b) => b.with(0, 3), { kind: 'badHeader', offset: 0 }],
    ['a hardware address longer than its field', (b) => b.with(2, 17), { kind: 'badHeader', offset: 2 }],
    ['an option past the end', (b) => b.with(241, 255), { kind: 'truncated', offset: 240 }],
    ['no END', (b) => b.subarray(0, b.length - 1), { kind: 'noEnd', offset: 398 }],
    ['longer than a datagram', () => new Uint8Array(70_000), { kind: 'tooLong', offset: 65_507 }],
  ])('fault: %s', (_name, change, error) => {
    expect(decodeMessage(change(captured))).toEqual({ ok: false, error });
  });
});

describe('options', () => {
  test('RFC 3396 §7: pieces of one option are joined, RFC 3396 §6: and split again', () => {
    const value = Uint8Array.from({ length: 600 }, (_, i) => i & 255);
    const pieces = splitOption(119, value);
    expect(pieces.map((piece) => piece.value.length)).toEqual([255, 255, 90]);
    expect(Uint8Array.from(joinOptions(pieces).get(119) ?? [])).toEqual(value);
  });

  test('RFC 3396 §5: with overload 3 the order is options, file, sname', () => {
    const area = (size: number, text: string): Uint8Array => {
      const bytes = new Uint8Array(size);
      bytes.set(hex(text));
      return bytes;
    };
    const message = {
      ...withOptions(option(52, '03'), option(6, 'c0000235')),
      file: area(128, '0604c0000236ff'),
      sname: area(64, '0604c0000237 0304c0000201ff'),
    };
    expect(leaseOf(message).lease).toMatchObject({ dns: ['192.0.2.53', '192.0.2.54', '192.0.2.55'], gateways: ['192.0.2.1'] });
  });

  test.each<[string, Message, unknown]>([
    ['option 52 with a value that means nothing', withOptions(option(52, '04')), { kind: 'badOverload', offset: 0 }],
    ['file that should hold options and has no END', withOptions(option(52, '01')), { kind: 'noEnd', offset: 236 }],
  ])('fault: %s', (_name, message, error) => {
    expect(allOptions(message)).toEqual({ ok: false, error });
  });

  test.each<[string, string, Decoded<readonly string[]>]>([
    [
      'RFC 3397 §2: its own example',
      '03656e67056170706c6503636f6d00 096d61726b6574696e67c004',
      { ok: true, value: ['eng.apple.com', 'marketing.apple.com'] },
    ],
    ['upper case is made lower', '0141 0142 00', { ok: true, value: ['a.b'] }],
    ['a pointer to itself', 'c000', { ok: false, error: { kind: 'badPointer', offset: 0 } }],
    ['a pointer forward', 'c002 0161 00', { ok: false, error: { kind: 'badPointer', offset: 0 } }],
    ['two pointers that meet', '0161 c000', { ok: false, error: { kind: 'badPointer', offset: 2 } }],
    ['half a pointer', '0161 c0', { ok: false, error: { kind: 'truncated', offset: 2 } }],
    ['a label past the end', '0561', { ok: false, error: { kind: 'truncated', offset: 0 } }],
    ['a label type of old', '4161 00', { ok: false, error: { kind: 'badValue', offset: 0 } }],
    ['a label with an escape character', '011b 00', { ok: false, error: { kind: 'badValue', offset: 0 } }],
    ['the root alone', '00', { ok: false, error: { kind: 'badValue', offset: 0 } }],
  ])('search list: %s', (_name, text, wanted) => {
    expect(decodeSearchList(hex(text))).toEqual(wanted);
  });

  test('decode(encode(selection)) is selection; whatever bytes come, an error lies within them', () => {
    const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
    const domain = fc.oneof(
      fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.')),
      fc.constant('.'),
    );
    const server = (last: number) => fc.nat(255).map((n) => `192.${last}.2.${n}`);
    const selections = fc.record({
      servers: fc.oneof(fc.tuple(server(0)), fc.tuple(server(0), server(1))),
      preference: fc.constantFrom('high' as const, 'medium' as const, 'low' as const),
      domains: fc.array(domain, { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(selections, fc.uint8Array({ maxLength: 60 }), (selection, junk) => {
        const bytes = encodeSelection(selection);
        expect(decodeSelection(bytes)).toEqual({ ok: true, value: selection });
        const damaged = Uint8Array.from([...bytes.subarray(0, junk.length), ...junk]);
        const read = decodeSelection(damaged);
        expect(read.ok ? 0 : read.error.offset).toBeLessThanOrEqual(damaged.length);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  test('search lists and classless routes come back as they were', () => {
    const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
    const route = fc.record({
      destination: fc
        .tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat(32))
        .map(([bytes, length]) => formatPrefix(bytes, length)),
      gateway: fc.uint8Array({ minLength: 4, maxLength: 4 }).map(formatAddress),
    });
    fc.assert(
      fc.property(fc.array(name), fc.array(route, { minLength: 1 }), (names, routes) => {
        expect(decodeSearchList(encodeSearchList(names))).toEqual({ ok: true, value: names });
        expect(classlessRoutes(encodeClasslessRoutes(routes))).toEqual({ ok: true, value: routes });
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

describe('an ACK as a lease', () => {
  test.each<[string, readonly Option[], object]>([
    ['RFC 3442: with option 121, option 3 is ignored', [option(3, 'c0000201'), option(121, '18c63364c0000209')], { gateways: [] }],
    [
      'RFC 3442: its default route is the gateway',
      [option(3, 'c0000201'), option(121, '00c0000203')],
      { gateways: ['192.0.2.3'], routes: [] },
    ],
    ['RFC 3442: a bad option 121 does not bring option 3 back', [option(3, 'c0000201'), option(121, '21')], { gateways: [] }],
    ['RFC 3442: with option 121, option 33 is ignored', [option(33, 'c6336400c0000209'), option(121, '00c0000203')], { routes: [] }],
    [
      'RFC 2132 §5.8: a static route is of its class',
      [option(33, 'c6336400c0000209')],
      { routes: [{ destination: '198.51.100.0/24', gateway: '192.0.2.9' }] },
    ],
    ['RFC 8925: option 108', [option(108, '00000708')], { ipv6Only: 1_800_000 }],
    [
      'RFC 6731 §4.3: preference, two servers, their domains; the root is every name',
      [option(146, '01 c0000235 c0000236 04636f7270076578616d706c6500 00')],
      { selection: [{ servers: ['192.0.2.53', '192.0.2.54'], preference: 'high', domains: ['corp.example', '.'] }] },
    ],
    [
      'RFC 6731 §4.3: 0.0.0.0 is no second server, the reserved preference is medium, reserved bits say nothing',
      [option(146, 'fe c0000235 00000000 0361 62 63 00')],
      { selection: [{ servers: ['192.0.2.53'], preference: 'medium', domains: ['abc'] }] },
    ],
    ['without search list the domain is searched', [option(15, '6578616d706c652e6e6574')], { search: ['example.net'] }],
    ['text that ends with NUL', [option(15, '6578616d706c6500')], { search: ['example'] }],
  ])('%s', (_name, options, wanted) => {
    expect(leaseOf(withOptions(...options)).lease).toMatchObject(wanted);
  });

  test.each<[string, Option, string]>([
    ['DNS servers of five bytes', option(6, 'c000023501'), 'option 6: badLength at 5'],
    ['an MTU below 68', option(26, '0043'), 'option 26: badValue at 0'],
    ['a portal longer than 1024 bytes', { code: 114, value: Buffer.alloc(1025, 'a') }, 'option 114: tooLong at 1024'],
    ['a domain with a line break', option(15, '610a62'), 'option 15: badValue at 0'],
    ['RDNSS selection without a domain', option(146, '00c0000235c0000236'), 'option 146: truncated at 9'],
    ['RDNSS selection without a server', option(146, '00000000000000000000'), 'option 146: badValue at 1'],
    ['RDNSS selection cut short', option(146, '00c0000235'), 'option 146: truncated at 5'],
    ['RDNSS selection with a compressed name (RFC 8415 §10)', option(146, '00c0000235c0000236 016100 c009'), 'option 146: badValue at 12'],
    ['100 gateways', { code: 3, value: new Uint8Array(400).fill(9) }, 'option 3: 36 entries too many'],
  ])('a bad option costs itself only: %s', (_name, bad, problem) => {
    const { lease, problems } = leaseOf({
      ...ACK,
      options: [...ACK.options, ...(bad.value.length > 255 ? splitOption(bad.code, bad.value) : [bad])],
    });
    expect(problems).toEqual([problem]);
    expect(Fact.safeParse({ ...world('lease4.bound', lease), seq: 0, at: 0 }).success).toBe(true);
  });

  test('RFC 2131 §3.3: a lease of all ones is for ever, a missing one is said to be missing', () => {
    const [type, mask, , server] = ACK.options;
    const options = [type, mask, server].flatMap((one) => one ?? []);
    expect(leaseOf({ ...ACK, options: [...options, option(51, 'ffffffff')] }).lease).toMatchObject({
      lifetime: null,
      unpublished: ['serverMac'],
    });
    expect(leaseOf({ ...ACK, options }).lease).toMatchObject({ lifetime: null, unpublished: ['serverMac', 'lifetime'] });
  });

  test.each<[string, Message, unknown]>([
    ['a request', { ...ACK, op: 1 }, { kind: 'notAnAck', offset: 0 }],
    ['a NAK', { ...ACK, options: [option(53, '06')] }, { kind: 'notAnAck', offset: 240 }],
    ['BOOTP without message type', { ...ACK, options: [] }, { kind: 'notAnAck', offset: 240 }],
    ['no address', { ...ACK, yiaddr: '0.0.0.0' }, { kind: 'noAddress', offset: 16 }],
  ])('%s is no lease', (_name, message, error) => {
    expect(toLease(message, context)).toEqual({ ok: false, error });
  });
});
