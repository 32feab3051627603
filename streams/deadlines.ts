/** The moments that actors wait for, compared with those that are armed. */
import { lease4Deadlines } from '../machines/lease4.ts';
import type { Command, Wish } from '../machines/model/command.ts';
import type { Deadline } from '../machines/model/deadline.ts';
import { compareText, drop, find, put, type Row } from '../machines/model/rows.ts';
import type { Instant } from '../machines/model/units.ts';
import { pvdDeadlines } from '../machines/pvd.ts';
import { router6Deadlines } from '../machines/router6.ts';
import type { Host } from '../machines/state.ts';
import { lastResult, perObject } from './memo.ts';

export type Armed = readonly (Row & Deadline)[];

const leaseWaits = perObject(lease4Deadlines);
const routerWaits = perObject(router6Deadlines);
const pvdWaits = perObject(pvdDeadlines);

const wantedDeadlines = lastResult(
  (host: Host) => [host.leases, host.routers, host.pvds],
  (host): ReadonlyMap<string, Instant> => {
    const wanted = new Map<string, Instant>();
    for (const { snapshot } of host.leases) for (const { id, due } of leaseWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.routers) for (const { id, due } of routerWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.pvds) for (const { id, due } of pvdWaits(snapshot)) wanted.set(id, due);
    return wanted;
  },
);

/**
 * What is to be armed or disarmed. A deadline that moved away is left armed: it passes early, is ignored, and is armed
 * anew then. So a lease or an advertisement that is refreshed every few seconds asks nothing of the clock.
 */
export const deadlineWishes = (host: Host, armed: Armed): readonly Wish[] => compared(armed, wantedDeadlines(host));

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
