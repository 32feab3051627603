/** The one decision: all parts of one tick, and of one tick only. */
import { map, type Observable, type Subject, share, zip } from 'rxjs';
import type { Host } from '../machines/state.ts';
import { type Checks, checks } from './checks.ts';
import { type Conflicts, conflicts } from './conflicts.ts';
import { type NodeValues, node } from './node.ts';
import { running } from './part.ts';
import { type Ranking, ranking } from './ranking.ts';
import { type Resolution, resolution } from './resolution.ts';
import { type Routing, routing } from './routing.ts';

export type Decision = {
  readonly ranking: Ranking;
  readonly routing: Routing;
  readonly resolution: Resolution;
  readonly checks: Checks;
  readonly node: NodeValues;
  readonly conflicts: Conflicts;
};

export const NO_DECISION: Decision = {
  ranking: ranking.initial,
  routing: routing.initial,
  resolution: resolution.initial,
  checks: checks.initial,
  node: node.initial,
  conflicts: conflicts.initial,
};

/**
 * `zip`, because `combineLatest` would show hosts that never were. `hosts` is hot and pushed after subscription:
 * a cold source would run once for each part and pile up in `zip`. `seed` resumes a fold: each part's previous value.
 */
export function decisions(hosts: Subject<Host>, seed: Decision): Observable<readonly [Host, Decision]> {
  const nothing = hosts.pipe(map(() => null));
  const rankings = running(ranking, hosts, nothing, seed.ranking).pipe(share());
  const needs = rankings.pipe(map((value) => ({ ranking: value })));
  return zip(
    hosts,
    rankings,
    running(routing, hosts, needs, seed.routing),
    running(resolution, hosts, needs, seed.resolution),
    running(checks, hosts, nothing, seed.checks),
    running(node, hosts, needs, seed.node),
    running(conflicts, hosts, needs, seed.conflicts),
  ).pipe(
    map(([host, ...parts]) => {
      const [ranks, routes, names, checking, values, disagreements] = parts;
      return [
        host,
        { ranking: ranks, routing: routes, resolution: names, checks: checking, node: values, conflicts: disagreements },
      ] as const;
    }),
  );
}
