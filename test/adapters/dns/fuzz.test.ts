import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createDesk } from '../../../adapters/dns/desk.ts';
import { createEngine, type Engine, wantedText } from '../../../adapters/dns/engine.ts';
import { scripted } from '../../../adapters/dns/memory.ts';
import { createQuery, DROP, readQuery } from '../../../adapters/dns/query.ts';
import { matchOf, questionBytes } from '../../../adapters/dns/question.ts';
import { replyOf } from '../../../adapters/dns/reply.ts';
import { storeAnswer } from '../../../adapters/dns/stored.ts';
import { decodeMessage, encodeMessage, FLAG, type Message, TYPE } from '../../../machines/model/dns/index.ts';
import { anyMessage, anyName } from '../../machines/model/dns/samples.ts';
import { manualTime } from './manualTime.ts';
import { a, cname, noName } from './records.ts';
import { domain, view } from './views.ts';

const SEED = 20_261_127;
const RUNS = 30_000;
const empty = { answers: [], authorities: [], additionals: [] };

/** What may be done to octets on their way; a pointer put anywhere makes loops. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(200), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(200), byte: fc.constant(0) }),
  fc.record({ kind: fc.constant('pointer' as const), at: fc.nat(200), byte: fc.nat(80) }),
  fc.record({ kind: fc.constant('grow' as const), at: fc.nat(4_000), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('count' as const), at: fc.nat(7), byte: fc.nat(255) }),
);
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

function damaged(bytes: Uint8Array, { kind, at, byte }: Damage): Uint8Array {
  if (kind === 'cut') return bytes.slice(0, at % (bytes.length + 1));
  if (kind === 'grow') return Uint8Array.from([...bytes, ...Array<number>(at).fill(byte)]);
  const copy = bytes.slice();
  if (copy.length < 13) return copy;
  if (kind === 'count') copy[4 + at] = byte;
  else if (kind === 'set') copy[at % copy.length] = byte;
  else {
    const place = 12 + (at % (copy.length - 12));
    copy[place] = 0xc0;
    if (place + 1 < copy.length) copy[place + 1] = byte;
  }
  return copy;
}

const anyQuery = fc
  .record({ id: fc.nat(0xffff), name: anyName, type: fc.constantFrom(1, 28, 12, 16, 252, 255, 41), edns: fc.boolean() })
  .map(
    ({ id, name, type, edns }) =>
      encodeMessage({
        ...{ id, flags: FLAG.RD, questions: [{ name, type, class: 1 }], answers: [], authorities: [] },
        additionals: edns ? [{ kind: 'edns', name: '', size: 1232, code: 0, version: 0, flags: 0, options: '' }] : [],
      }) ?? new Uint8Array(),
  );
const broken = (whole: fc.Arbitrary<Uint8Array>) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(whole, fc.array(damage, { minLength: 1, maxLength: 3 })).map(([bytes, all]) => all.reduce(damaged, bytes)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }) },
  );

describe('sec-4: what is malformed is refused and counted, and nothing crashes', () => {
  const open: Engine[] = [];
  afterEach(() => {
    for (const engine of open.splice(0)) engine.close();
  });
  const start = () => {
    const time = manualTime();
    const reach = scripted(({ name }) =>
      name.length % 3 === 0 ? noName() : { answers: [cname(name, 'x.example'), a('x.example', '192.0.2.1')] },
    );
    const engine = createEngine({ reach, time, pin: async () => true });
    engine.show(view(1, [domain('pvd:home', '127.0.0.21')]));
    open.push(engine);
    return { engine, time, desk: createDesk(engine, time, () => null) };
  };

  test(`${RUNS} queries of programs: each has a reply to itself that can be read, or none at all where it is no query`, async () => {
    const { engine, desk } = start();
    let [refused, silent, answered] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 5, arbitrary: broken(anyQuery) }, { weight: 1, arbitrary: anyQuery }), async (bytes) => {
        const code = readQuery(bytes, createQuery());
        const reply = desk.hit(bytes, false) ?? (await desk.miss(bytes, false));
        expect(reply === null).toBe(code === DROP);
        if (code === DROP) silent += 1;
        else if (code === 0) answered += 1;
        else refused += 1;
        if (reply === null) return;
        const read = decodeMessage(reply);
        expect(read).toMatchObject({ ok: true, value: { id: ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0) } });
        expect(read.ok && read.value.flags & FLAG.QR).toBe(FLAG.QR);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
    expect(engine.counters).toMatchObject({ queries: RUNS, malformed: refused, dropped: silent });
    expect(Math.min(refused, silent, answered)).toBeGreaterThan(1_000);
  });

  test(`${RUNS} answers of servers: what is kept can be read, has no more than was said, and is the answer to the question`, () => {
    const wanted = wantedText('www.example', TYPE.A);
    if (!wanted) throw new Error('no name');
    const query = createQuery();
    let [refused, kept, strays] = [0, 0, 0];
    fc.assert(
      fc.property(anyMessage, fc.array(damage, { maxLength: 3 }), fc.boolean(), ({ answers, authorities }, all, isHonest) => {
        const question = questionBytes(wanted, 77, { isMixed: false, hasEdns: true, isPadded: false });
        const asked = decodeMessage(question);
        const told: Message = {
          ...(asked.ok ? asked.value : { id: 0, flags: 0, questions: [], ...empty }),
          flags: 0x8180,
          answers,
          authorities,
          additionals: [],
        };
        const whole = encodeMessage(told) ?? new Uint8Array();
        const bytes = isHonest ? whole : all.reduce(damaged, whole);
        if (matchOf(bytes, question) !== 'answer') {
          strays += 1;
          return;
        }
        const stored = storeAnswer(bytes, wanted, 0);
        if (!stored.ok) {
          refused += 1;
          return;
        }
        kept += 1;
        expect(decodeMessage(stored.value.bytes).ok).toBe(true);
        expect(stored.value.lifetime).toBeLessThanOrEqual(7_200_000);
        readQuery(question, query);
        const reply = replyOf(question, query, stored.value, 1_000, 65_535);
        expect(reply && decodeMessage(reply)).toMatchObject({
          ok: true,
          value: { id: 77, questions: asked.ok ? asked.value.questions : [] },
        });
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
    expect(Math.min(refused, kept, strays)).toBeGreaterThan(500);
  });

  test('RFC 5452: of 20,000 guesses at id, letters, name and type none is taken for the answer', () => {
    const wanted = wantedText('somewhere.example', TYPE.A);
    if (!wanted) throw new Error('no name');
    const question = questionBytes(wanted, 4_711, { isMixed: true, hasEdns: true, isPadded: false });
    const guess = fc.record({
      mask: fc.nat(0xffff),
      name: fc.constantFrom('somewhere.example', 'other.example', 'SOMEWHERE.EXAMPLE', 'somewhere.examples'),
      type: fc.constantFrom(1, 28),
      flags: fc.constantFrom(0x8180, 0x0100, 0xa180),
    });
    fc.assert(
      fc.property(guess, ({ name, type, flags }) => {
        const bytes = encodeMessage({
          ...{ id: 4_711, flags, questions: [{ name, type, class: 1 }] },
          ...empty,
          answers: [a(name, '203.0.113.66')],
        });
        expect(bytes && matchOf(bytes, question)).not.toBe('answer');
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });
});
