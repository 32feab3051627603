/** The connections of programs that know nothing of us: whose they are, what became of them, and which are to be ended. */
import { isLinkUp } from './interface.ts';
import { familyOf, isInPrefix } from './model/address.ts';
import { type FactOf, type FactsOf, type Unstamped, world } from './model/facts/index.ts';
import type { Owner } from './model/facts/socket.ts';
import { goodAddresses, isComplete } from './model/pvd.ts';
import { drop, find, put, type Row } from './model/rows.ts';
import { isEqual } from './model/settle.ts';
import { FAMILIES, type Family } from './model/units.ts';
import { type PvdSnapshot, pvdState } from './pvd.ts';
import { type Draft, type Host, toPvd } from './state.ts';

/** Addresses that a PvD has no more; `isStalled`: it has them, but nothing passes, and only what is stalled is meant. */
export type Left = Row & Owner & { readonly isStalled: boolean };

/** By PvD: its connections, when they were last told. */
export type Sampled = Row & { readonly generation: number; readonly open: number; readonly stalled: number };

/** More than that would have to be ended one by one: an attachment's addresses are few, and rows go with their answer. A guess. */
const LEFT_MAX = 256;
/** Of one row: as many as a fact holds. */
const ADDRESSES_MAX = 256;

export function toSockets(host: Draft, fact: FactsOf<'sockets'>): void {
  switch (fact.type) {
    case 'sockets.watched':
      host.watched = { owners: fact.owners, since: fact.of ?? fact.seq };
      return;
    case 'sockets.sampled':
      if (find(host.pvds, fact.pvd)?.snapshot.context.generation !== fact.generation) return;
      host.samples = put(host.samples, { id: fact.pvd, generation: fact.generation, open: fact.open, stalled: fact.stalled });
      return toPvd(host, fact.pvd, fact);
    case 'sockets.ended':
      host.samples = withoutEnded(host, fact);
      host.left = drop(host.left, fact.target);
      return;
    default:
      fact satisfies never;
  }
}

/** What stalled and was ended is none of those that stall next: a program that connects anew may stall at once. */
function withoutEnded({ samples, left }: Host, { target, count }: FactOf<'sockets.ended'>): Host['samples'] {
  const row = find(left, target);
  const sample = row?.isStalled ? find(samples, row.pvd) : undefined;
  return sample ? put(samples, { ...sample, stalled: Math.max(0, sample.stalled - count) }) : samples;
}

/** What could not be ended is not tried again: it needs a privilege, or another kernel. */
export function giveUpEnding(host: Draft, { command, target }: { readonly command: string; readonly target: string }): void {
  if (command === 'sockets.end') host.left = drop(host.left, target);
}

/** Once all PvDs know what they consist of: what one has lost is left, what one has (again) is not. In observe mode nothing is ended. */
export function settleLeft(before: Host, host: Draft): void {
  if (host.missed.length > 0) leaveMissed(host);
  const isMoved = before.pvds !== host.pvds || before.interfaces !== host.interfaces;
  if (!isMoved && before.left === host.left && before.samples === host.samples) return;
  if (before.pvds !== host.pvds) host.samples = stillSampled(host);
  if (host.started?.mode !== 'apply') return;
  if (isMoved) for (const { snapshot } of before.pvds) leave(before, host, snapshot);
  for (const sample of host.samples) if (sample.stalled > 0) leaveStalled(before, host, sample);
  if (host.left.length > 0) host.left = stillLeft(host);
}

function leave(before: Host, host: Draft, was: PvdSnapshot): void {
  const { id, ifname, objects, generation } = was.context;
  const is = find(host.pvds, id)?.snapshot;
  const isSame = is === was || (is?.value === was.value && is.context.objects === objects && is.context.generation === generation);
  if (isSame && linkOf(before, ifname)?.addresses === linkOf(host, ifname)?.addresses) return;
  const kept = new Set(is ? keptBy(host, is, was) : []);
  const addresses = addressesIn(before, was).filter((address) => !kept.has(address));
  if (addresses.length > 0) add(host, whose(was), addresses, false);
}

