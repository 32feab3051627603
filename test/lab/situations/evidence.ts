/** What a test of a situation asks of a recorder: who is where and why, which facts a reason cites, and what belongs to one PvD. */
import canonicalize from 'canonicalize';
import { expect } from 'vitest';
import type { Fact } from '../../../machines/model/facts/index.ts';
import type { Row } from '../../../machines/model/rows.ts';
import type { Family } from '../../../machines/model/units.ts';
import type { PvdContext } from '../../../machines/pvd.ts';
import type { Decision } from '../../../streams/decision.ts';
import { ranked } from '../../../streams/ranking.ts';
import type { Reason } from '../../../streams/reasons.ts';
import type { Network } from '../network.ts';
import type { Decided, Recorder } from '../recorder.ts';

export const orderOf = ({ decision }: Decided, family: Family): readonly string[] => ranked(decision.ranking, family).map((p) => p.pvd);

/** The recorder has heard each network's router itself, so nothing rests on what the kernel kept from before. */
export async function heard(recorder: Recorder, ...networks: readonly Network[]): Promise<void> {
  for (const network of networks) network.advertiseNow();
  await Promise.all(
    networks.map(({ name, linkLocal }) => recorder.fact(`${name}'s router is heard`, 'router.advertised', (f) => f.router === linkLocal)),
  );
}

/** All of these are ranked, in both families. */
export const haveRanks =
  (...pvds: readonly string[]) =>
  (decided: Decided): boolean =>
    pvds.every((pvd) => orderOf(decided, 4).includes(pvd) && orderOf(decided, 6).includes(pvd));

export function placeOf({ decision }: Decided, pvd: string, family: Family) {
  const found = decision.ranking.find((p) => p.pvd === pvd && p.family === family);
  if (!found) throw new RangeError(`${pvd} has no place among ${decision.ranking.map((p) => p.id).join(', ')}`);
  return found;
}

export const objectsOfPvd = (decided: Decided, pvd: string): readonly string[] =>
  (decided.pvds.find((p) => p.id === pvd)?.objects ?? []).map((o) => o.id);

/** The facts that a reason cites, as `type interface`. */
export const cited = (recorder: Recorder, { facts }: Reason): readonly string[] => [
  ...new Set(factsOf(recorder, facts).map((fact) => ('ifname' in fact ? `${fact.type} ${fact.ifname}` : fact.type))),
];
const factsOf = (recorder: Recorder, seqs: readonly number[]): readonly Fact[] =>
  recorder.facts().filter((fact) => seqs.includes(fact.seq));

/**
 * All that one PvD is, and all that is decided of it, byte for byte, an entry a line. What is the others' is left out: who came
 * behind it, whether there was anybody to beat by its rank, and the facts that gave the losers their values.
 */
export function entriesOf(
  recorder: Pick<Recorder, 'facts'>,
  { decision, pvds }: { readonly decision: Decision; readonly pvds: readonly PvdContext[] },
  pvd: string,
): readonly string[] {
  const { ifname, objects = [], generation, slot } = pvds.find((p) => p.id === pvd) ?? {};
  const facts = recorder.facts().filter((fact) => 'ifname' in fact && fact.ifname !== ifname);
  const others = new Set(facts.map((fact) => fact.seq));
  const own = ({ rule, by, facts }: Reason): Reason => ({
    ...{ rule: rule === 'onlyOne' || rule === 'onlyCandidate' ? 'rank' : rule, by },
    facts: facts.filter((seq) => !others.has(seq)),
  });
  const rows: readonly (Row & { readonly pvd: string | null; readonly because?: Reason })[] = [
    ...[...decision.ranking, ...decision.resolution, ...decision.node],
    ...[...decision.routing.routes, ...decision.routing.rules, ...decision.checks],
  ];
  const entries = rows
    .filter((row) => row.pvd === pvd)
    .map((row) => ({ ...row, beaten: undefined, because: row.because && own(row.because) }));
  return [{ generation, slot }, ...objects, ...entries].map((entry) => canonicalize(entry) ?? '');
}

/** Every lab test's last word: the log replays to what was decided live. */
export async function expectReplayed(recorder: Recorder): Promise<void> {
  const { verdict, digest, live } = await recorder.replay();
  expect(verdict).toEqual({ kind: 'equal' });
  expect(digest).toBe(live);
}
