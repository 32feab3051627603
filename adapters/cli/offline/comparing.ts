/** Two decisions entry by entry, and two logs tick by tick. */
import type { Fact } from '../../../machines/model/facts/index.ts';
import { compareText, type Row } from '../../../machines/model/rows.ts';
import { isEqual } from '../../../machines/model/settle.ts';
import { type Decision, NO_DECISION } from '../../../streams/decision.ts';
import { changes } from '../../../streams/digest.ts';
import { createLoop, INITIAL_FOLD, type Loop, type Tick } from '../../../streams/loop.ts';
import { OCTETS } from '../../log/index.ts';

export type Difference = { readonly path: string; readonly fields: readonly string[]; readonly a: Row | null; readonly b: Row | null };

/** What depends on nothing else comes first: the others follow from it. */
const PARTS = ['ranking', 'routing', 'resolution', 'node', 'checks', 'conflicts'];
const partOf = (path: string): number => PARTS.indexOf(path.split('/', 1)[0] ?? '');

/** All entries that differ, the ranking's first. */
export function differences(a: Decision, b: Decision): readonly Difference[] {
  const [left, right] = [entries(a), entries(b)];
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort((p, q) => partOf(p) - partOf(q) || compareText(p, q));
  return paths.flatMap((path) => {
    const [x, y] = [left.get(path) ?? null, right.get(path) ?? null];
    return isEqual(x, y) ? [] : [{ path, fields: fieldsOf(x, y), a: x, b: y }];
  });
}

const entries = (decision: Decision): ReadonlyMap<string, Row | null> => new Map(changes(NO_DECISION, decision));

function fieldsOf(a: Row | null, b: Row | null): readonly string[] {
  if (!a || !b) return [];
  const [x, y] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))];
  return [...new Set([...x.keys(), ...y.keys()])].filter((field) => !isEqual(x.get(field), y.get(field)));
}

export type Walk = {
  readonly compared: number;
  readonly factsPartAt: number | null;
  /** Where the first decision differed, and the fact of each side that led there. */
  readonly at: { readonly a: Fact; readonly b: Fact } | null;
  readonly differences: readonly Difference[];
};

/** By seq: what only one side has is folded there, and compared once both stand at the same number again. */
export async function walk(a: AsyncIterator<Fact>, b: AsyncIterator<Fact>): Promise<Walk> {
  const [left, right] = [side(a), side(b)];
  let [compared, factsPartAt, isSame] = [0, null as number | null, true];
  let [x, y] = [await left.next(), await right.next()];
  while (x && y) {
    if (x.seq !== y.seq) {
      isSame = false;
      if (x.seq < y.seq) {
        left.take(x);
        x = await left.next();
      } else {
        right.take(y);
        y = await right.next();
      }
      continue;
    }
    if (factsPartAt === null && !isEqual(x, y)) factsPartAt = x.seq;
    const [now, other] = [left.take(x), right.take(y)];
    compared += 1;
    isSame &&= isEqual(now?.changed ?? [], other?.changed ?? []) && (now === null) === (other === null);
    if (!isSame && now && other) {
      const found = differences(now.fold.decision, other.fold.decision);
      if (found.length > 0) return { compared, factsPartAt, at: { a: x, b: y }, differences: found };
      isSame = true;
    }
    [x, y] = [await left.next(), await right.next()];
  }
  return { compared, factsPartAt, at: null, differences: [] };
}

type Side = { next(): Promise<Fact | null>; take(fact: Fact): Tick | null };

function side(facts: AsyncIterator<Fact>): Side {
  const loop: Loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
  return {
    next: async () => {
      const { done, value } = await facts.next();
      return done ? null : value;
    },
    take: (fact) => loop.take(fact),
  };
}