/** The next generation is another network: an address that both give leads to the other end of no connection of the last one's. */
function keptBy(host: Host, is: PvdSnapshot, was: PvdSnapshot): readonly string[] {
  const { generation, fingerprint } = was.context;
  const addresses = addressesIn(host, is);
  if (is.context.generation === generation) return addresses;
  const last = [LINK_LOCAL, fingerprint.prefix4, ...fingerprint.prefixes6].filter((prefix) => prefix !== null);
  return addresses.filter((address) => !last.some((prefix) => isInPrefix(address, prefix)));
}

/**
 * What was lost while nobody listened. An address that stands on a link that is up may only not have been claimed yet: its router, or
 * its lease, is heard in a moment. A kernel that has told of no interface at all could not be read.
 */
function leaveMissed(host: Draft): void {
  if (host.interfaces.length === 0) return;
  host.missed = host.missed.flatMap((row) => {
    const unclaimed = row.addresses.filter((address) => !isClaimed(host, row, address));
    const waiting = unclaimed.filter((address) => !isOwned(host, row.ifname, address) && isStanding(host, row.ifname, address));
    const lost = unclaimed.filter((address) => !waiting.includes(address));
    if (lost.length > 0 && host.started?.mode === 'apply') add(host, row, lost, false);
    if (waiting.length === 0) return [];
    return waiting.length === row.addresses.length ? [row] : [{ ...row, addresses: waiting }];
  });
}

function isStanding({ interfaces }: Host, ifname: string, address: string): boolean {
  const link = find(interfaces, `interface:${ifname}`)?.snapshot;
  return link !== undefined && isLinkUp(link) && link.context.addresses.some((row) => row.address === address);
}

/**
 * Where nothing passes any more in a family, its stalled connections will not go on: their programs had better connect anew. Once for
 * each time that more of them stall, and when it is given up.
 */
function leaveStalled(before: Host, host: Draft, sample: Sampled): void {
  const snapshot = find(host.pvds, sample.id)?.snapshot;
  if (!snapshot) return;
  const isNew = (find(before.samples, sample.id)?.stalled ?? 0) < sample.stalled;
  const was = find(before.pvds, sample.id)?.snapshot;
  const dead = FAMILIES.filter((family) => isDead(snapshot, family) && (isNew || !was || !isDead(was, family)));
  const addresses = addressesOf(snapshot).filter((address) => dead.includes(familyOf(address)));
  if (addresses.length > 0) add(host, whose(snapshot), addresses, true);
}

/** Nothing passes, or a portal answers for everybody; or it was good once, and its router has gone since, though its addresses stand. */
function isDead(snapshot: PvdSnapshot, family: Family): boolean {
  const { reach4, reach6 } = pvdState(snapshot);
  const reach = family === 4 ? reach4 : reach6;
  if (reach === 'unreachable' || reach === 'portal') return true;
  return reach !== 'unknown' && !isComplete(snapshot.context.objects, family);
}

const stillSampled = ({ samples, pvds }: Host): Host['samples'] => {
  const left = samples.filter(({ id, generation }) => find(pvds, id)?.snapshot.context.generation === generation);
  return left.length === samples.length ? samples : left;
};

function add(host: Draft, { pvd, generation, ifname }: Whose, addresses: readonly string[], isStalled: boolean): void {
  const id = `${pvd}@${generation}${isStalled ? ' stalled' : ''}`;
  const old = find(host.left, id);
  if (!old && host.left.length >= LEFT_MAX) return;
  const all = [...new Set([...(old?.addresses ?? []), ...addresses])].sort().slice(0, ADDRESSES_MAX);
  if (!isEqual(old?.addresses, all)) host.left = put(host.left, { id, pvd, generation, ifname, addresses: all, isStalled });
}

