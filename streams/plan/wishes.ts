/** Wishes told apart and compared: by what they are about, and by what they would make of it. */
import type { Command, Wish } from '../../machines/model/command.ts';
import type { RouteSpec } from '../../machines/model/routing.ts';
import { isEqual } from '../../machines/model/settle.ts';
import { after, type Instant, type Millis } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import { perObject } from '../memo.ts';
import { commandKey } from './flight.ts';

/** Something to be asked of the outside. `timed` says it as of the moment at which it is: lifetimes that are left, what may be spent. */
export type Work = { readonly wish: Wish; readonly timed?: (host: Host) => Wish };
/** What is done first, and what only once that is there. */
export type Works = { readonly made: readonly Work[]; readonly broken: readonly Work[] };

/** What it is about. */
export const keyOf = perObject(({ wish }: Work): string => commandKey(wish));

/** A command in flight for the same thing with the same content is waited for; with another content it is asked anew. */
export function isSameWish(command: Command | undefined, wish: Wish): boolean {
  if (!command) return false;
  if ('route' in command && 'route' in wish) return isRoute(command.route, wish.route);
  if (command.type === 'sysctl.set' && wish.type === 'sysctl.set') return command.sysctl.value === wish.sysctl.value;
  if (command.type === 'names.publish' && wish.type === 'names.publish') return isEqual(command.publication, wish.publication);
  if (command.type === 'sockets.watch' && wish.type === 'sockets.watch') return isEqual(command.owners, wish.owners);
  if (command.type === 'sockets.end' && wish.type === 'sockets.end') return isEqual(command.addresses, wish.addresses);
  if (command.type === 'mptcp.limit' && wish.type === 'mptcp.limit') return isEqual(command.limits, wish.limits);
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
 * Whether the kernel has to be told another end. An earlier one at once; a later one when it is later by more than `slack`.
 * Of the moments alone, never of the present one: a fold that is resumed asks for the same.
 */
export function isToBeMoved(applied: Instant | null, wanted: Instant | null, slack: number): boolean {
  if (applied === null || wanted === null) return applied !== wanted;
  return wanted < applied ? applied - wanted > EXACT : wanted - applied > Math.max(EXACT, slack);
}
export const moment = (at: Instant, left: Millis | null): Instant | null => (left === null ? null : after(at, left));
/** At least a second: the end itself is a deadline's to say. */
export const left = (end: Instant | null, now: Instant): Millis | null => (end === null ? null : (Math.max(1_000, end - now) as Millis));
