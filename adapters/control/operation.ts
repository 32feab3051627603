/** What applying and checking come to: whose interfaces are whose, what failed, what was measured, and who is held back. */

import { spentAt } from '../../machines/model/rhythm.ts';
import { find } from '../../machines/model/rows.ts';
import { elapsed, FAMILIES, type Family, type Instant } from '../../machines/model/units.ts';
import { type PvdContext, pvdState } from '../../machines/pvd.ts';
import { candidates } from '../../streams/candidates.ts';
import type { Fold } from '../../streams/loop.ts';
import { ranked } from '../../streams/ranking.ts';
import { heldUntil } from '../../streams/steadiness.ts';
import type { Status } from './answers.ts';
import { left } from './lifetimes.ts';
import { ruleInWords } from './words.ts';

type Operation = Pick<Status, 'checking' | 'ownership' | 'failures' | 'checks' | 'heldBack'>;

export function operation(fold: Fold, now: Instant): Operation {
  const { host, decision } = fold;
  return {
    checking: host.started?.checks === true,
    ownership: decision.ownership
      .filter(({ because }) => because.rule !== 'loopback')
      .map(({ ifname, isManaged, owner, because }) => ({ ifname, isManaged, owner, says: ruleInWords(because.rule, because.by) })),
    failures: host.failures.map(({ id, code, problem, times, due, since }) => ({
      what: id,
      code,
      problem,
      times,
      again: left(due, now),
      since,
    })),
    checks: host.pvds.flatMap(({ snapshot }) => checksOf(pvdState(snapshot), snapshot.context, now)),
    heldBack: FAMILIES.flatMap((family) => heldBack(fold, family, now)),
  };
}

/** Of each family that was ever checked. What was spent is of the network, whatever the family. */
function checksOf(state: ReturnType<typeof pvdState>, context: PvdContext, now: Instant): Operation['checks'] {
  const rows = [
    { family: 4, reach: state.reach4, known: context.reach4, check: context.check4, quality: context.quality4 },
    { family: 6, reach: state.reach6, known: context.reach6, check: context.check6, quality: context.quality6 },
  ] as const;
  return rows.flatMap(({ family, reach, known, check, quality }) =>
    known === null
      ? []
      : [
          {
            pvd: context.id,
            family,
            reach,
            age: elapsed(known.at, now),
            next: left(check.due, now),
            rtt: quality.rtt,
            loss: quality.loss,
            portal: known.portal,
            spent: spentAt(context.spent, now),
            budget: context.rhythm.budget,
          },
        ],
  );
}

/** `left` null: until a check has found it good. */
function heldBack({ host, aside: { standings }, decision }: Fold, family: Family, now: Instant): Operation['heldBack'] {
  const standing = standings.find((s) => s.family === family);
  const leader = ranked(decision.ranking, family)[0]?.pvd;
  if (!standing) return [];
  return candidates(host, family).flatMap((candidate) => {
    const until = candidate.unfit === null ? heldUntil(standing, candidate, host, candidate.id === leader) : null;
    const losses = standing.lost.find((row) => row.pvd === candidate.id)?.times ?? 0;
    if (until === null || until <= now || !find(host.pvds, candidate.id)) return [];
    return [{ family, pvd: candidate.id, losses, left: Number.isFinite(until) ? until - now : null }];
  });
}
