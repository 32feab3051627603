/** Specific routes of the PvDs that may be led to: the longest wins, and where two are equal, the rank. Design, «Linux». */
import { familyOf, prefixLength } from '../../machines/model/address.ts';
import type { Family } from '../../machines/model/units.ts';
import type { Domain } from '../domains.ts';
import { type Exclusive, isHeeded } from './exclusive.ts';
import { PRIORITY } from './numbers.ts';
import { type RuleRow, rule } from './rows.ts';
import { specificRoutes, tableNumber } from './tables.ts';

/** 129 lengths have room below the ranked rules for so many PvDs with a route to one prefix; of more, the order is not told. */
const TIED_MAX = 7;

/**
 * A rule `to PREFIX` each, the longest first. Rules of one priority stand in the order in which they came to be, which is
 * nobody's rank: who leads to the same prefix as a better one stands a number behind it, and before all that is shorter.
 */
export function specificRules(bestFirst: readonly Domain[], family: Family, exclusive: Exclusive | null): readonly RuleRow[] {
  const before = new Map<string, number>();
  return bestFirst.flatMap((pvd) =>
    prefixesOf(pvd, family, exclusive).map((to) => {
      const tied = before.get(to) ?? 0;
      before.set(to, tied + 1);
      const priority = PRIORITY.specific + (128 - prefixLength(to)) * TIED_MAX + Math.min(tied, TIED_MAX - 1);
      return rule(pvd.id, { family, priority, table: tableNumber(pvd), to });
    }),
  );
}

/** Each once, though two of its routers say it. */
const prefixesOf = (pvd: Domain, family: Family, exclusive: Exclusive | null): readonly string[] => [
  ...new Set(specificRoutes(pvd).flatMap((r) => (familyOf(r.value) === family && isHeeded(exclusive, pvd, r) ? [r.value] : []))),
];
