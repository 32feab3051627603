/** Which sessions are to be judged: after a fact about one that one, after something was due those that waited, when networks change those that see it. */
import { grouping } from '../../machines/model/grouping.ts';
import type { Row } from '../../machines/model/rows.ts';
import { differingIds, differingShards, rowsIn, type Shards, shardOf, shardsOf } from '../../machines/model/shards.ts';
import type { Instant } from '../../machines/model/units.ts';
import { type Sessions, sessionKinds } from '../../machines/sessions.ts';
import type { Grounds } from './grounds.ts';
import { outlookOf, sightOf } from './outlook.ts';
import { dueOf, type Standing, type Verdict } from './verdict.ts';

/** By shard. */
export type Touched = ReadonlyMap<string, readonly string[]>;

export function everyone(...all: readonly Shards<Row>[]): Touched {
  const ids = new Map<string, readonly string[]>();
  for (const { id, rows } of all.flatMap(shardsOf)) ids.set(id, [...new Set([...(ids.get(id) ?? []), ...rows.map((row) => row.id)])]);
  return ids;
}

/**
 * Those that see something else now than by the grounds before, found by their kind. Where it is but another place to go, only
 * those have to know that are to go: the others' reasons are of their own (rules.ts).
 */
export function moved(sessions: Sessions, verdicts: Shards<Verdict>, before: Grounds, now: Grounds): Touched {
  if (before.authority !== now.authority || before.steadiness !== now.steadiness) return everyone(sessions);
  const ids: string[] = [];
  for (const [kind, rows] of sessionKinds(sessions)) {
    const [first] = rows.values();
    if (!first) continue;
    const { context } = first.snapshot;
    // Who is asked for something heeds more of the networks than an outlook has.
    const sight = context.asks.length > 0 ? 'another' : sightOf(outlookOf(before, context, kind), outlookOf(now, context, kind));
    if (sight === 'another') ids.push(...rows.keys());
    if (sight === 'elsewhere') for (const id of leaving(verdicts).get(LEAVING)?.keys() ?? []) if (rows.has(id)) ids.push(id);
  }
  return new Map(Map.groupBy(ids, shardOf));
}
const LEAVING = 'leaving';
const leaving = grouping(({ verdict }: Verdict) => (verdict === 'keep' ? null : LEAVING));

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