/** Without the addresses that are there, again or still. */
function stillLeft(host: Host): Host['left'] {
  return host.left.flatMap((row) => {
    if (row.isStalled) return find(host.pvds, row.pvd)?.snapshot.context.generation === row.generation ? [row] : [];
    const addresses = row.addresses.filter((address) => !isClaimed(host, row, address));
    if (addresses.length === row.addresses.length) return [row];
    return addresses.length === 0 ? [] : [{ ...row, addresses }];
  });
}

/** The device has it still. The next generation of its PvD is another network, to which none of the connections of this one lead. */
const isClaimed = (host: Host, { pvd, generation, ifname }: Whose, address: string): boolean =>
  isOwned(host, ifname, address, ({ context }) => context.id !== pvd || context.generation === generation);
const isOwned = (host: Host, ifname: string, address: string, isMeant: (snapshot: PvdSnapshot) => boolean = () => true): boolean =>
  host.pvds.some(
    ({ snapshot }) => snapshot.context.ifname === ifname && isMeant(snapshot) && addressesIn(host, snapshot).includes(address),
  );

/** Whose addresses stand now. */
export const ownersOf = ({ pvds }: Pick<Host, 'pvds'>): readonly Owner[] =>
  pvds.flatMap(({ snapshot }) => {
    const addresses = addressesOf(snapshot);
    return addresses.length === 0 ? [] : [{ ...whose(snapshot), addresses }];
  });

type Whose = Omit<Owner, 'addresses'>;
const whose = ({ context: { id: pvd, generation, ifname } }: PvdSnapshot): Whose => ({ pvd, generation, ifname });

/** Sorted; none while the link is away. */
function addressesOf(snapshot: PvdSnapshot): readonly Owner['addresses'][number][] {
  if (!isThere(snapshot)) return [];
  const { objects } = snapshot.context;
  const known = sorted.get(objects);
  if (known) return known;
  const addresses = [...new Set(goodAddresses(objects).map(({ value }) => value))].sort().slice(0, ADDRESSES_MAX);
  sorted.set(objects, addresses);
  return addresses;
}
/** Objects stay the very same while a PvD is checked. */
const sorted = new WeakMap<PvdSnapshot['context']['objects'], readonly string[]>();

export const restateSockets = ({ watched }: Host): readonly Unstamped[] =>
  watched.since === 0 ? [] : [world('sockets.watched', { owners: watched.owners }, watched.since)];
/** For the next start: what is not there then was lost unheard. Within one process nothing is. */
export const lastOwners = (host: Host): readonly Owner[] => [
  ...host.pvds.flatMap(({ snapshot }) => {
    const addresses = addressesIn(host, snapshot);
    return addresses.length === 0 ? [] : [{ ...whose(snapshot), addresses }];
  }),
  ...host.missed,
];

/**
 * With the link-local ones of its link, which are no PvD's: the first that is there has them for all of it. They are not counted, for
 * whether anything passes to a neighbour says nothing of a network.
 */
function addressesIn(host: Host, snapshot: PvdSnapshot): readonly string[] {
  const { id, ifname } = snapshot.context;
  const own = addressesOf(snapshot);
  const first = host.pvds.find((row) => row.snapshot.context.ifname === ifname && isThere(row.snapshot));
  if (first?.id !== id) return own;
  const rows = linkOf(host, ifname)?.addresses.filter(
    ({ address, flags }) => isInPrefix(address, LINK_LOCAL) && !flags.includes('dadFailed'),
  );
  return rows === undefined || rows.length === 0 ? own : [...own, ...rows.map(({ address }) => address)].slice(0, ADDRESSES_MAX);
}
const LINK_LOCAL = 'fe80::/10'; // RFC 4291 §2.5.6
const linkOf = ({ interfaces }: Host, ifname: string) => find(interfaces, `interface:${ifname}`)?.snapshot.context;
function isThere(snapshot: PvdSnapshot): boolean {
  const { provisioning } = pvdState(snapshot);
  return provisioning !== 'detached' && provisioning !== 'gone';
}

export const carryLeft = ({ left }: Host): readonly Omit<Left, 'id'>[] => left.map(({ id: _, ...row }) => row);
