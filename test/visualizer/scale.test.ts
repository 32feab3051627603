import { describe, expect, test } from 'vitest';
import { createScale, momentsOf } from '../../visualizer/scale.ts';

const DAY = 86_400_000;

describe('the scale of the time line', () => {
  test.each([
    ['all of time is as long as it was', [0, 1_000, 4_000], false, 1_000, 0.25],
    ['what happens within seconds is not shortened', [0, 1_000, 4_000], true, 1_000, 0.25],
    ['the first moment is at the left end', [50, 100], false, 50, 0],
    ['before the first there is nothing', [50, 100], false, 0, 0],
    ['after the last there is nothing', [50, 100], false, 900, 1],
    ['a log of one moment', [50], false, 50, 0],
  ])('%s', (_name, moments, isCollapsed, at, place) => {
    expect(createScale(moments, isCollapsed).place(at)).toBeCloseTo(place, 10);
  });

  test('idle time is drawn short, and still the longer the longer it was', () => {
    const scale = createScale([0, 5_000, DAY, 3 * DAY], true);
    const [busy, day, two] = [scale.place(5_000), scale.place(DAY) - scale.place(5_000), scale.place(3 * DAY) - scale.place(DAY)];
    expect(busy).toBeGreaterThan(0.02);
    expect(two).toBeGreaterThan(day);
  });

  test.each([true, false])('a place leads back to its moment (collapsed: %s)', (isCollapsed) => {
    const scale = createScale([0, 100, DAY, DAY + 3], isCollapsed);
    for (const at of [0, 60, 100, 500_000, DAY, DAY + 1]) expect(scale.at(scale.place(at))).toBeCloseTo(at, 3);
  });

  test('moments lie between the ends of the log, and rise also where a clock was set back', () => {
    expect([...momentsOf(Float64Array.of(3, 9), 1, 10)]).toEqual([1, 3, 9, 10]);
    expect([...momentsOf(Float64Array.of(30, 39, 2), 30, 10)]).toEqual([2, 10, 30, 30, 39]);
  });
});
