/** Checks that are wanted, each with what its network may still spend today. */
import type { Wish } from '../../machines/model/command.ts';
import { allowance } from '../../machines/model/rhythm.ts';
import { find } from '../../machines/model/rows.ts';
import type { Host } from '../../machines/state.ts';
import type { Checks } from '../checks.ts';

export const checkWork = (host: Host, checks: Checks): readonly Wish[] =>
  checks.flatMap(({ id, ...check }): readonly Wish[] => {
    const context = find(host.pvds, check.pvd)?.snapshot.context;
    if (!context) return [];
    return [
      { type: 'check.run', target: `${id} ${check.generation}`, ...check, budget: allowance(context.rhythm, context.spent, host.at) },
    ];
  });
