/** Specific routes of the PvDs that may be led to: the longest wins, and where two are equal, the rank. Design, «Linux». */
import { familyOf, prefixLength } from '../../machines/model/address.ts';
import type { Family } from '../../machines/model/units.ts';
import type { Domain } from '../domains.ts';
import { PRIORITY } from './numbers.ts';
import { type RuleRow, rule } from './rows.ts';
import { specificRoutes, tableNumber } from './tables.ts';

/** Lengths 0 to 128. */
const ROW = 129;
/** What fits below the ranked rules: the seventh and all behind it are not told apart. */
const LAST_ROW = 6;

/**
 * A rule `to PREFIX` each, the longest first. Rules of one priority stand in the order in which they came to be, which is
 * nobody's rank: who leads to the same prefix as a better one has its rule a row of lengths behind.
 */
export function specificRules(bestFirst: readonly Domain[], family: Family): readonly RuleRow[] {
  const before = new Map<string, number>();
  return bestFirst.flatMap((pvd) =>
    prefixesOf(pvd, family).map((to) => {
      const row = before.get(to) ?? 0;
      before.set(to, row + 1);
      const priority = PRIORITY.specific + Math.min(row, LAST_ROW) * ROW + 128 - prefixLength(to);
      return rule(pvd.id, { family, priority, table: tableNumber(pvd), to });
    }),
  );
}

/** Each once, though two of its routers say it. */
const prefixesOf = (pvd: Domain, family: Family): readonly string[] => [
  ...new Set(specificRoutes(pvd).flatMap((r) => (familyOf(r.value) === family ? [r.value] : []))),
];
