/** The additional information of explicit PvDs within the host: who is told what, and what an epoch carries over. */
import { type InformationEvent, informationActor, informationId, informationState } from './information.ts';
import { ageOf, type Held, type Offer, REFUSED_MAX, roomAt, withQuestion, withRefusal } from './informing.ts';
import type { FactOf, FactsOf } from './model/facts/index.ts';
import type { InformationMemory, RestraintMemory } from './model/facts/information.ts';
import { goodAddresses, objectsOf } from './model/pvd.ts';
import { drop, find, put } from './model/rows.ts';
import { elapsed, type IfName, type Instant, type Millis } from './model/units.ts';
import { isAttached, type PvdSnapshot } from './pvd.ts';
import type { Router6Context } from './router6.ts';
import { changed, type Draft, type Host } from './state.ts';

/** What became of a question. A refused one counts against its network. */
export function hearAnswer(host: Draft, fact: FactsOf<'information'>): void {
  const row = find(host.information, informationId(fact.pvd));
  if (!row) return;
  if (fact.type === 'information.refused') {
    const { ifname } = row.snapshot.context;
    host.restraints = put(host.restraints, withRefusal(find(host.restraints, ifname), ifname));
  }
  tell(host, row.id, fact);
}

/** A question is due, unless its network was asked too often or has answered wrongly too often; or what is held has ended. */
export function wakeInformation(host: Draft, id: string, fact: FactOf<'deadline.passed'>): void {
  const row = find(host.information, id);
  if (!row) return;
  const { at, seq } = fact;
  const { due, ifname } = row.snapshot.context;
  const restraint = find(host.restraints, ifname);
  const isTurn = fact.id === `${id}:due` && fact.due === due;
  if (!isTurn) return tell(host, id, fact);
  if ((restraint?.refused ?? 0) >= REFUSED_MAX) {
    return tell(host, id, { type: 'question.barred', problem: `${REFUSED_MAX} answers in this network were refused`, at, seq });
  }
  const until = roomAt(restraint, at);
  if (until > at) return tell(host, id, { type: 'question.postponed', until, at, seq });
  tell(host, id, fact);
  host.restraints = put(host.restraints, withQuestion(restraint, ifname, at));
}

/** Another attachment to the network: what it did before is forgotten. */
export function forgiveNetwork(host: Draft, ifname: string): void {
  host.restraints = drop(host.restraints, ifname);
}

/** Tells each explicit PvD's actor what is offered now. Gives the interfaces on which another information is held than before. */
export function settleInformation(before: Host, host: Draft): readonly IfName[] {
  const isSame = before.pvds === host.pvds && before.routers === host.routers && before.information === host.information;
  if (isSame && before.phase === host.phase) return [];
  for (const { id, snapshot } of host.pvds) if (snapshot.context.identity !== null) tellOffer(host, id, snapshot);
  for (const { id, snapshot } of host.information) {
    if (!find(host.pvds, snapshot.context.pvd)) host.information = drop(host.information, id);
  }
  if (before.information === host.information) return [];
  const held = (h: Host, id: string) => find(h.information, id)?.snapshot.context.held ?? null;
  const others = host.information.filter(({ id }) => held(before, id) !== held(host, id)).map((row) => row.snapshot.context.ifname);
  return [...new Set(others)].sort();
}

function tellOffer(host: Draft, pvd: string, snapshot: PvdSnapshot): void {
  const { ifname, generation, objects } = snapshot.context;
  const routers = routersOf(host, snapshot);
  const offering = routers.filter((r) => r.pvd?.http).toSorted((a, b) => b.since - a.since)[0]?.pvd;
  const id = informationId(pvd);
  const old = find(host.information, id)?.snapshot;
  const last = old?.context.offer;
  // A PvD whose routers are gone with its link is away for a while: what was offered stands, for it may come back.
  const said = offering ?? (routers.length === 0 && last ? { id: last.identity, sequence: last.sequence, delay: last.delay } : null);
  if (!old && !said) return;
  if (!old) {
    host.information = put(host.information, { id, snapshot: informationActor.start({ pvd, ifname }) });
    recall(host, id, pvd, generation);
  }
  const offer: Offer = {
    generation,
    identity: said?.id ?? last?.identity ?? '',
    sequence: said?.sequence ?? last?.sequence ?? 0,
    delay: said?.delay ?? last?.delay ?? 0,
    prefixes: routers.length === 0 && last ? last.prefixes : prefixesOf(routers),
    seed: host.started?.boot ?? '',
  };
  const isReady = isAttached(snapshot) && goodAddresses(objects).length > 0 && objectsOf(objects, 'dns').length > 0;
  const type = said === null ? 'offer.withdrawn' : isReady && offering ? 'offer.made' : 'offer.blocked';
  tell(host, id, { type, offer, at: host.at, seq: host.seq });
}

const routersOf = (host: Host, { context }: PvdSnapshot) =>
  host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === context.ifname && r.pvd?.id === context.identity);
const prefixesOf = (routers: readonly Router6Context[]): readonly string[] =>
  [...new Set(routers.flatMap((r) => r.objects.filter((o) => o.kind === 'prefix').map((o) => o.value)))].sort();

function tell(host: Draft, id: string, event: InformationEvent): void {
  const old = find(host.information, id)?.snapshot;
  if (old) host.information = put(host.information, changed(host.information, id, old, informationActor.take(old, event, [])));
}

/** What the last epoch knew of it, if this is the same attachment; after another boot nobody knows how much is left of it. */
function recall(host: Draft, id: string, pvd: string, generation: number): void {
  const memory = host.recalled.information.find((m) => m.pvd === pvd);
  const { started, at, seq } = host;
  if (memory?.generation !== generation || memory.boot !== started?.boot) return;
  // What was left was left when the epoch began; this PvD may have been heard of only now.
  tell(host, id, { type: 'information.recalled', memory, at: started?.at ?? at, seq });
}

export function recallRestraints(host: Draft, rows: readonly RestraintMemory[]): void {
  host.restraints = rows
    .map(({ ifname, asked, refused }) => ({ id: ifname, asked: asked.map((age) => Math.max(0, host.at - age) as Instant), refused }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Carried = { readonly information: readonly InformationMemory[]; readonly restraints: readonly RestraintMemory[] };
/** For `memory.carried`: ages and remainders at `now`. */
export function carryInformation(host: Host, now: Instant): Carried {
  const left = (end: Instant): Millis => Math.max(1, end - now) as Millis;
  const information = host.information.map(({ snapshot }): InformationMemory => {
    const { pvd, offer, held, expires, due, asked, failed, problem } = snapshot.context;
    const kept = held && expires !== null ? withoutGeneration(held, left(expires)) : null;
    return {
      pvd,
      boot: host.started?.boot ?? '',
      generation: offer?.generation ?? 1,
      sequence: offer?.sequence ?? 0,
      state: informationState(snapshot).asking,
      left: due === null ? null : left(due),
      asked: ageOf(asked, now),
      failed,
      problem,
      held: kept,
    };
  });
  const restraints = host.restraints.map(({ id, asked, refused }) => ({
    ifname: id as IfName,
    asked: asked.map((moment) => elapsed(moment, now)),
    refused,
  }));
  return { information, restraints };
}
const withoutGeneration = ({ sequence, since, prefixes, dnsZones, noInternet }: Held, left: Millis) => ({
  sequence,
  since,
  prefixes,
  dnsZones,
  noInternet,
  left,
});
