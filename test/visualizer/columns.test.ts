import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createColumn, float64, uint32 } from '../../visualizer/columns.ts';
import type { Lane } from '../../visualizer/lanes.ts';
import { MEANINGS, meaningOf } from '../../visualizer/meaning.ts';
import { createPayloads } from '../../visualizer/payloads.ts';
import { worstOf } from '../../visualizer/worst.ts';

describe('columns', () => {
  test('what was pushed is there, and a copy is not touched by what comes later', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true })), fc.array(fc.nat()), (first, later) => {
        const column = createColumn(float64);
        for (const value of first) column.push(value);
        const copy = column.copy();
        for (const value of later) column.push(value);
        expect([...copy]).toEqual(first);
        expect([first, ...later.map((v) => [v])].flat().map((_, i) => column.at(i))).toEqual([...first, ...later]);
      }),
    );
  });
  test('a list of its own length is copied', () => {
    const column = createColumn(uint32);
    for (let i = 0; i < 1_000; i += 1) column.push(i);
    expect([column.copy().length, column.length]).toEqual([1_000, 1_000]);
  });
});

describe('payloads', () => {
  test('each is there as it was, whatever letters it has; equal ones have one number', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 50 }), (texts) => {
        const payloads = createPayloads();
        const numbers = texts.map(payloads.keep);
        expect(numbers.map(payloads.text)).toEqual(texts);
        expect(new Set(numbers).size).toBe(new Set(texts).size);
      }),
    );
  });
  test('many different ones take little more than their bytes, also where each is a mebibyte', () => {
    const payloads = createPayloads();
    const long = Array.from({ length: 9 }, (_, i) => String(i).repeat(1 << 20));
    const numbers = [...long, ...Array.from({ length: 30_000 }, (_, i) => `{"n":${i}}`)].map(payloads.keep);
    expect([payloads.text(numbers[8] ?? -1), payloads.text(numbers.at(-1) ?? -1)]).toEqual([long[8], '{"n":29999}']);
    expect(payloads.bytes).toBeLessThanOrEqual(16 << 20);
  });
});

describe('the worst of states that share a pixel', () => {
  const states = ['none', 'up', 'running', 'portal', 'down'];
  test('is what is bad, wherever it stands among them', () => {
    const numbers = fc.array(fc.integer({ min: -1, max: states.length - 1 }), { minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(numbers, fc.nat(500), fc.nat(500), (list, a, b) => {
        const lane: Lane = {
          id: 'x',
          actor: 'x',
          region: '',
          states,
          at: new Float64Array(),
          index: new Uint32Array(),
          state: Int32Array.from(list),
        };
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const worst = Math.max(-1, ...list.slice(from, to));
        expect(worstOf(lane, from, to)).toBe(worst < 0 ? null : meaningOf('x', states[worst] ?? ''));
      }),
    );
    expect(states.map((state) => meaningOf('x', state)).toSorted()).toEqual([...MEANINGS].toSorted());
  });
});
