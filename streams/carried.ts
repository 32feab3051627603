/** What only the streams know and the next epoch needs: the ranks, and how they are held still. */
import type { Memory } from '../machines/model/facts/epoch.ts';
import { FAMILIES, type Instant } from '../machines/model/units.ts';
import type { Fold } from './loop.ts';
import { ranked } from './ranking.ts';
import { carriedStanding } from './steadiness.ts';

export const carried = ({ decision, aside }: Fold, now: Instant): Pick<Memory, 'ranks' | 'steadiness'> => ({
  ranks: FAMILIES.map((family) => ({ family, pvds: ranked(decision.ranking, family).map((p) => p.pvd) })),
  steadiness: aside.standings.map((standing) => carriedStanding(standing, now)),
});
