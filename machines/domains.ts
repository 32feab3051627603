/** Provisioning domains come and go: interfaces are assembled, and each PvD is told what it consists of. */
import { assemble } from './assemble.ts';
import { NO_FINGERPRINT } from './attachment.ts';
import { recallDiscovered, settleDiscovered } from './discovered.ts';
import { recallRestraints, settleInformation } from './informed.ts';
import { isLinkUp } from './interface.ts';
import { lease6Id } from './lease6.ts';
import type { PvdMemory } from './model/facts/epoch.ts';
import type { Fact, FactOf } from './model/facts/index.ts';
import type { Assembled } from './model/pvd.ts';
import { drop, find, put } from './model/rows.ts';
import { settleRows } from './model/settle.ts';
import { elapsed, type IfName, millis } from './model/units.ts';
import { neighbourhood } from './neighbourhood.ts';
import { dropExpired, dropFromBefore, dropUnlike } from './outlived.ts';
import { recallPins } from './pins.ts';
import { type PvdSnapshot, pvdActor, pvdState } from './pvd.ts';
import { recallSessions } from './sessions.ts';
import { type Actor, type Draft, type Host, isMetered, sysctlId, toPvd } from './state.ts';

/** PvDs remembered after their end (sec-2). A guess, far above any real host. */
const MEMORY_MAX = 256;

/** Assembles the interfaces whose sources this fact (or the opening) changed, and lets PvDs come and go. */
export function settleDomains(before: Host, host: Draft, fact: Fact): void {
  const isAll = before.phase !== 'settled' || before.settings !== host.settings || before.published !== host.published;
  for (const ifname of isAll ? namesOf(before, host) : touched(before, host)) {
    // The kernel takes its time over what has expired.
    if (fact.type === 'deadline.passed' && before.routers !== host.routers) dropExpired(host, ifname, routersOf(before, ifname));
    if (fact.type === 'router.advertised' && routersOf(before, ifname).length === 0) dropUnlike(host, fact);
    assembleInterface(host, ifname);
  }
  if (before.phase === 'opening') openMissing(host);
  for (const ifname of settleInformation(before, host)) assembleInterface(host, ifname);
  for (const ifname of settleDiscovered(before, host)) assembleInterface(host, ifname);
  if (isAll || fact.type === 'deadline.passed')
    for (const row of host.pvds) if (pvdState(row.snapshot).provisioning === 'gone') forget(host, row);
}

const namesOf = (...hosts: readonly Host[]): readonly IfName[] =>
  [...new Set(hosts.flatMap((h) => h.interfaces.map((i) => i.snapshot.context.ifname)))].sort();

/** The interfaces to assemble anew: those of which anything that assembling reads differs; a list that is the same by reference is not looked through. */
function touched(before: Host, host: Host): readonly IfName[] {
  const { interfaces, leases, leases6, routers } = host;
  const isSame = before.leases === leases && before.leases6 === leases6 && before.routers === routers;
  if (before.interfaces === interfaces && isSame) return [];
  const suspects = new Set([
    ...replaced(before.interfaces, interfaces),
    ...replaced(before.leases, leases),
    ...replaced(before.leases6, leases6),
    ...replaced(before.routers, routers),
  ]);
  const found = [...suspects].filter((ifname) => isTouched(before, host, ifname)).sort();
  // A file that names no interface is attributed by all of them.
  return found.length > 0 && host.published.some((file) => file.ifname === null) ? namesOf(before, host) : found;
}

/** The interfaces of actors that came, went, or have another snapshot. */
function replaced<S extends { readonly context: { readonly ifname: IfName } }>(
  before: readonly Actor<S>[],
  now: readonly Actor<S>[],
): readonly IfName[] {
  if (before === now) return [];
  if (before.length === now.length && now.every((row, i) => row.id === before[i]?.id)) {
    return now.filter((row, i) => row !== before[i]).map((row) => row.snapshot.context.ifname);
  }
  const [old, young] = [new Set(before), new Set(now)];
  const changed = [...now.filter((row) => !old.has(row)), ...before.filter((row) => !young.has(row))];
  return changed.map((row) => row.snapshot.context.ifname);
}

