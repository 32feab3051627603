/** The one decision: all parts of one tick, and of one tick only. */
import { map, type Observable, type Subject, share, zip } from 'rxjs';
import type { Host } from '../machines/state.ts';
import { type Addresses, addresses } from './addresses.ts';
import { type Checks, checks } from './checks.ts';
import { type Clients, clients } from './clients.ts';
import { type Conflicts, conflicts } from './conflicts.ts';
import { type Endpoints, endpoints } from './endpoints.ts';
import { information, type WantedInformation } from './information.ts';
import { type NodeValues, node } from './node.ts';
import { type Ownership, ownership } from './ownership.ts';
import { running } from './part.ts';
import { type Publications, publications } from './publication.ts';
import { type Ranked, type Ranking, ranking } from './ranking.ts';
import { type Resolution, resolution } from './resolution.ts';
import { type Routing, routing } from './routing.ts';
import { type Judged, type Sessions, sessions, type Waiting } from './sessions.ts';
import { type Sockets, sockets } from './sockets.ts';
import type { Standing } from './steadiness.ts';
import { type Tuning, tuning } from './tuning.ts';

export type Decision = {
  readonly ranking: Ranking;
  readonly routing: Routing;
  readonly resolution: Resolution;
  readonly checks: Checks;
  readonly node: NodeValues;
  readonly conflicts: Conflicts;
  /** Apply mode: which interfaces are ours, and what they are given. */
  readonly ownership: Ownership;
  readonly addresses: Addresses;
  readonly tuning: Tuning;
  readonly clients: Clients;
  /** Which PvD is asked for its additional information. */
  readonly information: WantedInformation;
  /** Apply mode: what programs are told about names. */
  readonly publications: Publications;
  /** What becomes of each session that a program declared. */
  readonly sessions: Sessions;
  /** Whose connections are counted, and (apply mode) which are ended. */
  readonly sockets: Sockets;
  /** Apply mode: paths of multipath TCP. */
  readonly endpoints: Endpoints;
};
/** What parts feed back to themselves and nobody else reads: made of moments, so no part of the decision. */
export type Aside = {
  readonly standings: readonly Standing[];
  readonly sessions: Waiting;
};

export const NO_DECISION: Decision = {
  ranking: ranking.initial.places,
  routing: routing.initial,
  resolution: resolution.initial,
  checks: checks.initial,
  node: node.initial,
  conflicts: conflicts.initial,
  ownership: ownership.initial,
  addresses: addresses.initial,
  tuning: tuning.initial,
  clients: clients.initial,
  information: information.initial,
  publications: publications.initial,
  sessions: sessions.initial.verdicts,
  sockets: sockets.initial,
  endpoints: endpoints.initial,
};
export const NO_ASIDE: Aside = {
  standings: ranking.initial.standings,
  sessions: sessions.initial.waiting,
};

/**
 * `zip`, because `combineLatest` would show hosts that never were. `hosts` is hot and pushed after subscription:
 * a cold source would run once for each part and pile up in `zip`. `seed` and `aside` resume a fold: each part's previous value.
 */
export function decisions(hosts: Subject<Host>, seed: Decision, aside: Aside): Observable<readonly [Host, Decision, Aside]> {
  const nothing = hosts.pipe(map(() => null));
  const ranks = running(ranking, hosts, nothing, rankedOf(seed, aside)).pipe(share());
  const needs = ranks.pipe(map((value) => ({ ranking: value.places })));
  const forNetwork = zip(
    running(routing, hosts, needs, seed.routing),
    running(ownership, hosts, nothing, seed.ownership),
    running(addresses, hosts, nothing, seed.addresses),
    running(tuning, hosts, nothing, seed.tuning),
    running(clients, hosts, nothing, seed.clients),
  ).pipe(
    map(([routes, owned, own, tuned, asked]) => ({ routing: routes, ownership: owned, addresses: own, tuning: tuned, clients: asked })),
  );
  const judged = running(sessions, hosts, needs, judgedOf(seed, aside));
  const forConnections = zip(running(sockets, hosts, nothing, seed.sockets), running(endpoints, hosts, needs, seed.endpoints)).pipe(
    map(([counted, joined]) => ({ sockets: counted, endpoints: joined })),
  );
  const values = running(node, hosts, needs, seed.node).pipe(share());
  const rules = running(resolution, hosts, needs, seed.resolution).pipe(share());
  const told = zip(needs, rules, values).pipe(
    map(([{ ranking: places }, names, chosen]) => ({ ranking: places, resolution: names, node: chosen })),
  );
  const forPrograms = zip(
    rules,
    running(checks, hosts, nothing, seed.checks),
    values,
    running(conflicts, hosts, needs, seed.conflicts),
    running(information, hosts, nothing, seed.information),
    running(publications, hosts, told, seed.publications),
  ).pipe(
    map(([names, checking, chosen, disagreements, asked, published]) => ({
      resolution: names,
      checks: checking,
      node: chosen,
      conflicts: disagreements,
      information: asked,
      publications: published,
    })),
  );
  return zip(hosts, ranks, forNetwork, forPrograms, forConnections, judged).pipe(
    map(([host, { places, standings }, network, programs, connections, becoming]) => {
      const decision = { ranking: places, ...network, ...programs, ...connections, sessions: becoming.verdicts };
      return [host, decision, { standings, sessions: becoming.waiting }] as const;
    }),
  );
}

/** The very value that was given out, so that what has not changed is not made anew. */
const rankedOf = ({ ranking: places }: Decision, { standings }: Aside): Ranked =>
  standings.length === 0 && places.length === 0 ? ranking.initial : { places, standings };
const judgedOf = ({ sessions: verdicts }: Decision, { sessions: waiting }: Aside): Judged =>
  verdicts.length === 0 ? sessions.initial : { verdicts, waiting };
