/** sec-4: hostile or broken netlink bytes end in a value or a typed error, never in a throw or a hang; what is told is a valid fact. */
import { describe, expect, test } from 'vitest';
import { converse } from '../../../adapters/linux/conversation.ts';
import { createMirror } from '../../../adapters/linux/mirror.ts';
import { decodeMessage, encodeFrames, encodeMessage, walkFrames } from '../../../adapters/linux/netlink/index.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { millis } from '../../../machines/model/units.ts';
import { captured } from './captured.ts';

const SEED = Number(process.env.MH_SEED ?? 20_261_124);
const INPUTS = 12_000;
const FAULTS = new Set(['truncated', 'badLength', 'badValue', 'unknownType']);

/** mulberry32. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Mutation = (bytes: Uint8Array, random: (below: number) => number) => Uint8Array;
const garbage = (length: number, random: (below: number) => number): Uint8Array => Uint8Array.from({ length }, () => random(256));
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  truncated: (bytes, random) => bytes.slice(0, random(bytes.length)),
  'bits flipped': (bytes, random) => {
    const flipped = bytes.slice();
    for (let i = 0; i <= random(6); i += 1) {
      const at = random(flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
    }
    return flipped;
  },
  'wrong length': (bytes, random) => {
    const wrong = bytes.slice();
    const at = random(Math.floor(wrong.length / 4)) * 4;
    const length = [0, 1, 3, 4, 5, 0xffff, 0x7fff, random(0x10000)][random(8)] ?? 0;
    wrong.set([length & 0xff, length >> 8], Math.min(at, wrong.length - 2));
    return wrong;
  },
  'garbage inside': (bytes, random) => {
    const at = random(bytes.length);
    return Uint8Array.from([...bytes.slice(0, at), ...garbage(random(24), random), ...bytes.slice(at + random(24))]);
  },
  'garbage only': (_, random) => garbage(random(200), random),
};

describe(`netlink, ${INPUTS} malformed inputs (seed ${SEED})`, () => {
  const random = randomFrom(SEED);
  const mutations = Object.entries(MUTATIONS);
  const inputs = Array.from({ length: INPUTS }, (_, i) => {
    const [name, mutate] = mutations[i % mutations.length] ?? mutations[0] ?? ['none', (bytes: Uint8Array) => bytes];
    const source = captured[random(captured.length)]?.bytes ?? new Uint8Array();
    return { name: `${name} #${i}`, bytes: mutate(source.slice(0, 2048), random) };
  });

  test('each is a value or a typed error with its place', () => {
    const seen = { value: 0, fault: 0 };
    for (const { name, bytes } of inputs) {
      const { frames, broken } = walkFrames(bytes);
      if (broken !== null) check(name, broken.error, bytes.length);
      seen.fault += broken === null ? 0 : 1;
      for (const frame of frames) {
        const message = decodeMessage(frame);
        if (!message.ok) check(name, message.error, frame.payload.length);
        seen[message.ok ? 'value' : 'fault'] += 1;
      }
    }
    expect(seen.fault).toBeGreaterThan(INPUTS / 4);
    expect(seen.value).toBeGreaterThan(INPUTS / 4);
  });

  test('what decodes settles: decode(encode(m)) is m', () => {
    for (const { name, bytes } of inputs) {
      for (const frame of walkFrames(bytes).frames) {
        const message = decodeMessage(frame);
        if (!message.ok) continue;
        const [again] = walkFrames(encodeFrames([encodeMessage(message.value)])).frames;
        const back = again && decodeMessage(again);
        if (!back?.ok) throw new Error(`${name}: what was decoded does not decode again`);
        expect(JSON.stringify(back.value), name).toBe(JSON.stringify(message.value));
      }
    }
  });

  test('through the whole source: nothing throws, and every fact is valid', () => {
    const lines: string[] = [];
    const talk = converse({ mirror: createMirror(), send: () => undefined, notice: (line) => lines.push(line) });
    const clock = { now: 1_000 };
    const hear = (bytes: Uint8Array) => talk.hear([bytes], millis(clock.now++));
    talk.begin();
    for (const { bytes } of captured) hear(bytes);
    const told = new Map<string, number>();
    for (const { name, bytes } of inputs) {
      for (const fact of hear(bytes)) {
        const parsed = Fact.safeParse({ ...fact, seq: 1, at: 1 });
        if (!parsed.success) throw new Error(`${name}: ${JSON.stringify(fact)}\n${parsed.error.message}`);
        told.set(fact.type, (told.get(fact.type) ?? 0) + 1);
      }
    }
    expect(told.get('kernel.messageRejected') ?? 0).toBeGreaterThan(INPUTS / 4);
    expect(told.size).toBeGreaterThan(5);
  }, 30_000);
});

function check(name: string, error: { readonly kind: string; readonly offset: number }, length: number): void {
  expect(FAULTS, name).toContain(error.kind);
  expect(error.offset, name).toBeGreaterThanOrEqual(0);
  expect(error.offset, name).toBeLessThanOrEqual(length);
}