/** Whether anything that assembling an interface reads differs, by reference; expiry moments do not count. */
function isTouched(before: Host, host: Host, ifname: IfName): boolean {
  if (before.interfaces !== host.interfaces && isLinkTouched(before, host, ifname)) return true;
  if (before.leases !== host.leases && lease(before, ifname) !== lease(host, ifname)) return true;
  if (before.leases6 !== host.leases6 && lease6(before, ifname) !== lease6(host, ifname)) return true;
  if (before.routers === host.routers) return false;
  const [old, now] = [routersOf(before, ifname), routersOf(host, ifname)];
  return (
    old.length !== now.length ||
    now.some((r, i) => r.objects !== old[i]?.objects || r.mac !== old[i]?.mac || r.pvd !== old[i]?.pvd || r.since !== old[i]?.since)
  );
}

function isLinkTouched(before: Host, host: Host, ifname: IfName): boolean {
  const link = (h: Host) => find(h.interfaces, `interface:${ifname}`)?.snapshot;
  const [was, is] = [link(before), link(host)];
  if (was === is) return false;
  const [a, b] = [was?.context, is?.context];
  return (
    was?.value !== is?.value ||
    a?.link !== b?.link ||
    a?.addresses !== b?.addresses ||
    a?.routes !== b?.routes ||
    a?.neighbours !== b?.neighbours ||
    a?.network !== b?.network
  );
}
const lease = (host: Host, ifname: IfName) => find(host.leases, `lease4:${ifname}`)?.snapshot.context.lease;
const lease6 = (host: Host, ifname: IfName) => find(host.leases6, lease6Id(ifname))?.snapshot.context.lease;
const routersOf = (host: Host, ifname: IfName) => host.routers.map((r) => r.snapshot.context).filter((c) => c.ifname === ifname);

/** Again, when it turned out to be another network: what the last one left in the kernel is no part of this one. */
function assembleInterface(host: Draft, ifname: IfName): void {
  const generations = generationsOf(host, ifname);
  assembleOnce(host, ifname);
  const isAnother = generationsOf(host, ifname).some(
    ({ id, generation }) => generation > (find(generations, id)?.generation ?? generation),
  );
  if (isAnother && dropFromBefore(host, ifname)) assembleOnce(host, ifname);
}

const generationsOf = (host: Host, ifname: IfName) =>
  host.pvds.flatMap(({ id, snapshot: { context } }) => (context.ifname === ifname ? [{ id, generation: context.generation }] : []));

function assembleOnce(host: Draft, ifname: IfName): void {
  const row = find(host.interfaces, `interface:${ifname}`);
  const view = row && neighbourhood(host, row.snapshot.context);
  const primary = find(host.primaries, ifname)?.router ?? null;
  const made = view && view.settings?.ignore !== true ? assemble(view, primary) : { primary: null, pvds: [] };
  host.primaries =
    made.primary === null
      ? drop(host.primaries, ifname)
      : made.primary === primary
        ? host.primaries
        : put(host.primaries, { id: ifname, router: made.primary });
  const linked = row !== undefined && isLinkUp(row.snapshot);
  for (const assembled of made.pvds) {
    if (!find(host.pvds, assembled.id)) {
      if (!linked) continue;
      open(host, assembled.id, ifname, assembled);
    }
    tellAssembled(host, assembled, linked);
  }
  for (const { id, snapshot } of host.pvds) {
    const { context } = snapshot;
    if (context.ifname !== ifname || made.pvds.some((p) => p.id === id)) continue;
    tellAssembled(host, { id, ifname, identity: context.identity, objects: [], fingerprint: NO_FINGERPRINT }, linked);
  }
}

/** Told twice: a new generation is detached first, and attached again in the same tick. */
function tellAssembled(host: Draft, assembled: Assembled, linked: boolean): void {
  const { http, https, every, everyMetered, budget, budgetMetered } = host.settings.checks;
  const isChecked = http.length + https.length > 0 || host.started?.checks === true;
  const rhythm = isMetered(host, assembled.ifname) ? { every: everyMetered, budget: budgetMetered } : { every, budget };
  const old = find(host.pvds, assembled.id)?.snapshot.context.objects ?? [];
  const objects = settleRows(old, assembled.objects);
  const notice = {
    type: 'pvd.assembled',
    assembled: { ...assembled, objects },
    linked,
    linger: host.settings.linger,
    isChecked,
    rhythm,
    at: host.at,
    seq: host.seq,
  } as const;
  const generation = find(host.pvds, assembled.id)?.snapshot.context.generation;
  toPvd(host, assembled.id, notice);
  if (find(host.pvds, assembled.id)?.snapshot.context.generation !== generation) toPvd(host, assembled.id, notice);
}

