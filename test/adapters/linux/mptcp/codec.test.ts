/** The path manager's messages: what is asked comes back as it was, and what is broken is said to be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeFamily,
  decodePath,
  endpointRequest,
  familyRequest,
  limitRequest,
  type WireEndpoint,
} from '../../../../adapters/linux/mptcp/codec.ts';
import { decodeFrames } from '../../../../adapters/linux/netlink/index.ts';
import { formatAddress } from '../../../../machines/model/address.ts';
import { EndpointFlag } from '../../../../machines/model/facts/socket.ts';

const payloadOf = (bytes: Uint8Array | null) => {
  const frames = decodeFrames(bytes ?? new Uint8Array());
  return frames.ok ? (frames.value[0]?.payload ?? new Uint8Array()) : new Uint8Array();
};
const address = fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 })).map(formatAddress);
const endpoint: fc.Arbitrary<WireEndpoint> = fc.record({
  number: fc.integer({ min: 1, max: 255 }),
  address: address.filter((text) => !text.startsWith('::ffff:')),
  index: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  flags: fc.subarray([...EndpointFlag.options]),
});

describe('mptcp_pm', () => {
  test('an endpoint that is asked for is read as it was', () => {
    fc.assert(
      fc.property(endpoint, (given) => {
        expect(decodePath(payloadOf(endpointRequest(30, 'add', given, 1)))).toEqual({ ok: true, value: given });
      }),
    );
  });

  test('limits too', () => {
    const limits = { subflows: 8, accepted: 2 };
    expect(decodePath(payloadOf(limitRequest(30, limits, 1)))).toEqual({ ok: true, value: limits });
  });

  test('the family is asked for by name, and an answer for another one is none', () => {
    expect(decodeFamily(payloadOf(familyRequest(1)))).toBeNull();
    // Laid out by hand: genlmsghdr, then the number 0x1e and the name.
    const hex = '01020000060001001e0000000d0002006d707463705f706d00000000';
    expect(decodeFamily(Uint8Array.from(Buffer.from(hex, 'hex')))).toBe(0x1e);
  });

  test('what is no address is not asked; what is broken is never thrown', () => {
    expect(endpointRequest(30, 'add', { number: 109, address: 'nobody', index: 0, flags: [] }, 1)).toBeNull();
    expect(decodePath(Uint8Array.of(1, 1))).toEqual({ ok: false, error: { kind: 'truncated', offset: 2 } });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => void [decodePath(bytes), decodeFamily(bytes)]));
  });
});
