/** When a network is checked, what that may cost, and what was measured by it. Plain functions over plain values. */
import { after, type Instant, type Millis, millis, type Seq, seconds } from './units.ts';

/** `every`: between two checks of a good network; `budget`: bytes in 24 hours, both ways, null for any. */
export type Rhythm = { readonly every: Millis; readonly budget: number | null };
export type Spent = { readonly bytes: number; readonly since: Instant };
/** `rtt` in ms, `loss` in per cent, both smoothed; null before the first. `since`: the check that last made another of them. */
export type Quality = { readonly rtt: number | null; readonly loss: number | null; readonly since: Seq | null };
export const UNMEASURED: Quality = { rtt: null, loss: null, since: null };

const DAY = seconds(86_400);
/** A check that could not even ask a resolver and fetch a short answer is none. A guess. */
export const LEAST_CHECK = 1_500;
/** After the first failure of a good network the second look is quick; then 1 s, doubled each time (Android, NetworkManager), up to 300 s. Guesses. */
const SECOND_LOOK = millis(250);
const FIRST_RETRY = seconds(1);
const LONGEST = seconds(300);
/** Of what is new, in a smoothed value. RFC 6298 has 1/8, for samples far closer together. A guess. */
const SHARE = 1 / 4;
/** Checks are spread by up to this part of their wait, so that a hundred hosts do not knock at once. A guess. */
const SPREAD = 1 / 8;

export const backoff = (failed: number): Millis =>
  failed <= 1 ? SECOND_LOOK : millis(Math.min(LONGEST, FIRST_RETRY * 2 ** Math.min(failed - 2, 20)));

/**
 * Connections stall for reasons of their own, a dead server's above all. A network that was looked at is not looked at again for
 * that within a second, and four times as long after each time that nothing was wrong with it, up to its rhythm. Guesses.
 */
const FIRST_TRUST = seconds(1);
const TRUST_GROWS = 4;
export const ALARMS_MAX = 8;
export const trustOf = (alarms: number, { every }: Rhythm): Millis =>
  millis(Math.max(FIRST_TRUST, Math.min(every, FIRST_TRUST * TRUST_GROWS ** alarms)));
/** How long an answer is waited for in doubt: the few round trips of a check (name, handshakes, answer), else a second. Guesses. */
const [LEAST_PATIENCE, ROUND_TRIPS, UNMEASURED_PATIENCE] = [millis(600), 10, millis(1_000)];
export const patience = (rtt: number | null, timeout: Millis): Millis =>
  millis(Math.min(timeout, rtt === null ? UNMEASURED_PATIENCE : Math.max(LEAST_PATIENCE, Math.ceil(rtt * ROUND_TRIPS))));

/** Up to an eighth less, by what is written in `seed`: FNV-1a, so that a replay waits as long. */
export function scattered(wait: Millis, seed: string): Millis {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193) >>> 0;
  return millis(Math.round(wait * (1 - SPREAD * (hash / 2 ** 32))));
}

/** Bytes that may still be spent at that moment. */
export const allowance = ({ budget }: Rhythm, spent: Spent | null, at: Instant): number =>
  budget === null ? Number.MAX_SAFE_INTEGER : Math.max(0, budget - spentAt(spent, at));
export const spentAt = (spent: Spent | null, at: Instant): number => (spent && at < after(spent.since, DAY) ? spent.bytes : 0);
export const spentWith = (spent: Spent | null, { at, bytes }: { readonly at: Instant; readonly bytes: number }): Spent =>
  spent && at < after(spent.since, DAY) ? { ...spent, bytes: spent.bytes + bytes } : { bytes, since: at };
/**
 * Whether a hint that is often wrong may have a check made: not of what the rest of the day needs. The budget comes to it as the day
 * goes on, two hours ahead. A guess.
 */
export function isAhead({ budget }: Rhythm, spent: Spent | null, at: Instant): boolean {
  if (budget === null || spent === null || at >= after(spent.since, DAY)) return true;
  return spent.bytes + LEAST_CHECK <= (budget * (at - spent.since + AHEAD)) / (DAY + AHEAD);
}
const AHEAD = seconds(7_200);
/** When the day is over, and a new budget begins. */
export const afterBudget = (spent: Spent, at: Instant): Instant => after(spent.since, millis(Math.max(DAY, at - spent.since + 1)));

type Told = { readonly rtt: number | null; readonly sent: number; readonly lost: number; readonly seq: Seq; readonly of?: Seq | undefined };
export function measured(old: Quality, told: Told): Quality {
  const rtt = told.rtt === null ? old.rtt : smoothed(old.rtt, told.rtt, 100);
  const loss = told.sent === 0 ? old.loss : smoothed(old.loss, (100 * told.lost) / told.sent, 10);
  return rtt === old.rtt && loss === old.loss ? old : { rtt, loss, since: told.of ?? told.seq };
}
const smoothed = (old: number | null, now: number, parts: number): number =>
  Math.round((old === null ? now : old + (now - old) * SHARE) * parts) / parts;
