import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeAttributes,
  decodeFrames,
  decodeMessage,
  dumpRequest,
  encodeAttributes,
  encodeFrames,
  encodeMessage,
  linkRequest,
  METRIC_FIELDS,
  ROUTE_FIELDS,
  RULE_FIELDS,
  readFields,
  routeRequest,
  ruleRequest,
  writeFields,
} from '../../../adapters/linux/netlink/index.ts';
import { attributes, frame, ipBytes, messages, nextHop } from './arbitrary.ts';
import { captured } from './captured.ts';

/** fast-check prints the seed of a failure; MH_SEED=… repeats it. */
const RUNS = { numRuns: 500, ...(process.env.MH_SEED === undefined ? {} : { seed: Number(process.env.MH_SEED) }) };

describe('laws of the codecs', () => {
  test('attributes come back as they were', () => {
    fc.assert(
      fc.property(attributes, (given) => {
        expect(decodeAttributes(encodeAttributes(given))).toEqual({ ok: true, value: given });
      }),
      RUNS,
    );
  });

  test('frames come back as they were', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (given) => {
        expect(decodeFrames(encodeFrames(given))).toEqual({ ok: true, value: given });
      }),
      RUNS,
    );
  });

  for (const [kind, arbitrary] of Object.entries(messages)) {
    test(`${kind}: decode(encode(m)) is m, and encode(decode(x)) is x`, () => {
      fc.assert(
        fc.property(arbitrary as (typeof messages)[keyof typeof messages], (given) => {
          const wire = encodeMessage(given);
          const back = decodeMessage(wire);
          expect(back).toEqual({ ok: true, value: given });
          if (back.ok) expect(encodeMessage(back.value)).toEqual(wire);
        }),
        RUNS,
      );
    });
  }

  test('named fields come back as they were, hops and metrics included', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    const fields = fc.record(
      {
        destination: ipBytes,
        oif: word,
        gateway: ipBytes,
        priority: word,
        hops: fc.array(nextHop, { maxLength: 3 }),
        cache: fc.array(word, { minLength: 8, maxLength: 8 }),
        metrics: word.map((mtu) => writeFields(METRIC_FIELDS, { mtu })),
        table: word,
        via: ipBytes.map((address) => ({ family: address.length === 4 ? 2 : 10, address })),
        preference: fc.integer({ min: 0, max: 255 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (given) => {
        expect(readFields(ROUTE_FIELDS, writeFields(ROUTE_FIELDS, given))).toEqual({ ok: true, value: given });
      }),
      RUNS,
    );
  });

  test('an attribute too long for its length field is a bug of ours', () => {
    expect(() => encodeAttributes([{ code: 1, value: new Uint8Array(65_532) }])).toThrow(RangeError);
  });
});

describe('captured datagrams', () => {
  test(`all ${captured.length} decode, and encode to the very same bytes`, () => {
    const kinds = new Set<string>();
    for (const { what, bytes } of captured) {
      const frames = decodeFrames(bytes);
      if (!frames.ok) throw new Error(`${what}: ${frames.error.kind} at ${frames.error.offset}`);
      const decoded = frames.value.map((one) => {
        const message = decodeMessage(one);
        if (!message.ok) throw new Error(`${what}: ${message.error.kind} at ${message.error.offset}`);
        kinds.add(
          message.value.kind === 'error' || message.value.kind === 'done'
            ? message.value.kind
            : `${message.value.kind} ${'verb' in message.value ? message.value.verb : ''}`,
        );
        return message.value;
      });
      expect(Buffer.from(encodeFrames(decoded.map(encodeMessage))).toString('hex'), what).toBe(Buffer.from(bytes).toString('hex'));
    }
    expect([...kinds].toSorted()).toEqual([
      'address delete',
      'address new',
      'done',
      'error',
      'link delete',
      'link new',
      'neighbour delete',
      'neighbour new',
      'route delete',
      'route new',
      'rule delete',
      'rule new',
    ]);
  });
});

describe('requests', () => {
  const messageOf = (request: Uint8Array) => {
    const frames = decodeFrames(request);
    const [only] = frames.ok ? frames.value : [];
    const message = only === undefined ? null : decodeMessage(only);
    if (!message?.ok) throw new Error('a request of ours cannot be decoded');
    return message.value;
  };

  test('a dump names its kind and family', () => {
    expect(messageOf(dumpRequest('route', 10, 7))).toMatchObject({
      kind: 'route',
      verb: 'get',
      sequence: 7,
      flags: 0x301,
      head: { family: 10 },
      attributes: [],
    });
  });

  test('one link is asked for by its index', () => {
    expect(messageOf(linkRequest(12, 3))).toMatchObject({ kind: 'link', verb: 'get', sequence: 3, flags: 1, head: { index: 12 } });
  });

  const gateway = Uint8Array.of(192, 0, 2, 1);
  test.each([
    ['add', 'new', 0x605],
    ['replace', 'new', 0x505],
    ['delete', 'delete', 0x5],
  ] as const)('a route to %s', (change, verb, flags) => {
    const request = routeRequest(
      change,
      { family: 2, destinationLength: 0, kind: 1, protocol: 109, scope: 0, fields: { gateway, oif: 4, table: 27_000 }, mtu: 1400 },
      9,
    );
    const message = messageOf(request);
    expect(message).toMatchObject({ kind: 'route', verb, flags, sequence: 9, head: { family: 2, table: 252, protocol: 109, kind: 1 } });
    if (message.kind !== 'route') throw new Error('no route');
    const fields = readFields(ROUTE_FIELDS, message.attributes);
    expect(fields).toMatchObject({ ok: true, value: { gateway, oif: 4, table: 27_000 } });
    expect(fields.ok && readFields(METRIC_FIELDS, fields.value.metrics ?? [])).toEqual({ ok: true, value: { mtu: 1400 } });
  });

  test('a rule to add', () => {
    const fields = { from: gateway, oif: 'wlan0', priority: 20_200, table: 27_000, protocol: 109 };
    const message = messageOf(ruleRequest('add', { family: 2, destinationLength: 0, sourceLength: 32, action: 1, fields }, 4));
    expect(message).toMatchObject({ kind: 'rule', verb: 'new', flags: 0x605, head: { sourceLength: 32, action: 1, table: 252 } });
    expect(message.kind === 'rule' && readFields(RULE_FIELDS, message.attributes)).toEqual({ ok: true, value: fields });
  });
});
