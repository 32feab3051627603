/** Made-up rtnetlink messages for the laws of the codecs. */
import fc from 'fast-check';
import type { Attribute, Frame, Message, NextHop } from '../../../adapters/linux/netlink/index.ts';

const byte = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xffffffff });
const short = fc.integer({ min: 0, max: 0xffff });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
export const ipBytes = fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }));

/** Any code, known or not, with or without its flag bits. */
export const attribute: fc.Arbitrary<Attribute> = fc.record({ code: short, value: bytes(40) });
export const attributes = fc.array(attribute, { maxLength: 8 });
export const nextHop: fc.Arbitrary<NextHop> = fc.record({
  flags: byte,
  weight: byte,
  index: word,
  attributes: fc.array(attribute, { maxLength: 3 }),
});

export const frame: fc.Arbitrary<Frame> = fc.record({ type: short, flags: short, sequence: word, port: word, payload: bytes(64) });

const envelope = { flags: short, sequence: word, port: word };
const verb = fc.constantFrom('new' as const, 'delete' as const, 'get' as const);
const object = { ...envelope, verb, attributes };
const of = <const K extends string>(kind: K) => fc.constant(kind);

export const messages: { readonly [K in Message['kind']]: fc.Arbitrary<Extract<Message, { kind: K }>> } = {
  link: fc.record({
    ...object,
    kind: of('link'),
    head: fc.record({ family: byte, pad: byte, hardware: short, index: word, flags: word, change: word }),
  }),
  address: fc.record({
    ...object,
    kind: of('address'),
    head: fc.record({ family: byte, prefixLength: byte, flags: byte, scope: byte, index: word }),
  }),
  route: fc.record({
    ...object,
    kind: of('route'),
    head: fc.record({
      family: byte,
      destinationLength: byte,
      sourceLength: byte,
      tos: byte,
      table: byte,
      protocol: byte,
      scope: byte,
      kind: byte,
      flags: word,
    }),
  }),
  rule: fc.record({
    ...object,
    kind: of('rule'),
    head: fc.record({
      family: byte,
      destinationLength: byte,
      sourceLength: byte,
      tos: byte,
      table: byte,
      res1: byte,
      res2: byte,
      action: byte,
      flags: word,
    }),
  }),
  neighbour: fc.record({
    ...object,
    kind: of('neighbour'),
    head: fc.record({ family: byte, pad1: byte, pad2: short, index: word, state: short, flags: byte, kind: byte }),
  }),
  error: fc.record({
    ...envelope,
    // NLM_F_CAPPED and NLM_F_ACK_TLVS: only the head of the request, then attributes.
    flags: fc.constant(0x300),
    kind: of('error'),
    errno: fc.integer({ min: -1000, max: 1000 }),
    request: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    attributes,
  }),
  done: fc.record({ ...envelope, kind: of('done'), errno: fc.integer({ min: -1000, max: 1000 }), attributes }),
  noop: fc.record({ ...envelope, kind: of('noop'), body: bytes(16) }),
  other: fc.record({ ...envelope, kind: of('other'), type: fc.integer({ min: 36, max: 0xffff }), body: bytes(32) }),
};
