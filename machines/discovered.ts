/** Prefixes of NAT64 that no advertisement tells: found by asking a PvD's own name servers (RFC 7050), held while their answer lasts. */
import type { Deadline } from './model/deadline.ts';
import type { FactOf } from './model/facts/index.ts';
import type { Pref64Memory } from './model/facts/name.ts';
import { compareId, drop, find, put, type Row } from './model/rows.ts';
import { isEqual } from './model/settle.ts';
import { after, type IfName, type Instant, millis, type Seq } from './model/units.ts';
import type { Draft, Host } from './state.ts';

/** `id`: the PvD's. */
export type Discovered = Row & {
  readonly ifname: string;
  readonly generation: number;
  readonly prefixes: readonly string[];
  readonly since: Seq;
};

export function hearDiscovered(host: Draft, fact: FactOf<'pref64.discovered'>): void {
  const { pvd: id, generation, prefixes, lifetime } = fact;
  const found = find(host.pvds, id)?.snapshot.context;
  if (found?.generation !== generation) return;
  if (prefixes.length === 0 || lifetime === 0) return forget(host, [id]);
  const row = { id, ifname: found.ifname, generation, prefixes, since: fact.of ?? fact.seq };
  const old = find(host.discovered, id);
  if (!old || !isEqual(old, { ...row, since: old.since })) host.discovered = put(host.discovered, row);
  host.discoveredEnds = put(host.discoveredEnds, { id, at: after(fact.at, lifetime) });
}

const DEADLINE = 'pref64:end';
/** One for all, the first. */
export function discoveredDeadlines(ends: Host['discoveredEnds']): readonly Deadline[] {
  const [first] = ends.toSorted((a, b) => a.at - b.at);
  return first ? [{ id: DEADLINE, due: first.at }] : [];
}

export function endDiscovered(host: Draft, fact: FactOf<'deadline.passed'>): void {
  if (fact.id === DEADLINE) forget(host, idsOf(host.discoveredEnds.filter((end) => end.at <= fact.at)));
}

/** Those of another attachment go. Gives the interfaces on which others are held than before. */
export function settleDiscovered(before: Host, host: Draft): readonly IfName[] {
  const isCurrent = ({ id, generation }: Discovered): boolean => find(host.pvds, id)?.snapshot.context.generation === generation;
  if (before.pvds !== host.pvds || before.phase !== host.phase) forget(host, idsOf(host.discovered.filter((row) => !isCurrent(row))));
  if (before.discovered === host.discovered) return [];
  const changed = [
    ...host.discovered.filter((row) => find(before.discovered, row.id) !== row),
    ...before.discovered.filter((row) => !find(host.discovered, row.id)),
  ];
  return [...new Set(changed.map((row) => row.ifname as IfName))].sort();
}

const idsOf = (rows: readonly Row[]): readonly string[] => rows.map((row) => row.id);

function forget(host: Draft, ids: readonly string[]): void {
  for (const id of ids) {
    host.discovered = drop(host.discovered, id);
    host.discoveredEnds = drop(host.discoveredEnds, id);
  }
}

/** For `memory.carried`: what is left of them. */
export const carryDiscovered = ({ discovered, discoveredEnds }: Host, now: Instant): readonly Pref64Memory[] =>
  discovered.map(({ id, ...row }) => ({ pvd: id, ...row, left: millis(Math.max(1, (find(discoveredEnds, id)?.at ?? now) - now)) }));

export function recallDiscovered(host: Draft, memory: readonly Pref64Memory[]): void {
  host.discovered = memory.map(({ pvd, left: _, ...row }) => ({ id: pvd, ...row })).sort(compareId);
  host.discoveredEnds = memory.map(({ pvd, left }) => ({ id: pvd, at: after(host.at, left) })).sort(compareId);
}
