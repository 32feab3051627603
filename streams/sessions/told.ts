/** What an exit tells programs of their sessions: only what was judged otherwise, found by reference, shard by shard. */
import { isEqual } from '../../machines/model/settle.ts';
import { findIn, type Shards } from '../../machines/model/shards.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Fold } from '../loop.ts';
import { changedRows } from './touched.ts';
import type { Verdict } from './verdict.ts';

/** `due`: when a drain is over. */
export type Judged = { readonly verdict: Verdict; readonly due: Instant | null };

/** The verdicts that differ from those told before; a new epoch, which makes all anew, tells none again. */
export function verdictsSince(before: Shards<Verdict>, { decision, aside }: Pick<Fold, 'decision' | 'aside'>): readonly Judged[] {
  const ids = [...changedRows(before, decision.sessions).values()].flat();
  return ids.flatMap((id) => {
    const verdict = findIn(decision.sessions, id);
    if (!verdict || isEqual(findIn(before, id), verdict)) return [];
    return [{ verdict, due: verdict.verdict === 'drain' ? (findIn(aside.sessions.standings, id)?.drain ?? null) : null }];
  });
}
