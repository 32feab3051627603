/** What only the streams know and the next epoch needs: the ranks, how they are held still, names that must not leak, sessions, and what is under way. */
import type { Memory } from '../machines/model/facts/epoch.ts';
import { FAMILIES } from '../machines/model/units.ts';
import type { Fold } from './loop.ts';
import { underWay } from './plan/flight.ts';
import { ranked } from './ranking.ts';
import { carriedNames } from './remembered.ts';
import { carriedSessions } from './sessions/carried.ts';
import { carriedStanding } from './steadiness.ts';

/**
 * Ages are as of the last fact: what is waited for stands still while nobody listens, else the first decision would be another
 * than the last one (law 4), and its reason the passing of time that no fact told.
 */
export const carried = ({
  host,
  decision,
  aside,
  plan,
}: Fold): Pick<Memory, 'ranks' | 'steadiness' | 'names' | 'sessions' | 'underWay'> => ({
  ranks: FAMILIES.map((family) => ({ family, pvds: ranked(decision.ranking, family).map((p) => p.pvd) })),
  steadiness: aside.standings.map((standing) => carriedStanding(standing, host.at)),
  names: carriedNames(decision.resolution),
  sessions: carriedSessions(host, decision.sessions, aside.sessions.standings),
  underWay: underWay(host, plan.inFlight),
});
