/** Advertisements by hand, byte for byte as the RFCs draw them, and any advertisement at all. */
import fc from 'fast-check';
import type { Advertisement, Header, Option } from '../../../adapters/linux/ra/index.ts';
import { formatAddress } from '../../../machines/model/address.ts';
import { millis, seconds } from '../../../machines/model/units.ts';

export const hex = (s: string): Uint8Array => Uint8Array.from(Buffer.from(s.replaceAll(/\s/g, ''), 'hex'));

export const HEADER: Header = {
  ...{ type: 134, code: 0, checksum: 0, hopLimit: 64, managed: false, other: false, preference: 'medium', flags: 0 },
  ...{ lifetime: seconds(1800), reachable: 0, retransmit: 0 },
};
export const advertisement = (...options: readonly Option[]): Advertisement => ({ ...HEADER, options });

const number = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const lifetime = fc.option(number(32).map((n) => seconds(Math.min(n, 0xfffffffe))));
const bytes = (min: number, max = min) => fc.uint8Array({ minLength: min, maxLength: max });
const asHex = (arbitrary: fc.Arbitrary<Uint8Array>) => arbitrary.map((b) => Buffer.from(b).toString('hex'));
const address = bytes(16).map(formatAddress);
const preference = fc.constantFrom('high', 'medium', 'low', 'reserved') as fc.Arbitrary<Header['preference']>;
const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const escaped = fc.constantFrom('\\000', '\\032', '\\255', '\\.', '\\\\');
const name = fc
  .array(fc.array(fc.oneof({ arbitrary: label, weight: 6 }, escaped), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 5 })
  .map((labels) => labels.map((parts) => parts.join('')).join('.'));
const extra = fc.nat(2);

const header: fc.Arbitrary<Header> = fc.record({
  ...{ type: fc.constant(134), code: fc.constant(0), checksum: number(16), hopLimit: number(8), managed: fc.boolean() },
  ...{ other: fc.boolean(), preference, flags: number(8).map((n) => n & 0x27), lifetime: number(16).map(seconds) },
  ...{ reachable: number(32), retransmit: number(32) },
});

const route = fc.constantFrom(0 as const, 8 as const, 16 as const).chain((size) =>
  fc.record({
    kind: fc.constant('route' as const),
    address: bytes(size).map((b) => formatAddress(Uint8Array.from([...b, ...new Uint8Array(16 - size)]))),
    size: fc.constant(size),
    length: fc.integer({ min: 0, max: size * 8 }),
    preference,
    flags: number(8).map((n) => n & 0xe7),
    lifetime,
  }),
);

const simple: fc.Arbitrary<Option> = fc.oneof(
  fc.record({ kind: fc.constant('sourceLink' as const), hex: asHex(fc.constantFrom(6, 14, 22).chain((n) => bytes(n))) }),
  fc.record({ kind: fc.constant('mtu' as const), reserved: number(16), mtu: number(32) }),
  fc.record({
    ...{ kind: fc.constant('prefix' as const), address, length: fc.nat(128), onLink: fc.boolean(), autonomous: fc.boolean() },
    ...{ flags: number(6), valid: lifetime, preferred: lifetime, reserved: number(32) },
  }),
  route,
  fc.record({
    ...{ kind: fc.constant('rdnss' as const), reserved: number(16), lifetime },
    servers: fc.array(address, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    ...{ kind: fc.constant('dnssl' as const), reserved: number(16), lifetime, extra },
    names: fc.array(name, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('pref64' as const),
    address: bytes(12).map((b) => formatAddress(Uint8Array.from([...b, 0, 0, 0, 0]))),
    length: fc.constantFrom(96, 64, 56, 48, 40, 32),
    lifetime: number(13).map((n) => seconds(n * 8)),
  }),
  fc.record({ kind: fc.constant('portal' as const), uri: fc.stringMatching(/^[!-~]{1,80}$/), extra }),
  fc.record({
    ...{ kind: fc.constant('unknown' as const), type: fc.constantFrom(2, 4, 14, 200, 253) },
    hex: asHex(fc.nat(3).chain((n) => bytes(6 + 8 * n))),
  }),
);

const pvd: fc.Arbitrary<Option> = fc.record({
  ...{ kind: fc.constant('pvd' as const), id: name, http: fc.boolean(), legacy: fc.boolean(), reserved: number(9), delay: number(4) },
  ...{
    sequence: number(16),
    padding: fc.constant(''),
    header: fc.option(header, { nil: null }),
    options: fc.array(simple, { maxLength: 4 }),
  },
});

export const anyAdvertisement: fc.Arbitrary<Advertisement> = fc
  .tuple(header, fc.array(fc.oneof({ arbitrary: simple, weight: 4 }, pvd), { maxLength: 8 }))
  .map(([fields, options]) => ({ ...fields, options }));

export const prefix = (over: Partial<Extract<Option, { kind: 'prefix' }>> = {}): Option => ({
  ...{ kind: 'prefix', address: '2001:db8:1::', length: 64, onLink: true, autonomous: true, flags: 0, reserved: 0 },
  ...{ valid: seconds(86_400), preferred: seconds(14_400) },
  ...over,
});
export const pvdOption = (over: Partial<Extract<Option, { kind: 'pvd' }>> = {}): Option => ({
  ...{
    kind: 'pvd',
    id: 'example.org',
    http: true,
    legacy: false,
    reserved: 0,
    delay: 0,
    sequence: 1,
    padding: '',
    header: null,
    options: [],
  },
  ...over,
});
export const dnssl = (...names: readonly string[]): Option => ({ kind: 'dnssl', reserved: 0, lifetime: seconds(600), names, extra: 0 });
export const rdnss = (...servers: readonly string[]): Option => ({ kind: 'rdnss', reserved: 0, lifetime: millis(600_000), servers });
