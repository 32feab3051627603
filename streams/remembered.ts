/**
 * Names that a network claimed while its interface was declared exclusive: remembered while the network is away, and across
 * epochs, so that they leak to no other when a tunnel drops. What once was private stays so; the names told last, if there are too many.
 */
import type { Memory } from '../machines/model/facts/epoch.ts';
import type { InterfaceSettings } from '../machines/model/settings.ts';
import type { Claim } from './claims.ts';
import type { Domain } from './domains.ts';
import type { Readable } from './part.ts';
import type { Resolution } from './resolution.ts';
import { serversOf } from './servers.ts';
import type { Speaker } from './speakers.ts';

/** Names of one PvD, and of all that are away. Guesses, far above any real network. */
const NAMES_MAX = 64;
const ALL_MAX = 256;

type Remembered = Memory['names'][number];

/** For `memory.carried`. */
export const carriedNames = (rows: Resolution): Memory['names'] =>
  rows.flatMap((r) =>
    r.family === 4 && isLearned(r) ? [{ pvd: r.pvd, generation: r.generation, kind: r.kind, suffix: r.suffix, since: r.since }] : [],
  );

/** Those of before that nobody claims now. Once a PvD is asked again, it is asked for these too. */
export function remembered(
  previous: Resolution,
  host: Readable,
  claimed: readonly Claim[],
  speaking: readonly Speaker[],
  present: readonly Domain[],
): readonly Claim[] {
  const exclusive = host.settings.interfaces.filter((i) => i.names === 'exclusive');
  if (exclusive.length === 0) return [];
  const isClaimed = new Set(claimed.map((c) => `${c.pvd} ${c.suffix}`));
  const before = previous.length > 0 ? carriedNames(previous) : host.recalled.names;
  const known = before.filter((r) => exclusive.some((i) => isOn(i, r.pvd)) && !isClaimed.has(`${r.pvd} ${r.suffix}`));
  const counts = new Map<string, number>();
  const kept = known
    .toSorted((a, b) => b.since - a.since || (a.suffix < b.suffix ? -1 : 1))
    .filter(({ pvd }) => {
      const count = (counts.get(pvd) ?? 0) + 1;
      counts.set(pvd, count);
      return count <= NAMES_MAX;
    })
    .slice(0, ALL_MAX);
  return kept.map((row) => claimOf(row, host, speaking, present));
}

function claimOf(
  { pvd, generation, kind, suffix, since }: Remembered,
  host: Readable,
  speaking: readonly Speaker[],
  present: readonly Domain[],
): Claim {
  const domain = speaking.find((s) => s.domain.id === pvd)?.domain;
  const trusted = host.settings.interfaces.find((i) => isOn(i, pvd))?.trusted ?? true;
  return {
    ...{ suffix, kind, pvd, since, trusted, preference: 'medium', exclusive: true },
    generation: present.find((d) => d.id === pvd)?.generation ?? generation,
    servers: domain ? serversOf(domain).map((s) => s.address) : [],
  };
}

const isLearned = (r: Resolution[number]): r is Resolution[number] & { readonly kind: Remembered['kind'] } =>
  r.exclusive && (r.kind === 'zone' || r.kind === 'search');
const isOn = ({ name }: InterfaceSettings, pvd: string): boolean =>
  pvd === `pvd:${name}` || pvd.startsWith(`pvd:${name}/`) || pvd.endsWith(`@${name}`);
