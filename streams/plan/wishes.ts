/** Wishes told apart and compared: by what they are about, and by what they would make of it. */
import type { Command, Wish } from '../../machines/model/command.ts';
import type { RouteSpec } from '../../machines/model/routing.ts';
import { isEqual } from '../../machines/model/settle.ts';
import { after, type Instant, type Millis } from '../../machines/model/units.ts';

/** What is done first, and what only once that is there. */
export type Work = { readonly made: readonly Wish[]; readonly broken: readonly Wish[] };

export const keyOf = (wish: Wish): string => `${wish.type} ${wish.target}`;

/** A command in flight for the same thing with the same content is waited for; with another content it is asked anew. */
export function isSameWish(command: Command | undefined, wish: Wish): boolean {
  if (!command) return false;
  if ('route' in command && 'route' in wish) return isRoute(command.route, wish.route);
  if (command.type === 'sysctl.set' && wish.type === 'sysctl.set') return command.sysctl.value === wish.sysctl.value;
  if (command.type === 'guard.set' && wish.type === 'guard.set') return isEqual(command.interfaces, wish.interfaces);
  if (command.type === 'client.start' && wish.type === 'client.start') return isEqual(command.client, wish.client);
  return true;
}

/** Where it leads is in its key; this is how. */
export const isRoute = (applied: Pick<RouteSpec, 'source' | 'mtu'> | undefined, wanted: RouteSpec): boolean =>
  applied !== undefined && applied.source === wanted.source && applied.mtu === wanted.mtu;

/** Lifetimes are compared as moments of expiry, as exactly as the kernel counts. Design, law 12. */
const EXACT = 2_000;
/**
 * Whether the kernel has to be told another end. An earlier one at once; a later one when half of what the kernel still has is
 * over: a router that advertises every few seconds makes no work.
 */
export function isToBeMoved(applied: Instant | null, wanted: Instant | null, now: Instant): boolean {
  if (applied === null || wanted === null) return applied !== wanted;
  if (wanted < applied) return applied - wanted > EXACT;
  return wanted - applied > EXACT && applied - now < (wanted - now) / 2;
}
export const moment = (at: Instant, left: Millis | null): Instant | null => (left === null ? null : after(at, left));
/** At least a second: the end itself is a deadline's to say. */
export const left = (end: Instant | null, now: Instant): Millis | null => (end === null ? null : (Math.max(1_000, end - now) as Millis));
