import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grouping } from '../../../machines/model/grouping.ts';
import type { Row } from '../../../machines/model/rows.ts';
import { allIn, type Shards, updateIn } from '../../../machines/model/shards.ts';

type Word = Row & { readonly word: string | null };
const wordOf = ({ word }: Word): string | null => word;
const plain = (groups: ReadonlyMap<string, ReadonlyMap<string, Word>>) =>
  [...groups].map(([word, rows]) => [word, [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1))] as const).sort();

const id = fc.integer({ min: 0, max: 40 }).map((n) => `s${n}`);
const step = fc.tuple(id, fc.constantFrom('put', 'put', 'drop', 'look'), fc.constantFrom(null, 'a', 'b', 'c'));

test('what is kept up by what differs is what would be made from nothing, also of a value that was before', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 120 }), (steps) => {
      const groupsOf = grouping(wordOf);
      const past: Shards<Word>[] = [[]];
      for (const [id, what, word] of steps) {
        const now = past.at(-1) ?? [];
        if (what !== 'look') past.push(updateIn<Word>(now, id, () => (what === 'put' ? { id, word } : null)));
        // Now and then of one that is long over.
        const looked = (what === 'look' ? past[past.length >> 1] : now) ?? [];
        const made = Map.groupBy(
          allIn(looked).filter((row) => row.word !== null),
          (row) => row.word ?? '',
        );
        const expected = new Map([...made].map(([key, rows]) => [key, new Map(rows.map((row) => [row.id, row]))]));
        expect(plain(groupsOf(looked))).toEqual(plain(expected));
      }
    }),
    { numRuns: 100, seed: 20261126 },
  );
});
