/** Steps and sleep, told from three clocks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { driftOf, observe } from '../../adapters/clock/drift.ts';

describe('drift of the clocks', () => {
  const zero = driftOf({ wall: 0, boot: 0, monotonic: 0 });

  test('NTP that bends the wall clock by 500 ppm for a day is no step', () => {
    let drift = zero;
    const told: unknown[] = [];
    for (let second = 1; second <= 86_400; second++) {
      const boot = second * 1000;
      const [next, facts] = observe(drift, { wall: Math.round(boot * 1.0005), boot, monotonic: boot });
      told.push(...facts);
      drift = next;
    }
    expect(told).toEqual([]);
  });

  test('what is told of steps and sleep adds up to what happened, within the threshold', () => {
    const act = fc.tuple(fc.constantFrom('step', 'sleep', 'pass'), fc.integer({ min: 1, max: 5000 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let [drift, sample] = [zero, { wall: 0, boot: 0, monotonic: 0 }];
        const [happened, told] = [
          { stepped: 0, slept: 0 },
          { stepped: 0, slept: 0 },
        ];
        let elapsed = 0;
        for (const [kind, n, isBack] of acts) {
          const by = kind === 'step' ? (isBack ? -n : n) : 0;
          const slept = kind === 'sleep' ? n : 0;
          const awake = kind === 'pass' ? n : 0;
          happened.stepped += by;
          happened.slept += slept;
          elapsed += slept + awake;
          sample = { wall: sample.wall + by + slept + awake, boot: sample.boot + slept + awake, monotonic: sample.monotonic + awake };
          const [next, facts] = observe(drift, sample);
          drift = next;
          for (const fact of facts) {
            if (fact.type === 'clock.stepped') told.stepped += fact.by;
            if (fact.type === 'host.resumed') told.slept += fact.slept;
          }
        }
        expect(happened.slept - told.slept).toBeGreaterThanOrEqual(0);
        expect(happened.slept - told.slept).toBeLessThan(1000);
        // What is slowly forgotten as slew, and roundings.
        expect(Math.abs(happened.stepped - told.stepped)).toBeLessThan(500 + elapsed * 0.001 + acts.length);
      }),
      { seed: 20_261_124, numRuns: 1000 },
    );
  });
});
