/** What stands for @preact/signals in the page, against it: who reads what hears of it. How components are drawn is the browser's test. */
import * as theirs from '@preact/signals';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ours from '../../../visualizer/stands/signals.ts';

type Names = { readonly signal: typeof ours.signal; readonly computed: typeof ours.computed; readonly effect: typeof ours.effect };
type Writes = readonly (readonly [which: 0 | 1 | 2, value: number])[];

/** Two numbers and a switch; a sum that is looked at only while the switch is on, an effect that is ended half way. */
function said({ signal, computed, effect }: Names, writes: Writes): readonly unknown[] {
  const said: unknown[] = [];
  const [a, b, isOn] = [signal(0), signal(0), signal(0)];
  const sum = computed(() => a.value + b.value);
  const shown = computed(() => (isOn.value % 2 === 0 ? -1 : sum.value * 2));
  const end = effect(() => said.push(['first', a.value]));
  for (const [i, [which, value]] of writes.entries()) {
    if (i === 6) end();
    ([a, b, isOn][which] ?? a).value = value;
    said.push([sum.value, shown.value]);
  }
  return said;
}

describe('the page’s signals', () => {
  test('whatever is written, the same is read and heard', () => {
    const writes = fc.array(fc.tuple(fc.constantFrom<0 | 1 | 2>(0, 1, 2), fc.integer({ min: 0, max: 3 })), { maxLength: 16 });
    fc.assert(
      fc.property(writes, (list) => {
        expect(said(ours, list)).toEqual(said(theirs, list));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  test('a computed value is made once for many readers, and not before anybody reads', () => {
    let made = 0;
    const n = ours.signal(1);
    const twice = ours.computed(() => {
      made += 1;
      return n.value * 2;
    });
    n.value = 2;
    expect([made, twice.value, twice.value, made]).toEqual([0, 4, 4, 1]);
  });
});
