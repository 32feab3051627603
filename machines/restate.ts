/**
 * The facts that open an epoch from what the last one knew (law 4): everything restated with `of`, the seq that reasons go
 * on citing, and what is left of each lifetime. Folding them gives a host that decides the same.
 */
import { advertisements, left } from './advertised.ts';
import { carryDiscovered } from './discovered.ts';
import { carryFailures } from './failures.ts';
import { carryInformation } from './informed.ts';
import { canonical } from './model/canonical.ts';
import type { PvdMemory } from './model/facts/epoch.ts';
import { type Data, type Unstamped, world } from './model/facts/index.ts';
import { UNMEASURED } from './model/rhythm.ts';
import { find } from './model/rows.ts';
import { after, elapsed, FAMILIES, type IfName, type Instant } from './model/units.ts';
import { restatePaths } from './paths.ts';
import { carryPins } from './pins.ts';
import { restatePublishing } from './publishing.ts';
import { type PvdContext, type PvdSnapshot, pvdState } from './pvd.ts';
import { carryLeft, restateSockets } from './sockets.ts';
import type { Host } from './state.ts';

type Ranks = Pick<Data<'memory.carried'>['memory'], 'ranks' | 'steadiness' | 'names' | 'sessions' | 'underWay'>;

/** All but `agent.started` and `epoch.opened`, which are the agent's own. */
export function restate(host: Host, now: Instant, ranks: Ranks): readonly Unstamped[] {
  return [
    ...restatePolicies(host),
    carryMemory(host, now, ranks),
    ...restateKernel(host, now),
    ...restateApplied(host),
    ...restatePublishing(host),
    ...restateSockets(host),
    ...restatePaths(host),
    ...restateManagers(host),
    ...restateSources(host, now),
  ];
}

function restatePolicies(host: Host): readonly Unstamped[] {
  const loaded = host.policies.flatMap(({ snapshot: { context } }) => {
    const { author, pvd, rules, since, problem } = context;
    return [
      ...(since > 0 ? [world('policy.loaded', { author, pvd, rules, from: 'epoch' }, since)] : []),
      ...(problem === null ? [] : [world('policy.rejected', { author, pvd, problem, from: 'epoch' })]),
    ];
  });
  return [world('settings.loaded', { settings: host.settings }, host.settingsSince), ...loaded];
}

