/** Shards hold what a map of rows would, and their shape is of their content alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../../machines/model/canonical.ts';
import {
  allIn,
  countIn,
  differingIds,
  differingShards,
  findIn,
  mapIn,
  putIn,
  type Shards,
  sharded,
  shardOf,
  updateIn,
} from '../../../machines/model/shards.ts';

type Entry = { readonly id: string; readonly value: number };
const id = fc.integer({ min: 0, max: 400 }).map((n) => `s${n}`);
const step = fc.oneof(
  fc.record({ id, value: fc.integer({ min: 0, max: 3 }) }),
  id.map((gone) => ({ id: gone, value: null })),
);
const stepped = (shards: Shards<Entry>, { id: of, value }: { readonly id: string; readonly value: number | null }): Shards<Entry> =>
  value === null ? updateIn(shards, of, () => null) : putIn(shards, { id: of, value });

const leaves = (shards: Shards<Entry>) => shards.flatMap((branch) => branch.shards);

test('what is put is found, what is dropped is not, and the shape tells nothing of the way there', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const known = new Map<string, number>();
      for (const { id: of, value } of steps) value === null ? known.delete(of) : known.set(of, value);
      const shards = steps.reduce(stepped, []);
      expect(countIn(shards)).toBe(known.size);
      for (const [of, value] of known) expect(findIn(shards, of)?.value).toBe(value);
      const afresh = sharded([...known].map(([of, value]) => ({ id: of, value })).reverse());
      expect(canonical(shards)).toBe(canonical(afresh));
      for (const branch of shards) expect(branch.shards.length > 0).toBe(true);
      for (const shard of leaves(shards))
        expect(shard.rows.length > 0 && shard.rows.every((row) => shardOf(row.id) === shard.id)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('what differs between two is what a comparison row by row finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.array(step, { maxLength: 12 }), (before, more) => {
      const old = before.reduce<Shards<Entry>>(stepped, []);
      const young = more.reduce(stepped, old);
      const found = differingShards(old, young).flatMap((shard) => differingIds(shard.before, shard.now));
      const ids = [...new Set([...allIn(old), ...allIn(young)].map((row) => row.id))];
      expect([...found].sort()).toEqual(ids.filter((one) => findIn(old, one) !== findIn(young, one)).sort());
    }),
    { numRuns: 100 },
  );
});

test('what is left as it is keeps its reference', () => {
  const shards = sharded(Array.from({ length: 500 }, (_, i) => ({ id: `s${i}`, value: i })));
  expect(mapIn(shards, (row) => row)).toBe(shards);
  expect(updateIn(shards, 'nobody', () => null)).toBe(shards);
  const one = findIn(shards, 's7');
  if (one) expect(putIn(shards, one)).toBe(shards);
  const changed = mapIn(shards, (row) => (row.id === 's7' ? { ...row, value: 0 } : row));
  expect(differingShards(shards, changed).flatMap((shard) => differingIds(shard.before, shard.now))).toEqual(['s7']);
});

test('10,000 ids that differ little are spread over all shards, none of them four times as full as the mean', () => {
  const all = sharded(Array.from({ length: 10_000 }, (_, i) => ({ id: `${4711}-1-${i}`, value: i })));
  const sizes = leaves(all).map((shard) => shard.rows.length);
  expect([all.length, sizes.length]).toEqual([32, 1_024]);
  expect(Math.max(...sizes)).toBeLessThan((4 * 10_000) / 1_024);
});
