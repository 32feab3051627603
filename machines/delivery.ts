/** The table: which fact goes to whom, and who hears a notice. */
import { endDiscovered, hearDiscovered } from './discovered.ts';
import { openRecalled } from './domains.ts';
import { recallFailures, withoutInterface, withPassed } from './failures.ts';
import { forgiveNetwork, hearAnswer, wakeInformation } from './informed.ts';
import { interfaceActor } from './interface.ts';
import { lease4Actor } from './lease4.ts';
import { lease6Id } from './lease6.ts';
import type { Fact, FactOf } from './model/facts/index.ts';
import type { Notice } from './model/notice.ts';
import { drop, find, put } from './model/rows.ts';
import { isEqual } from './model/settle.ts';
import type { IfName, Seq } from './model/units.ts';
import { toManagers } from './noticed.ts';
import { toOurAddress, toOurs } from './ours.ts';
import { toPaths } from './paths.ts';
import { endPins, hearAnswered } from './pins.ts';
import { policyActor, policyId } from './policy.ts';
import { toPublishing } from './publishing.ts';
import { router6Actor, routerId } from './router6.ts';
import { hearSession, hearSessionsDue } from './sessions.ts';
import { giveUpEnding, toSockets } from './sockets.ts';
import { changed, type Draft, toLease6, toPvd } from './state.ts';

/** Routers of one interface (sec-2). A guess, far above any real network. */
const ROUTERS_MAX = 32;

export function deliver(host: Draft, fact: Fact, notices: Notice[]): void {
  switch (fact.type) {
    case 'link.signalled':
      toInterface(host, fact.ifname, fact, notices);
      return hint(host, fact);
    case 'link.appeared':
    case 'link.changed':
    case 'link.carrierChanged':
    case 'link.attached':
    case 'link.removed':
      // What failed because the interface was not there, or was off, may go well now.
      host.failures = withoutInterface(host.failures, fact.ifname);
      if (fact.type === 'link.removed') forgetInterface(host, fact.ifname);
      return toInterface(host, fact.ifname, fact, notices);
    case 'address.added':
    case 'address.removed':
      toOurAddress(host, fact);
      return toInterface(host, fact.ifname, fact, notices);
    case 'neighbour.removed':
      return toInterface(host, fact.ifname, fact, notices);
    case 'neighbour.changed':
      toInterface(host, fact.ifname, fact, notices);
      return hint(host, fact);
    case 'route.added':
    case 'route.removed':
      if (!toOurs(host, fact) && fact.ifname !== null) toInterface(host, fact.ifname, fact, notices);
      return;
    case 'router.advertised':
      return toRouter(host, fact, notices);
    case 'lease4.bound':
    case 'lease4.lost': {
      const id = `lease4:${fact.ifname}`;
      const old = find(host.leases, id)?.snapshot ?? lease4Actor.start({ ifname: fact.ifname });
      host.leases = put(host.leases, changed(host.leases, id, old, lease4Actor.take(old, fact, [])));
      return;
    }
    case 'lease6.bound':
    case 'lease6.lost':
      return toLease6(host, lease6Id(fact.ifname), fact, fact.ifname);
    case 'policy.loaded':
    case 'policy.rejected': {
      const id = policyId(fact);
      const old = find(host.policies, id)?.snapshot ?? policyActor.start({ author: fact.author, pvd: fact.pvd });
      host.policies = put(host.policies, changed(host.policies, id, old, policyActor.take(old, fact, [])));
      return;
    }
    case 'check.validated':
    case 'check.assumed':
    case 'check.partial':
    case 'check.portal':
    case 'check.failed':
    case 'check.curtailed':
      return toPvd(host, fact.pvd, fact);
    case 'information.received':
    case 'information.refused':
    case 'information.unreached':
      return hearAnswer(host, fact);
    case 'name.answered':
      return hearAnswered(host, fact);
    case 'pref64.discovered':
      return hearDiscovered(host, fact);
    case 'names.published':
    case 'names.withdrawn':
    case 'resolver.listening':
      return toPublishing(host, fact);
    case 'session.opened':
    case 'session.idled':
    case 'session.busied':
    case 'session.asked':
    case 'session.moved':
    case 'session.closed':
      return hearSession(host, fact);
    case 'check.requested':
      for (const { id } of host.pvds) if (fact.pvd === null || fact.pvd === id) toPvd(host, id, fact);
      return;
    case 'sockets.watched':
    case 'sockets.sampled':
    case 'sockets.ended':
      return toSockets(host, fact);
    case 'endpoint.added':
    case 'endpoint.removed':
    case 'mptcp.limited':
      return toPaths(host, fact);
    case 'rule.added':
    case 'rule.removed':
    case 'command.done':
    case 'command.failed':
    case 'sysctl.read':
    case 'guard.found':
    case 'client.started':
    case 'client.exited':
      if (fact.type === 'command.failed') giveUpEnding(host, fact);
      toOurs(host, fact);
      return;
    case 'host.resumed':
      for (const { id } of host.pvds) toPvd(host, id, fact);
      return;
    case 'deadline.passed':
      return toWaiting(host, fact, notices);
    case 'settings.loaded':
      if (host.settingsSince > 0 && isEqual(host.settings, fact.settings)) return;
      host.settings = fact.settings;
      host.settingsSince = fact.of ?? fact.seq;
      return;
    case 'manager.noticed':
    case 'manager.gone':
    case 'resolver.published':
    case 'resolver.withdrawn':
      return toManagers(host, fact);
    case 'agent.started':
      host.started = fact;
      return;
    case 'memory.carried':
      return openRecalled(host, fact);
    case 'epoch.opened':
      host.phase = 'settled';
      host.epoch = fact.epoch;
      host.failures = recallFailures(host.recalled.failures, fact.at);
      return;
    case 'kernel.overran':
      if (host.phase === 'settled') host.phase = 'dumping';
      return;
    case 'kernel.dumped':
      if (host.phase === 'dumping') host.phase = 'settled';
      return;
    case 'kernel.messageRejected':
    case 'router.packetRejected':
    case 'router.flooded':
    case 'lease4.rejected':
    case 'lease6.rejected':
    case 'clock.stepped':
    case 'log.gap':
    case 'name.sampled':
      return;
    default:
      fact satisfies never;
  }
}

