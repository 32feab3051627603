import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareId, find } from '../../machines/model/rows.ts';
import { joining } from '../../streams/plan/joining.ts';

type Named = { readonly id: string; readonly value: number };
const rows = fc
  .uniqueArray(fc.record({ id: fc.constantFrom(...'abcdefgh'), value: fc.nat(2) }), { selector: (r) => r.id, maxLength: 8 })
  .map((list) => list.toSorted(compareId));

test('whatever came before, each row has the one of its id beside it, as one that looks each up has it', () => {
  const holds = fc.property(fc.array(fc.tuple(rows, rows), { maxLength: 12 }), (steps) => {
    const [join, known] = [joining<Named>(), new Map<string, Named>()];
    // Equal rows are the very same, as they are in a decision.
    const one = (row: Named): Named => {
      const key = `${row.id} ${row.value}`;
      if (!known.has(key)) known.set(key, row);
      return known.get(key) ?? row;
    };
    const same = (list: readonly Named[]) => list.map(one);
    for (const [wanted, applied] of steps) {
      const [a, b] = [same(wanted), same(applied)];
      expect(join(a, b)).toEqual(a.map(({ id }) => find(b, id)));
    }
  });
  fc.assert(holds, { seed: 1, numRuns: 500 });
});
