import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareId, drop, find, put } from '../../../machines/model/rows.ts';
import { isEqual, settle, settleRows } from '../../../machines/model/settle.ts';
import { after, elapsed, IfName, instant, millis, seconds } from '../../../machines/model/units.ts';

const SEED = 20261124;
const a = { id: 'a', n: 1 };
const b = { id: 'b', n: { deep: [1, 2] } };
const c = { id: 'c', n: 3 };

describe('rows', () => {
  test('put keeps the order, replaces by id, and is the very same for the very same row', () => {
    const rows = [a, c];
    expect(put<{ id: string }>(rows, b)).toEqual([a, b, c]);
    expect(put(rows, { id: 'a', n: 9 })).toEqual([{ id: 'a', n: 9 }, c]);
    expect(put(rows, c)).toBe(rows);
    expect(rows).toEqual([a, c]);
  });

  test('drop and find: what is not there leaves the very same', () => {
    const rows = [a, c];
    expect([drop(rows, 'a'), drop(rows, 'b') === rows, find(rows, 'c'), find(rows, 'b')]).toEqual([[c], true, c, undefined]);
  });

  test(`any order of puts and drops is a sorted map (seed ${SEED})`, () => {
    const entry = fc.tuple(fc.boolean(), fc.string({ maxLength: 2 }), fc.nat(3));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const map = new Map<string, { id: string; n: number }>();
        let rows: readonly { readonly id: string; readonly n: number }[] = [];
        for (const [isPut, id, n] of entries) {
          if (isPut) map.set(id, { id, n });
          else map.delete(id);
          rows = isPut ? put(rows, { id, n }) : drop(rows, id);
        }
        expect(rows).toEqual([...map.values()].sort(compareId));
        for (const [, id] of entries) expect(find(rows, id)).toEqual(map.get(id));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});

describe('settle: equal values keep their reference', () => {
  test.each<[string, unknown, unknown, boolean]>([
    ['equal objects', { x: { y: [1, null] } }, { x: { y: [1, null] } }, true],
    ['the order of keys does not count', { x: 1, y: 2 }, { y: 2, x: 1 }, true],
    ['another value', { x: 1 }, { x: 2 }, false],
    ['a key more', { x: 1 }, { x: 1, y: 1 }, false],
    ['a key less', { x: 1, y: 1 }, { x: 1 }, false],
    ['another key, undefined', { x: undefined }, { y: undefined }, false],
    ['a longer array', [1], [1, 2], false],
    ['a shorter array', [1, 2], [1], false],
    ['an array is no object', [], {}, false],
    ['null is no object', null, {}, false],
  ])('%s', (_name, old, young, same) => {
    expect(settle(old, young) === old).toBe(same);
    expect(isEqual(old, young)).toBe(same);
    expect(settle(old, young)).toEqual(young);
  });

  test('what did not change within what did keeps its reference', () => {
    const old = { x: { deep: 1 }, y: [{ z: 1 }, { z: 2 }] };
    const settled = settle(old, { x: { deep: 1 }, y: [{ z: 1 }, { z: 3 }] });
    expect([settled === old, settled.x === old.x, settled.y === old.y, settled.y[0] === old.y[0]]).toEqual([false, true, false, true]);
  });

  test('rows are matched by id: one more at the front makes none of its successors new', () => {
    const old = [b, c];
    const settled = settleRows<{ readonly id: string }>(old, [{ ...a }, structuredClone(b), { ...c }]);
    expect([settled[1] === b, settled[2] === c]).toEqual([true, true]);
    expect(settleRows<{ readonly id: string }>(old, [structuredClone(b), { ...c }])).toBe(old);
    expect(settleRows<{ readonly id: string }>(old, [{ ...c }, structuredClone(b)])).not.toBe(old);
  });

  test(`settle says what it was given, and is the old one exactly when equal (seed ${SEED})`, () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, (old, young) => {
        expect(settle(old, young)).toEqual(young);
        expect(settle(old, structuredClone(old))).toBe(old);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

describe('units', () => {
  test('seconds are converted once; moments and durations cross only here', () => {
    expect([seconds(2), after(instant(1_000), seconds(2)), elapsed(instant(1_000), instant(3_500))]).toEqual([2_000, 3_000, 2_500]);
  });
  test('a moment that is past has nothing left', () => {
    expect(elapsed(instant(5), instant(3))).toBe(0);
  });
  test.each<[string, () => unknown]>([
    ['a negative duration', () => millis(-1)],
    ['half a millisecond', () => millis(0.5)],
    ['a moment that is no number', () => instant(Number.NaN)],
  ])('%s is none', (_name, make) => {
    expect(make).toThrow();
  });
  test.each<[string, boolean]>([
    ['wlan0', true],
    ['enp0s31f6.100', true],
    ['a234567890123456', false],
    ['', false],
    ['a b', false],
    ['a/b', false],
    ['a\n', false],
  ])('interface name %j: %s', (name, ok) => {
    expect(IfName.safeParse(name).success).toBe(ok);
  });
});
