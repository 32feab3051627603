/** The facts that open an epoch (law 4): what the outside says now, recognised where the last epoch knew it, and what only that epoch knows. */

import type { Fact, Unstamped } from '../../machines/model/facts/index.ts';
import { world } from '../../machines/model/facts/index.ts';
import { find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import { carryMemory, recognised, restate, restateSources } from '../../machines/restate.ts';
import { lastOwners } from '../../machines/sockets.ts';
import type { Host } from '../../machines/state.ts';
import { carried } from '../../streams/carried.ts';
import type { Fold } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';

export type Opening = {
  readonly version: string;
  readonly boot: string;
  readonly uptime: number;
  readonly mode: 'observe' | 'apply';
  readonly checks: boolean;
  readonly epoch: number;
  readonly previous: string | null;
  readonly reason: 'start' | 'size' | 'gap' | 'upgrade';
  /** Facts that were seen but not kept before this epoch. */
  readonly lost: number;
};

/** The same process goes on: everything is restated from the fold. */
export function reopening(opening: Opening, fold: Fold, now: Instant): readonly Unstamped[] {
  return framed(opening, restate(fold.host, now, carried(fold)));
}

/** A process starts: what it sees now; of the last epoch (null when there was none) the memory, and within one boot what still holds. */
export function starting(
  opening: Opening,
  policies: readonly Unstamped[],
  seen: readonly Unstamped[],
  last: { readonly fold: Fold; readonly now: Instant } | null,
): readonly Unstamped[] {
  if (!last) return framed(opening, [...policies, ...seen]);
  const { fold, now } = last;
  const isSameBoot = fold.host.started?.boot === opening.boot;
  const known = isSameBoot ? recognised([...policies, ...seen], fold.host) : [...policies, ...seen];
  const held = isSameBoot ? stillTrue(fold.host, seen, now) : [];
  const said = known.slice(0, policies.length);
  // Sessions are of programs: those that are there still open them anew. What was under way ended with the process that asked, and
  // what it could not do this one may. What stood in the kernel before us is gone with its boot, and nobody knows how old an answer is.
  const host = isSameBoot
    ? { ...fold.host, failures: [] }
    : {
        ...fold.host,
        failures: [],
        sysctls: [],
        pins: [],
        discovered: [],
        left: [],
        mptcp: null,
        recalled: { ...fold.host.recalled, mptcp: null },
      };
  const ranks = { ...carried(fold), sessions: [], underWay: [] };
  const memory = carryMemory(host, now, ranks, isSameBoot ? lastOwners(fold.host) : []);
  return framed(opening, [...said, memory, ...known.slice(policies.length), ...held]);
}

function framed(opening: Opening, facts: readonly Unstamped[]): readonly Unstamped[] {
  const { version, boot, uptime, mode, checks, epoch, reason, previous, lost } = opening;
  return [
    world('agent.started', { version, machines: MACHINES, boot, uptime, mode, checks } as Parameters<typeof world<'agent.started'>>[1]),
    ...(lost > 0 ? [world('log.gap', { lost, problem: 'facts were seen that could not be kept' })] : []),
    ...facts,
    world('epoch.opened', { epoch, reason, previous }),
  ];
}

/** Advertisements and leases of interfaces whose link has not gone since, unless a source has told them afresh. */
function stillTrue(host: Host, seen: readonly Unstamped[], now: Instant): readonly Unstamped[] {
  const links = new Map(seen.flatMap((f) => (f.type === 'link.appeared' ? [[f.ifname, f]] : [])));
  const addresses = new Set(seen.flatMap((f) => (f.type === 'address.added' ? [`${f.ifname} ${f.address}`] : [])));
  const isFresh = (fact: Unstamped) =>
    seen.some((f) => f.type === fact.type && 'ifname' in f && 'ifname' in fact && f.ifname === fact.ifname);
  return restateSources(host, now).filter((fact) => {
    if (fact.type !== 'router.advertised' && fact.type !== 'lease4.bound') return false;
    const was = find(host.interfaces, `interface:${fact.ifname}`)?.snapshot.context.link;
    const is = links.get(fact.ifname);
    if (!was || !is?.carrier || is.downs !== was.downs || is.ifindex !== was.ifindex) return false;
    return fact.type === 'router.advertised' || (addresses.has(`${fact.ifname} ${fact.address}`) && !isFresh(fact));
  });
}

/** Gives facts their place and their moment: never backwards within an epoch. */
export function stamped(facts: readonly Unstamped[], first: number, at: Instant): readonly Fact[] {
  return facts.map((fact, i) => ({ ...fact, seq: first + i, at }) as Fact);
}
