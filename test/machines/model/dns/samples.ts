/** DNS messages for tests: bytes after the drawings of the RFCs, and values made at random. */
import fc from 'fast-check';
import type { Data, Edns, Message, Resource } from '../../../../machines/model/dns/index.ts';
import { seconds } from '../../../../machines/model/units.ts';

export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

/** Octet by octet, with the compression that common servers use. */
export const DRAWN: readonly (readonly [name: string, bytes: string])[] = [
  ['RFC 1035 §4.1.2: a question for www.example.com A', '1a2b 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001'],
  [
    'RFC 1035 §4.1.4: an alias and two addresses, with pointers',
    `1a2b 8180 0001 0003 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001
     c00c 0005 0001 00000e10 0006 0363646e c010
     c02d 0001 0001 0000003c 0004 c0000201  c02d 0001 0001 0000003c 0004 c0000202`,
  ],
  [
    'RFC 2308 §2.1: NXDOMAIN with the SOA of its zone, and EDNS',
    `0007 8583 0001 0000 0001 0001 046e6f7065 076578616d706c65 03636f6d 00 001c 0001
     c011 0006 0001 00000384 0021 026e73 c011 0561646d696e c011 78a3f2c1 00001c20 00000384 00127500 00000e10
     00 0029 04d0 00008000 0000`,
  ],
  [
    'RFC 6891 §6.1.2: a query with DO and a cookie',
    '0001 0120 0001 0000 0000 0001 00 0002 0001 00 0029 1000 00008000 000c 000a 0008 0102030405060708',
  ],
  [
    'RFC 2782 and RFC 1035: SRV uncompressed, MX compressed, TXT and a type nobody knows',
    `0003 8400 0001 0004 0000 0000 0161 0474657374 00 00ff 0001
     c00c 0021 0001 0000000a 000e 0001 0002 01bb 0162 0474657374 00
     c00c 000f 0001 0000000a 0006 000a 016d c00e
     c00c 0010 0001 0000000a 0004 03666f6f
     c00c fde8 0001 0000000a 0003 010203`,
  ],
];

const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
export const anyName = fc.array(label, { maxLength: 5 }).map((labels) => labels.join('.'));
const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const hexes = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('hex'));
const exact = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString('hex'));
const names = (before: number, count: number, after: number): fc.Arbitrary<Data> =>
  fc.record({
    kind: fc.constant('names' as const),
    before: exact(before),
    names: fc.array(anyName, { minLength: count, maxLength: count }),
    after: exact(after),
  });
const raw = hexes(40).map((hex): Data => ({ kind: 'raw', hex }));
const address = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes): Data => ({ kind: 'address', address: bytes.join('.') }));

const anyData: fc.Arbitrary<readonly [number, Data]> = fc.oneof(
  address.map((data) => [1, data] as const),
  names(0, 1, 0).map((data) => [5, data] as const),
  names(0, 2, 20).map((data) => [6, data] as const),
  names(2, 1, 0).map((data) => [15, data] as const),
  names(6, 1, 0).map((data) => [33, data] as const),
  raw.map((data) => [16, data] as const),
  raw.map((data) => [65_000, data] as const),
);
const anyRecord: fc.Arbitrary<Resource> = fc
  .record({ name: anyName, typed: anyData, class: u16, ttl: fc.nat(0xffffffff) })
  .map(({ name, typed: [type, data], ttl, ...rest }) => ({ kind: 'record', name, type, class: rest.class, ttl: seconds(ttl), data }));
const anyEdns: fc.Arbitrary<Edns> = fc.record({
  kind: fc.constant('edns' as const),
  name: fc.constant(''),
  size: u16,
  code: u8,
  version: u8,
  flags: u16,
  options: hexes(20),
});
const section = fc.array(fc.oneof({ weight: 6, arbitrary: anyRecord }, { weight: 1, arbitrary: anyEdns }), { maxLength: 4 });
export const anyMessage: fc.Arbitrary<Message> = fc.record({
  id: u16,
  flags: u16,
  questions: fc.array(fc.record({ name: anyName, type: u16, class: u16 }), { maxLength: 2 }),
  answers: section,
  authorities: section,
  additionals: section,
});
