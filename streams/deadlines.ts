/** The moments that actors wait for, compared with those that are armed. */
import { discoveredDeadlines } from '../machines/discovered.ts';
import { failureDeadline } from '../machines/failures.ts';
import { informationDeadlines } from '../machines/information.ts';
import { lease4Deadlines } from '../machines/lease4.ts';
import { lease6Deadlines } from '../machines/lease6.ts';
import type { Command, Wish } from '../machines/model/command.ts';
import type { Deadline } from '../machines/model/deadline.ts';
import { compareText, drop, find, put, type Row } from '../machines/model/rows.ts';
import type { Instant } from '../machines/model/units.ts';
import { pinDeadlines } from '../machines/pins.ts';
import { pvdDeadlines } from '../machines/pvd.ts';
import { router6Deadlines } from '../machines/router6.ts';
import { SESSIONS_DEADLINE } from '../machines/sessions.ts';
import type { Actor, Host } from '../machines/state.ts';
import type { Aside } from './decision.ts';
import { lastResult, perObject } from './memo.ts';
import { sessionsDue } from './sessions.ts';

export type Armed = readonly (Row & Deadline)[];

const leaseWaits = perObject(lease4Deadlines);
const lease6Waits = perObject(lease6Deadlines);
const routerWaits = perObject(router6Deadlines);
const informationWaits = perObject(informationDeadlines);
const pvdWaits = perObject(pvdDeadlines);
const pinWaits = perObject(pinDeadlines);
const discoveredWaits = perObject(discoveredDeadlines);

const wantedDeadlines = lastResult(
  (host: Host, { standings, sessions }: Aside) => [
    ...[standings, sessionsDue(sessions), host.failures, host.leases, host.leases6, host.routers, host.pvds, host.information],
    ...[host.pinEnds, host.discoveredEnds],
  ],
  (host, { standings, sessions }): ReadonlyMap<string, Instant> => {
    const wanted = new Map<string, Instant>();
    for (const { family, due } of standings) if (due !== null) wanted.set(`ranking:${family}`, due);
    const due = sessionsDue(sessions);
    if (due !== null) wanted.set(SESSIONS_DEADLINE, due);
    for (const failure of host.failures) wanted.set(failureDeadline(failure).id, failure.due);
    for (const { snapshot } of host.leases) for (const { id, due } of leaseWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.leases6) for (const { id, due } of lease6Waits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.routers) for (const { id, due } of routerWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.pvds) for (const { id, due } of pvdWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.information) for (const { id, due } of informationWaits(snapshot)) wanted.set(id, due);
    for (const { id, due } of [...pinWaits(host.pinEnds), ...discoveredWaits(host.discoveredEnds)]) wanted.set(id, due);
    return wanted;
  },
);

/**
 * What is to be armed or disarmed. A deadline that moved away is left armed: it passes early, is ignored, and is armed
 * anew then. So a lease or an advertisement that is refreshed every few seconds asks nothing of the clock.
 */
export function deadlineWishes(host: Host, aside: Aside, armed: Armed): readonly Wish[] {
  if (quiet && quiet.armed === armed && quiet.aside === aside && stillQuiet(quiet.host, host, armed)) {
    quiet = { host, aside, armed };
    return NONE;
  }
  const wishes = compared(armed, wantedDeadlines(host, aside));
  quiet = wishes.length === 0 ? { host, aside, armed } : null;
  return wishes;
}

/** The last host that wished for nothing: from there only the actors that differ need a look. */
let quiet: { readonly host: Host; readonly aside: Aside; readonly armed: Armed } | null = null;

const stillQuiet = (was: Host, is: Host, armed: Armed): boolean =>
  was.failures === is.failures &&
  covers(was.leases, is.leases, leaseWaits, armed) &&
  covers(was.leases6, is.leases6, lease6Waits, armed) &&
  covers(was.routers, is.routers, routerWaits, armed) &&
  covers(was.pvds, is.pvds, pvdWaits, armed) &&
  covers(was.information, is.information, informationWaits, armed) &&
  (was.pinEnds === is.pinEnds || isArmed(pinWaits(was.pinEnds), pinWaits(is.pinEnds), armed)) &&
  was.discoveredEnds === is.discoveredEnds;

/** The same actors, and each that differs waits for the same things as before, all armed early enough. */
function covers<S extends object>(
  was: readonly Actor<S>[],
  is: readonly Actor<S>[],
  waits: (snapshot: S) => readonly Deadline[],
  armed: Armed,
): boolean {
  if (was === is) return true;
  if (was.length !== is.length) return false;
  return is.every((row, i) => {
    const before = was[i];
    if (row === before) return true;
    if (before?.id !== row.id) return false;
    return isArmed(waits(before.snapshot), waits(row.snapshot), armed);
  });
}

const isArmed = (old: readonly Deadline[], now: readonly Deadline[], armed: Armed): boolean =>
  old.length === now.length && now.every((d, k) => d.id === old[k]?.id && (find(armed, d.id)?.due ?? Number.POSITIVE_INFINITY) <= d.due);

const compared = lastResult(
  (armed: Armed, wanted: ReadonlyMap<string, Instant>) => [armed, wanted],
  (armed, wanted): readonly Wish[] => {
    const wishes: Wish[] = [];
    for (const { id } of armed) if (!wanted.has(id)) wishes.push({ type: 'deadline.disarm', target: id });
    for (const [id, due] of wanted) {
      const now = find(armed, id)?.due;
      if (now === undefined || now > due) wishes.push({ type: 'deadline.arm', target: id, due });
    }
    return wishes.length === 0 ? NONE : wishes.sort((a, b) => compareText(a.target, b.target));
  },
);
const NONE: readonly Wish[] = [];

export function rearmed(armed: Armed, command: Command): Armed {
  if (command.type === 'deadline.arm') return put(armed, { id: command.target, due: command.due });
  return command.type === 'deadline.disarm' ? drop(armed, command.target) : armed;
}

/** It has passed: no longer armed. */
export const withoutPassed = (armed: Armed, id: string, due: Instant): Armed => (find(armed, id)?.due === due ? drop(armed, id) : armed);