export function carryMemory(host: Host, now: Instant, ranks: Ranks, owners = host.missed): Unstamped {
  const live = host.pvds.map(({ snapshot }) => memoryOf(snapshot, host, now));
  const pvds = [...live, ...host.memory.map((m) => m.pvd)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const primaries = host.primaries.flatMap(({ id, router }) => {
    const link = find(host.interfaces, `interface:${id}`);
    return link ? [{ ifname: link.snapshot.context.ifname, router }] : [];
  });
  const sysctls = host.sysctls.map(({ sysctl: { family, ifname, key }, original }) => ({
    family,
    ifname: ifname as IfName,
    key,
    original,
  }));
  const informed = carryInformation(host, now);
  const answered = { pins: carryPins(host, now), pref64: carryDiscovered(host, now) };
  return world('memory.carried', {
    memory: {
      pvds,
      links: host.interfaces.flatMap(
        ({
          snapshot: {
            context: { ifname, lost },
          },
        }) => (lost === 0 ? [] : [{ ifname, lost }]),
      ),
      primaries,
      ...ranks,
      ...informed,
      ...answered,
      sysctls,
      failures: carryFailures(host.failures, now),
      left: carryLeft(host),
      owners,
      mptcp: host.mptcp?.original ?? host.recalled.mptcp,
      floor: host.floor,
    },
  });
}

function memoryOf(snapshot: PvdSnapshot, host: Host, now: Instant): PvdMemory {
  const { id, ifname, generation, slot, fingerprint, gone, away, spent, quality4, quality6 } = snapshot.context;
  const isDetached = pvdState(snapshot).provisioning === 'detached';
  return {
    id,
    ifname,
    state: isDetached ? 'detached' : 'attached',
    generation,
    slot,
    fingerprint,
    lingers: gone === null ? host.settings.linger : elapsed(now, gone),
    away,
    reach: FAMILIES.flatMap((family) => reachOf(snapshot.context, pvdState(snapshot), family, now)),
    waits: FAMILIES.flatMap((family) => {
      const { due, failed } = family === 4 ? snapshot.context.check4 : snapshot.context.check6;
      return due === null && failed === 0 ? [] : [{ family, left: due === null ? null : elapsed(now, due), failed }];
    }),
    spent: spent && { bytes: spent.bytes, age: elapsed(spent.since, now) },
    quality: FAMILIES.flatMap((family) => {
      const quality = family === 4 ? quality4 : quality6;
      return quality === UNMEASURED ? [] : [{ family, ...quality }];
    }),
  };
}

function reachOf(context: PvdContext, state: ReturnType<typeof pvdState>, family: 4 | 6, now: Instant): PvdMemory['reach'] {
  const known = family === 4 ? context.reach4 : context.reach6;
  return known
    ? [{ family, state: family === 4 ? state.reach4 : state.reach6, age: elapsed(known.at, now), portal: known.portal, since: known.since }]
    : [];
}

export function restateKernel(host: Host, now: Instant): readonly Unstamped[] {
  const links = host.interfaces.flatMap(({ snapshot: { context, value } }) => {
    const { ifname, link, network, since, addresses, routes, neighbours } = context;
    const ends = (id: string) => find(context.expires, id);
    const quality = typeof value === 'object' ? value.quality : 'unknown';
    return [
      ...(link ? [world('link.appeared', link, since)] : []),
      ...(network === null ? [] : [world('link.attached', { ifname, network })]),
      ...(quality === 'good' || quality === 'poor' ? [world('link.signalled', { ifname, quality })] : []),
      ...addresses.map(({ id, since: of, ...address }) =>
        world('address.added', { ifname, ...address, valid: left(ends(id)?.at, now), preferred: left(ends(id)?.preferred, now) }, of),
      ),
      ...routes.map(({ id: _, since: of, ...route }) => world('route.added', { ifname, ...route, expires: null }, of)),
      ...neighbours.map(({ id: _, since: of, ...neighbour }) => world('neighbour.changed', { ifname, ...neighbour }, of)),
    ];
  });
  const rules = host.ownRules.map(({ rule: { seq, at: _at, for: _for, ...rule } }) => ({ ...rule, of: rule.of ?? seq }));
  const routes = host.ownRoutes.map(({ route: { seq, at, for: _for, ...route } }) => ({
    ...route,
    expires: route.expires === null ? null : left(after(at, route.expires), now),
    of: route.of ?? seq,
  }));
  return [...links, ...rules, ...routes];
}

/** What we did to the kernel besides rules and routes, and the clients that run. */
function restateApplied(host: Host): readonly Unstamped[] {
  return [
    ...host.sysctls.map(({ sysctl: { ifname, ...sysctl }, since }) => world('sysctl.read', { ifname: ifname as IfName, ...sysctl }, since)),
    ...(host.guarded.length === 0 ? [] : [world('guard.found', { interfaces: host.guarded as readonly IfName[] })]),
    ...host.clients.map(({ client, ifname, pid, since }) => world('client.started', { client, ifname, pid }, since)),
  ];
}

function restateManagers(host: Host): readonly Unstamped[] {
  return [
    ...host.managers.map(({ id, interfaces, evidence, since }) => world('manager.noticed', { name: id, interfaces, evidence }, since)),
    ...host.published.map(({ id, publisher, ifname, servers, search, since }) =>
      world('resolver.published', { publisher, file: id.slice(publisher.length + 1), ifname, servers, search }, since),
    ),
  ];
}

/** The last advertisement of each router and the last lease of each client: what only the network could say again. */
export function restateSources(host: Host, now: Instant): readonly Unstamped[] {
  const leases = host.leases.flatMap(({ snapshot: { context } }) => {
    const { ifname, lease, since, expires } = context;
    return lease ? [world('lease4.bound', { ifname, ...lease, lifetime: left(expires, now) }, since)] : [];
  });
  const routers = host.routers.map((r) => r.snapshot.context).sort((a, b) => a.heard - b.heard);
  return [...routers.flatMap((router) => advertisements(router, now)), ...leases, ...restateLeases6(host, now)];
}

function restateLeases6(host: Host, now: Instant): readonly Unstamped[] {
  return host.leases6.flatMap(({ snapshot: { context } }) => {
    const { ifname, lease, since, lifetimes } = context;
    if (!lease) return [];
    const lifetime = (value: string) => {
      const ends = find(lifetimes, value);
      return { valid: left(ends?.valid, now), preferred: ends?.preferred ? elapsed(now, ends.preferred) : null };
    };
    const addresses = lease.addresses.map((address) => ({ address, ...lifetime(address) }));
    const prefixes = lease.prefixes.map((prefix) => ({ prefix, ...lifetime(prefix) }));
    return [world('lease6.bound', { ifname, ...lease, addresses, prefixes }, since)];
  });
}

/** Facts of a fresh look at the kernel, each with the `of` of the equal one that the last epoch knew. */
export function recognised(facts: readonly Unstamped[], host: Host): readonly Unstamped[] {
  const known = new Map(
    [
      ...restatePolicies(host),
      ...restateKernel(host, host.at),
      ...restateManagers(host),
      ...restatePaths(host),
      ...restateSources(host, host.at),
    ].map((f) => [signature(f), f.of]),
  );
  return facts.map((fact) => {
    const of = fact.of ?? known.get(signature(fact));
    return of === undefined ? fact : { ...fact, of };
  });
}

const MOVING = new Set(['of', 'valid', 'preferred', 'expires', 'lifetime', 'from']);
/** Canonical, for what was read from a log has its keys in another order than what was just parsed. */
const signature = (fact: Unstamped): string => canonical(Object.fromEntries(Object.entries(fact).filter(([key]) => !MOVING.has(key))));
