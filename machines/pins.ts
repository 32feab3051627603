/** Pins: addresses that are tied to the PvD whose answer they are, for as long as somebody may use that answer. Law 8. */
import { reachOf } from './model/address.ts';
import type { Deadline } from './model/deadline.ts';
import type { FactOf } from './model/facts/index.ts';
import type { PinMemory } from './model/facts/name.ts';
import { compareId, drop, find, put, type Row } from './model/rows.ts';
import { after, type Instant, type Millis, millis, type Seq } from './model/units.ts';
import { type PvdSnapshot, pvdState } from './pvd.ts';
import type { Draft, Host } from './state.ts';

export type Holder = { readonly pvd: string; readonly generation: number; readonly since: Seq };
/** `id`: the address. `beaten`: who had it before, whose answer would still be kept; it gets it back if it outlives this one (dns-4). */
export type Pin = Row & Holder & { readonly beaten: Holder | null };
/** When a pin ends, and what it has beaten. Row by row beside the pins, so that a refresh leaves those as they are. */
export type PinEnd = Row & { readonly at: Instant; readonly beaten: Instant | null };

/** The design's. */
export const PINS_MAX = 4096;

/** The address of a name goes to who answered last. */
export function hearAnswered(host: Draft, fact: FactOf<'name.answered'>): void {
  if (host.phase === 'settled' && !isLive(host, fact)) return;
  for (const address of new Set(fact.addresses)) if (isPinnable(address)) pin(host, address, fact);
  while (host.pins.length > PINS_MAX) dropOne(host);
}

const PINNABLE: ReadonlySet<string> = new Set(['public', 'private', 'shared', 'uniqueLocal']);
/** What leads out of the host at all, and to one place; all else goes where it always goes. */
export const isPinnable = (address: string): boolean => !address.includes('%') && PINNABLE.has(reachOf(address));

function pin(host: Draft, id: string, fact: FactOf<'name.answered'>): void {
  const { pvd, generation } = fact;
  const [old, end] = [find(host.pins, id), find(host.pinEnds, id)];
  const at = after(fact.at, fact.keep);
  if (old && end && old.pvd === pvd && old.generation === generation) {
    if (at > end.at) host.pinEnds = put(host.pinEnds, { ...end, at });
    return;
  }
  const beaten = old ? { pvd: old.pvd, generation: old.generation, since: old.since } : null;
  host.pins = put(host.pins, { id, pvd, generation, since: fact.of ?? fact.seq, beaten });
  host.pinEnds = put(host.pinEnds, { id, at, beaten: end?.at ?? null });
}

/** The first to end, of the PvD that has most: who has many answers pushes out its own (sec-2). */
function dropOne(host: Draft): void {
  const counts = new Map<string, number>();
  for (const { pvd } of host.pins) counts.set(pvd, (counts.get(pvd) ?? 0) + 1);
  const most = Math.max(...counts.values());
  let first: PinEnd | undefined;
  host.pins.forEach(({ pvd }, i) => {
    const end = host.pinEnds[i];
    if (end && counts.get(pvd) === most && (!first || end.at < first.at)) first = end;
  });
  host.pins = drop(host.pins, first?.id ?? '');
  host.pinEnds = drop(host.pinEnds, first?.id ?? '');
}

const DEADLINE = 'pins:end';
/** One for all, the first. */
export function pinDeadlines(ends: Host['pinEnds']): readonly Deadline[] {
  let due: Instant | null = null;
  for (const { at, beaten } of ends) {
    const first: Instant = beaten !== null && beaten < at ? beaten : at;
    if (due === null || first < due) due = first;
  }
  return due === null ? [] : [{ id: DEADLINE, due }];
}

export function endPins(host: Draft, fact: FactOf<'deadline.passed'>): void {
  if (fact.id === DEADLINE) keepOnly(host, (_, end) => end > fact.at);
}

/** Those of PvDs that have gone away, or were replaced by another attachment, in this tick. */
export function settlePins(before: Host, host: Draft): void {
  if (host.phase !== 'settled' || host.pins.length === 0) return;
  const isOpening = before.phase !== 'settled';
  if (before.pvds === host.pvds && !isOpening) return;
  const isLost = ({ id, snapshot }: Host['pvds'][number]): boolean =>
    isPresent(snapshot) && !isLive(host, { pvd: id, generation: snapshot.context.generation });
  if (isOpening || before.pvds.some(isLost)) keepOnly(host, (holder) => isLive(host, holder));
}

const isLive = (host: Host, { pvd, generation }: Pick<Holder, 'pvd' | 'generation'>): boolean => {
  const found = find(host.pvds, pvd)?.snapshot;
  return found !== undefined && found.context.generation === generation && isPresent(found);
};
/** Also while it does not lead out: a tunnel without a default route has names of its own. */
const isPresent = (snapshot: PvdSnapshot): boolean => !['detached', 'gone'].includes(pvdState(snapshot).provisioning);

/** Who was beaten gets the address back where the winner goes. */
function keepOnly(host: Draft, isKept: (holder: Holder, end: Instant) => boolean): void {
  const left = host.pins.flatMap((row, i): readonly (readonly [Pin, PinEnd])[] => {
    const end = host.pinEnds[i];
    if (!end) return [];
    const beaten = row.beaten && end.beaten !== null && isKept(row.beaten, end.beaten) ? ([row.beaten, end.beaten] as const) : null;
    if (!isKept(row, end.at))
      return beaten
        ? [
            [
              { id: row.id, ...beaten[0], beaten: null },
              { id: row.id, at: beaten[1], beaten: null },
            ],
          ]
        : [];
    return row.beaten === null || beaten
      ? [[row, end]]
      : [
          [
            { ...row, beaten: null },
            { ...end, beaten: null },
          ],
        ];
  });
  if (left.length === host.pins.length && left.every(([row], i) => row === host.pins[i])) return;
  host.pins = left.map(([row]) => row);
  host.pinEnds = left.map(([, end]) => end);
}

/** For `memory.carried`: what is left of them. */
export function carryPins({ pins, pinEnds }: Host, now: Instant): readonly PinMemory[] {
  const left = (end: Instant | null | undefined): Millis => millis(Math.max(1, (end ?? now) - now));
  return pins.map(({ id, beaten, pvd, generation, since }, i) => {
    const end = pinEnds[i];
    return { address: id, pvd, generation, since, left: left(end?.at), beaten: beaten && { ...beaten, left: left(end?.beaten) } };
  });
}

export function recallPins(host: Draft, memory: readonly PinMemory[]): void {
  const rows = memory.map(({ address, left, beaten, ...holder }) => ({ id: address, left, beaten, holder })).sort(compareId);
  const heldBy = (b: PinMemory['beaten']): Holder | null => b && { pvd: b.pvd, generation: b.generation, since: b.since };
  host.pins = rows.map(({ id, holder, beaten }) => ({ id, ...holder, beaten: heldBy(beaten) }));
  host.pinEnds = rows.map(({ id, left, beaten }) => ({ id, at: after(host.at, left), beaten: beaten && after(host.at, beaten.left) }));
}
