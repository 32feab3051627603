/** Folding a script into a host, virtual time included: what falls due while the script waits passes, in its order. */

import { discoveredDeadlines } from '../../machines/discovered.ts';
import { step } from '../../machines/host.ts';
import { informationDeadlines } from '../../machines/information.ts';
import { lease4Deadlines } from '../../machines/lease4.ts';
import { lease6Deadlines } from '../../machines/lease6.ts';
import type { Deadline } from '../../machines/model/deadline.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { after, type Instant } from '../../machines/model/units.ts';
import { pinDeadlines } from '../../machines/pins.ts';
import { type PvdSnapshot, pvdDeadlines, pvdState } from '../../machines/pvd.ts';
import { router6Deadlines } from '../../machines/router6.ts';
import { type Host, INITIAL_HOST } from '../../machines/state.ts';
import { opened, passed, type Script, START, stamped, started } from './facts.ts';

export const deadlinesOf = (host: Host): readonly Deadline[] => [
  ...host.leases.flatMap((a) => lease4Deadlines(a.snapshot)),
  ...host.leases6.flatMap((a) => lease6Deadlines(a.snapshot)),
  ...host.routers.flatMap((a) => router6Deadlines(a.snapshot)),
  ...host.pvds.flatMap((a) => pvdDeadlines(a.snapshot)),
  ...host.information.flatMap((a) => informationDeadlines(a.snapshot)),
  ...pinDeadlines(host.pinEnds),
  ...discoveredDeadlines(host.discoveredEnds),
];

/** Each fact of the script in turn, with what passes while it waits. `take` gives the host after the fact; `waits`, what is waited for. */
export function play(script: Script, take: (fact: Fact) => Host, waits: (host: Host) => readonly Deadline[] = deadlinesOf): void {
  let { seq, at } = { seq: 1, at: START };
  let host: Host = INITIAL_HOST;
  const tell = (fact: Parameters<typeof stamped>[0]) => {
    host = take(stamped(fact, seq, at));
    seq += 1;
  };
  for (const entry of script) {
    if (!('wait' in entry)) {
      tell(entry);
      continue;
    }
    const until = after(at, entry.wait);
    const fired = new Set<string>();
    for (let next = firstDue(waits(host), until, fired); next; next = firstDue(waits(host), until, fired)) {
      fired.add(`${next.id} ${next.due}`);
      at = next.due > at ? next.due : at;
      tell(passed(next.id, next.due));
    }
    at = until;
  }
}

function firstDue(deadlines: readonly Deadline[], until: Instant, fired: ReadonlySet<string>): Deadline | undefined {
  return deadlines.filter((d) => d.due <= until && !fired.has(`${d.id} ${d.due}`)).sort((a, b) => a.due - b.due)[0];
}

/** The host after the script, in an epoch that opened with nothing. */
export function fold(script: Script): Host {
  let host: Host = INITIAL_HOST;
  play([started(), opened(), ...script], (fact) => {
    host = step(host, fact);
    return host;
  });
  return host;
}

export function snapshotOf(host: Host, id: string): PvdSnapshot {
  const found = host.pvds.find((p) => p.id === id);
  if (!found) throw new RangeError(`no ${id} among ${host.pvds.map((p) => p.id).join(', ')}`);
  return found.snapshot;
}
export const idsOf = (host: Host): readonly string[] => host.pvds.map((p) => p.id);
/** The objects of a PvD as `kind value`. */
export const objectsIn = (host: Host, id: string): readonly string[] =>
  snapshotOf(host, id).context.objects.map((o) => `${o.kind} ${o.value}`);
export const generationOf = (host: Host, id: string): number => snapshotOf(host, id).context.generation;
export const provisioningOf = (host: Host, id: string): string => pvdState(snapshotOf(host, id)).provisioning;
