/** Checks that are wanted, each with what its network may still spend today. */
import { isComplete } from '../../machines/model/pvd.ts';
import { allowance, patience } from '../../machines/model/rhythm.ts';
import { find } from '../../machines/model/rows.ts';
import { FAMILIES, type Millis } from '../../machines/model/units.ts';
import { pvdState } from '../../machines/pvd.ts';
import type { Host } from '../../machines/state.ts';
import type { Checks } from '../checks.ts';
import { lastResult } from '../memo.ts';
import type { Work } from './wishes.ts';

export const checkWork = lastResult(
  (checks: Checks) => [checks],
  (checks): readonly Work[] =>
    checks.map(({ id, ...check }) => {
      const wish = { type: 'check.run', target: `${id} ${check.generation}`, ...check, budget: 0 } as const;
      return { wish, timed: (host) => ({ ...wish, budget: budgetOf(host, check.pvd), timeout: patienceFor(host, check) }) };
    }),
);

/** In doubt it is known how long an answer takes when there is one. */
function patienceFor(host: Host, { pvd, family, timeout }: Omit<Checks[number], 'id'>): Millis {
  const snapshot = find(host.pvds, pvd)?.snapshot;
  if (!snapshot) return timeout;
  const { check4, check6 } = pvdState(snapshot);
  const { quality4, quality6 } = snapshot.context;
  const [check, quality] = family === 4 ? [check4, quality4] : [check6, quality6];
  return check === 'doubting' ? patience(quality.rtt, timeout) : timeout;
}

function budgetOf(host: Host, pvd: string): number {
  const context = find(host.pvds, pvd)?.snapshot.context;
  if (!context) return 0;
  const left = allowance(context.rhythm, context.spent, host.at);
  // Two at once share what is left.
  return FAMILIES.every((family) => isComplete(context.objects, family)) ? Math.floor(left / 2) : left;
}