/** What was its own goes with it: names of interfaces that come and go are without number. */
function forgetInterface(host: Draft, ifname: IfName): void {
  host.sysctls = host.sysctls.filter((row) => row.sysctl.ifname !== ifname);
  host.leases = drop(host.leases, `lease4:${ifname}`);
  host.leases6 = drop(host.leases6, lease6Id(ifname));
}

/** Who hears a notice. */
export function pass(host: Draft, notice: Notice, notices: Notice[]): void {
  switch (notice.type) {
    case 'link.lost':
      forgiveNetwork(host, notice.ifname);
      for (const { id, snapshot } of host.routers) if (snapshot.context.ifname === notice.ifname) tellRouter(host, id, notice, notices);
      return;
    case 'router.tookOver':
      for (const { id, snapshot } of host.routers) {
        if (id !== notice.by && snapshot.context.ifname === notice.ifname && snapshot.context.router === notice.router)
          tellRouter(host, id, notice, notices);
      }
      return;
    case 'link.gained':
    case 'pvd.assembled':
    case 'pvd.recalled':
    case 'pvd.detached':
    case 'pvd.returned':
    case 'pvd.gone':
      return;
    default:
      notice satisfies never;
  }
}

function toInterface(host: Draft, ifname: IfName, fact: Parameters<typeof interfaceActor.take>[1], notices: Notice[]): void {
  const id = `interface:${ifname}`;
  const known = find(host.interfaces, id);
  if (!known && fact.type.endsWith('.removed')) return;
  const old = known?.snapshot ?? interfaceActor.start({ ifname, lost: lostBefore(host, ifname) });
  const next = interfaceActor.take(old, fact, notices);
  host.interfaces =
    fact.type === 'link.removed' ? drop(host.interfaces, id) : put(host.interfaces, changed(host.interfaces, id, old, next));
}

/** By which fact the last epoch lost this link. */
const lostBefore = (host: Draft, ifname: IfName): Seq =>
  host.phase === 'opening' ? (host.recalled.links.find((link) => link.ifname === ifname)?.lost ?? 0) : 0;

function toRouter(host: Draft, fact: FactOf<'router.advertised'>, notices: Notice[]): void {
  const id = routerId(fact);
  if (!find(host.routers, id)) {
    if (host.routers.filter((r) => r.snapshot.context.ifname === fact.ifname).length >= ROUTERS_MAX) return;
    host.routers = put(host.routers, { id, snapshot: router6Actor.start({ ifname: fact.ifname, router: fact.router }) });
  }
  tellRouter(host, id, fact, notices);
}

function tellRouter(host: Draft, id: string, event: Parameters<typeof router6Actor.take>[1], notices: Notice[]): void {
  const old = find(host.routers, id);
  if (!old) return;
  const snapshot = router6Actor.take(old.snapshot, event, notices);
  host.routers =
    snapshot.value === 'silent' ? drop(host.routers, id) : put(host.routers, changed(host.routers, id, old.snapshot, snapshot));
}

/** What the lower layers say of a network: its PvDs may want to be checked. */
function hint(host: Draft, fact: FactOf<'neighbour.changed' | 'link.signalled'>): void {
  if (fact.type === 'neighbour.changed' ? fact.state !== 'failed' : fact.quality !== 'poor') return;
  for (const { id, snapshot } of host.pvds) if (snapshot.context.ifname === fact.ifname) toPvd(host, id, fact);
}

/** A deadline's id is its actor's id and a word: `lease4:wlan0:expiry`, `pvd:wlan0:linger`. */
function toWaiting(host: Draft, fact: FactOf<'deadline.passed'>, notices: Notice[]): void {
  const id = fact.id.slice(0, Math.max(0, fact.id.lastIndexOf(':')));
  host.failures = withPassed(host.failures, fact);
  if (id === 'ranking') host.woken = fact.seq;
  hearSessionsDue(host, fact.id, fact.at);
  endPins(host, fact);
  endDiscovered(host, fact);
  if (id.startsWith('information:')) return wakeInformation(host, id, fact);
  if (id.startsWith('pvd:')) return toPvd(host, id, fact);
  if (id.startsWith('router6:')) return tellRouter(host, id, fact, notices);
  if (id.startsWith('lease6:')) return toLease6(host, id, fact);
  const lease = find(host.leases, id);
  if (lease) host.leases = put(host.leases, changed(host.leases, id, lease.snapshot, lease4Actor.take(lease.snapshot, fact, [])));
}
