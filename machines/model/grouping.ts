/** Rows in shards by a word of each: from one value to the next only what differs between them is looked at. */
import { find, type Row } from './rows.ts';
import { differingIds, differingShards, type Shards } from './shards.ts';

export type Groups<R extends Row> = ReadonlyMap<string, ReadonlyMap<string, R>>;

/** `wordOf`: null for a row of no group. */
export function grouping<R extends Row>(wordOf: (row: R) => string | null): (shards: Shards<R>) => Groups<R> {
  const groups = new Map<string, Map<string, R>>();
  let last: Shards<R> = [];
  const leave = (row: R): void => {
    const word = wordOf(row) ?? '';
    const group = groups.get(word);
    group?.delete(row.id);
    if (group?.size === 0) groups.delete(word);
  };
  const enter = (row: R): void => {
    const word = wordOf(row);
    if (word === null) return;
    const group = groups.get(word) ?? new Map<string, R>();
    groups.set(word, group.set(row.id, row));
  };
  return (shards) => {
    for (const { before, now } of differingShards(last, shards)) {
      for (const id of differingIds(before, now)) {
        const [old, young] = [find(before, id), find(now, id)];
        if (old) leave(old);
        if (young) enter(young);
      }
    }
    last = shards;
    return groups;
  };
}
