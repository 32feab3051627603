/** Which sessions are to be judged: after a fact about one that one, after something was due those that waited, when networks change those that see it. */
import type { Row } from '../../machines/model/rows.ts';
import { differingIds, differingShards, rowsIn, type Shards } from '../../machines/model/shards.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { SessionContext, SessionSnapshot } from '../../machines/session.ts';
import type { Actor } from '../../machines/state.ts';
import { perObject } from '../memo.ts';
import type { Grounds } from './grounds.ts';
import { isAnother, kindOf } from './outlook.ts';
import { dueOf, type Standing } from './verdict.ts';

/** By shard. */
export type Touched = ReadonlyMap<string, readonly string[]>;

export function everyone(...all: readonly Shards<Row>[]): Touched {
  const ids = new Map<string, readonly string[]>();
  for (const { id, rows } of all.flat()) ids.set(id, [...new Set([...(ids.get(id) ?? []), ...rows.map((row) => row.id)])]);
  return ids;
}

/** Those that see something else now than by the grounds before: another home, another place to go. */
export function moved(sessions: Shards<Actor<SessionSnapshot>>, before: Grounds, now: Grounds): Touched {
  if (before.authority !== now.authority || before.steadiness !== now.steadiness) return everyone(sessions);
  const kinds = new Map<string, boolean>();
  const isMoved = ([kind, context]: readonly [string, SessionContext]): boolean => {
    const known = kinds.get(kind) ?? isAnother(before, now, context);
    kinds.set(kind, known);
    return known || context.asks.length > 0;
  };
  return new Map(
    sessions.flatMap(({ id, rows }) => {
      const ids = kindsIn(rows).filter(isMoved);
      return ids.length === 0 ? [] : [[id, ids.map(([, context]) => context.id)] as const];
    }),
  );
}
const kindsIn = perObject((rows: readonly Actor<SessionSnapshot>[]) =>
  rows.map(({ snapshot: { context } }) => [kindOf(context), context] as const),
);

/** Those that came, went or changed. */
export const changedRows = (before: Shards<Row>, now: Shards<Row>): Touched =>
  new Map(differingShards(before, now).map((shard) => [shard.id, differingIds(shard.before, shard.now)]));

/** The first moment that somebody in a shard waits for. */
export type Due = Row & { readonly due: Instant };

/** Those whose wait is over. */
export const overdue = (dues: readonly Due[], standings: Shards<Standing>, before: Instant, awake: Instant): Touched =>
  new Map(
    dues
      .filter(({ due }) => due <= awake)
      .map(({ id }) => [id, rowsIn(standings, id).flatMap((row) => (dueOf(row, before) === dueOf(row, awake) ? [] : [row.id]))]),
  );

export const both = (a: Touched, b: Touched): Touched =>
  b.size === 0 ? a : new Map([...a, ...[...b].map(([id, ids]) => [id, [...new Set([...(a.get(id) ?? []), ...ids])]] as const)]);

export function firstDue(rows: readonly Standing[], awake: Instant): Instant | null {
  let first: Instant | null = null;
  for (const row of rows) {
    const due = dueOf(row, awake);
    if (due !== null && (first === null || due < first)) first = due;
  }
  return first;
}
