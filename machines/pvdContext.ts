/** What a PvD's chart keeps and hears, and what its guards and actions ask of that. */
import type { Fingerprint, PvdMemory } from './model/facts/epoch.ts';
import type { FactOf, FactsOf } from './model/facts/index.ts';
import type { Notice } from './model/notice.ts';
import { isComplete, objectsOf, type PvdObject } from './model/pvd.ts';
import type { ReachState } from './model/reach.ts';
import { allowance, isAhead, LEAST_CHECK, type Quality, type Rhythm, type Spent, trustOf, UNMEASURED } from './model/rhythm.ts';
import { after, type Family, type IfName, type Instant, type Millis, type Seq, seconds } from './model/units.ts';

/** `since` is the first check that said so, `at` the last. */
export type Reached = { readonly since: Seq; readonly at: Instant; readonly portal: string | null; readonly by: string };
export type PvdContext = {
  readonly id: string;
  readonly ifname: IfName;
  readonly identity: string | null;
  readonly generation: number;
  /** Its routing table is 27000 + slot for as long as it lives. */
  readonly slot: number;
  readonly objects: readonly PvdObject[];
  readonly fingerprint: Fingerprint;
  /** When a detached PvD is given up; null while it is not detached. */
  readonly gone: Instant | null;
  /** The fact by which it was detached last; null: it never was. */
  readonly away: Seq | null;
  readonly reach4: Reached | null;
  readonly reach6: Reached | null;
  /** The next check of each family, and how many failed in a row. */
  readonly check4: Check;
  readonly check6: Check;
  readonly rhythm: Rhythm;
  /** Bytes that checks have spent in the 24 hours that began then; null before the first. */
  readonly spent: Spent | null;
  readonly quality4: Quality;
  readonly quality6: Quality;
  /** How often it was checked because connections stalled, and nothing was wrong. */
  readonly alarms4: number;
  readonly alarms6: number;
};
export type Check = { readonly due: Instant | null; readonly failed: number };
export type PvdEvent =
  | FactsOf<'check' | 'deadline' | 'host' | 'neighbour' | 'link'>
  | FactOf<'sockets.sampled'>
  | Extract<Notice, { type: 'pvd.assembled' | 'pvd.recalled' }>;
export type CheckState = 'idle' | 'running' | 'doubting' | 'waiting' | 'doubtful';
/** A check is to be made, or under way. */
export const isRunning = (state: CheckState): boolean => state === 'running' || state === 'doubting';

/** The regions of a PvD's state, named. */
export type PvdState = {
  readonly provisioning: 'forming' | 'provisioned' | 'deprecated' | 'detached' | 'gone';
  readonly reach4: ReachState;
  readonly reach6: ReachState;
  readonly check4: CheckState;
  readonly check6: CheckState;
};
export type Of = { readonly family: Family };
export type OfReach = Of & { readonly state: ReachState };

export const IDLE: Check = { due: null, failed: 0 };

export const reached = (family: Family, value: Reached | null): Partial<PvdContext> =>
  family === 4 ? { reach4: value } : { reach6: value };
export const checking = (family: Family, value: Check): Partial<PvdContext> => (family === 4 ? { check4: value } : { check6: value });
export const checkOf = (context: PvdContext, family: Family): Check => (family === 4 ? context.check4 : context.check6);
export const isDue = (event: PvdEvent, family: Family): boolean =>
  event.type === 'pvd.assembled' && event.isChecked && event.linked && isComplete(event.assembled.objects, family);
export const isOurCheck = (context: PvdContext, event: PvdEvent, family: Family): boolean =>
  event.type === 'deadline.passed' && event.id === `${context.id}:check${family}` && event.due === checkOf(context, family).due;
export const isAffordable = (context: PvdContext, event: PvdEvent): boolean =>
  allowance(event.type === 'pvd.assembled' ? event.rhythm : context.rhythm, context.spent, event.at) >= LEAST_CHECK;
/** Hints may come by the thousand; a network that was just looked at is not looked at again for one. A guess. */
const FRESH = seconds(1);
export const isFresh = ({ reach4, reach6 }: PvdContext, event: PvdEvent, family: Family): boolean => {
  const reach = family === 4 ? reach4 : reach6;
  return reach !== null && event.at < after(reach.at, FRESH);
};
export const isHint = ({ objects }: PvdContext, event: PvdEvent): boolean =>
  event.type === 'neighbour.changed'
    ? event.state === 'failed' && objectsOf(objects, 'gateway').some((g) => g.value === event.address)
    : event.type === 'link.signalled' && event.quality === 'poor';
export const alarmsOf = ({ alarms4, alarms6 }: PvdContext, family: Family): number => (family === 4 ? alarms4 : alarms6);
export const alarming = (family: Family, alarms: number): Partial<PvdContext> => (family === 4 ? { alarms4: alarms } : { alarms6: alarms });
/** When connections that stall are heeded again; null: at any time. */
export const trustedUntil = (context: PvdContext, family: Family): Instant | null => {
  const reach = family === 4 ? context.reach4 : context.reach6;
  return reach === null ? null : after(reach.at, trustOf(alarmsOf(context, family), context.rhythm));
};
/** Of this attachment, and of one that is held for good. */
export const isStall = (context: PvdContext, event: PvdEvent, family: Family): boolean =>
  event.type === 'sockets.sampled' &&
  event.stalled > 0 &&
  event.generation === context.generation &&
  checkOf(context, family).failed === 0 &&
  isAffordable(context, event) &&
  isAhead(context.rhythm, context.spent, event.at);
type AssembledNotice = Extract<Notice, { type: 'pvd.assembled' }>;
export const detached = (context: PvdContext, { assembled, at, linger, seq }: AssembledNotice): Partial<PvdContext> => ({
  objects: assembled.objects,
  gone: context.gone ?? after(at, linger),
  away: awaySince(context, seq),
});
export const replaced = (context: PvdContext, { assembled, seq }: AssembledNotice): Partial<PvdContext> => ({
  generation: context.generation + 1,
  fingerprint: assembled.fingerprint,
  away: awaySince(context, seq),
});
/** Who is away already was detached before. */
const awaySince = ({ gone, away }: PvdContext, seq: Seq): Seq | null => (gone === null ? seq : away);
export function qualityIn({ quality }: PvdMemory, family: Family): Quality {
  const { rtt, loss, since } = quality.find((q) => q.family === family) ?? UNMEASURED;
  return { rtt, loss, since };
}
export const before = (at: Instant, age: Millis): Instant => Math.max(0, at - age) as Instant;
