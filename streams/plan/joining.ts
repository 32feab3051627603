/** Two sorted lists held against each other. Thousands of routes stand there and are wanted, and one of them changes. */
import { find, indexOf, type Row } from '../../machines/model/rows.ts';
import { differing } from '../../machines/model/settle.ts';

/** For each of `rows` the one of `others` with its id; looked up anew only for what is not as it was the last time. */
export function joining<R extends Row>(): (rows: readonly Row[], others: readonly R[]) => readonly (R | undefined)[] {
  let last: { readonly rows: readonly Row[]; readonly others: readonly R[]; readonly found: readonly (R | undefined)[] } = {
    ...{ rows: [], others: [], found: [] },
  };
  return (rows, others) => {
    const [mine, theirs] = [differing(last.rows, rows), differing(last.others, others)];
    const anew = rows.slice(mine.start, mine.last).map(({ id }) => find(others, id));
    const found = [...last.found.slice(0, mine.start), ...anew, ...last.found.slice(mine.end)];
    for (const { id } of [...last.others.slice(theirs.start, theirs.end), ...others.slice(theirs.start, theirs.last)]) {
      const at = indexOf(rows, id);
      if (at >= 0) found[at] = find(others, id);
    }
    last = { rows, others, found };
    return found;
  };
}