/** A PvD comes to be: with the generation, slot and attachment that are remembered of it, else new ones. */
function open(host: Draft, id: string, ifname: string, assembled: Assembled | null): void {
  const memory = find(host.memory, id)?.pvd;
  // The slot of one that is expected back is taken: its routes stand in that table.
  const awaited = host.memory.filter((m) => m.id !== id && m.pvd.state !== 'gone').map((m) => m.pvd.slot);
  const slots = new Set([...host.pvds.map((p) => p.snapshot.context.slot), ...awaited]);
  const isFree = memory !== undefined && !slots.has(memory.slot);
  const slot = isFree ? memory.slot : firstFree(slots);
  const input = {
    id,
    ifname: ifname as IfName,
    identity: assembled?.identity ?? null,
    slot,
    generation: host.floor + 1,
    fingerprint: assembled?.fingerprint ?? NO_FINGERPRINT,
  };
  host.pvds = put(host.pvds, { id, snapshot: pvdActor.start(input) });
  host.memory = drop(host.memory, id);
  if (!memory) return;
  const isGone = memory.state === 'gone';
  const anew = { generation: memory.generation + 1, fingerprint: input.fingerprint, reach: [], waits: [], quality: [] };
  const recalled = isGone ? { ...memory, ...anew } : memory;
  toPvd(host, id, { type: 'pvd.recalled', memory: recalled, at: host.at, seq: host.seq });
}

/** Those that the last epoch left attached and that this one does not find: lost meanwhile, and awaited as if it were now. */
function openMissing(host: Draft): void {
  for (const { id, pvd } of host.memory.filter((m) => m.pvd.state === 'attached')) {
    host.memory = put(host.memory, { id, pvd: { ...pvd, away: host.seq } });
    open(host, id, pvd.ifname, null);
  }
}

function firstFree(slots: ReadonlySet<number>): number {
  for (let slot = 0; ; slot += 1) if (!slots.has(slot)) return slot;
}

function forget(host: Draft, { id, snapshot }: Actor<PvdSnapshot>): void {
  const { generation, slot, fingerprint, ifname, away } = snapshot.context;
  const none = { reach: [], waits: [], quality: [] };
  const spent = snapshot.context.spent && { bytes: snapshot.context.spent.bytes, age: elapsed(snapshot.context.spent.since, host.at) };
  const pvd: PvdMemory = { id, ifname, state: 'gone', generation, slot, fingerprint, lingers: millis(0), away, spent, ...none };
  host.pvds = drop(host.pvds, id);
  host.memory = put(host.memory, { id, pvd });
  const link = find(host.interfaces, `interface:${ifname}`);
  if (link && !isLinkUp(link.snapshot)) dropFromBefore(host, ifname);
  if (host.memory.length > MEMORY_MAX) forgetOne(host, id);
}

/** One of the interface that has most: who makes up many pushes out its own (sec-2). */
function forgetOne(host: Draft, newest: string): void {
  const all = Map.groupBy(host.memory, (m) => m.pvd.ifname);
  const [most = []] = [...all.values()].toSorted((a, b) => b.length - a.length);
  const row = most.find((m) => m.id !== newest) ?? most[0];
  if (!row) return;
  host.memory = drop(host.memory, row.id);
  host.floor = Math.max(host.floor, row.pvd.generation);
}

/** What the last epoch knew; those that were detached go on waiting. */
export function openRecalled(host: Draft, fact: FactOf<'memory.carried'>): void {
  host.recalled = fact.memory;
  host.floor = fact.memory.floor;
  for (const { original, ...sysctl } of fact.memory.sysctls) {
    const id = sysctlId(sysctl);
    host.sysctls = put(host.sysctls, { id, sysctl: { ...sysctl, value: original }, original, since: fact.seq });
  }
  recallRestraints(host, fact.memory.restraints);
  recallPins(host, fact.memory.pins);
  recallDiscovered(host, fact.memory.pref64);
  recallSessions(host, fact.memory.sessions);
  host.left = fact.memory.left.map((row) => ({ id: `${row.pvd}@${row.generation}${row.isStalled ? ' stalled' : ''}`, ...row }));
  host.missed = fact.memory.owners;
  host.primaries = fact.memory.primaries.map(({ ifname, router }) => ({ id: ifname, router }));
  host.memory = fact.memory.pvds.map((pvd) => ({ id: pvd.id, pvd }));
  for (const memory of fact.memory.pvds.filter((p) => p.state === 'detached')) open(host, memory.id, memory.ifname, null);
}
