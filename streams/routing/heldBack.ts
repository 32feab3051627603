/** IPv6 networks that may not carry what programs send, while no other does: what has no way out does not leave by them either. */
import { isInPrefix } from '../../machines/model/address.ts';
import type { Family } from '../../machines/model/units.ts';
import type { Domain } from '../domains.ts';
import { fromOf } from './hosted.ts';
import { PRIORITY } from './numbers.ts';
import { type RuleRow, rule } from './rows.ts';
import { addressesOf, onLinkPrefixes, tableNumber } from './tables.ts';

/**
 * To a packet that finds no way Linux gives a source, and looks again (ip6_dst_lookup_tail), which the rules for sources
 * would answer. So these come before them: on its own link only. What is bound to the device as well has gone before.
 */
export function heldBackRules(pvds: readonly Domain[], family: Family): readonly RuleRow[] {
  if (family === 4) return [];
  return pvds.flatMap((pvd) => {
    const sources = [...new Set(addressesOf(pvd, family).map((a) => fromOf(pvd, a.value, family)))];
    return sources.flatMap((from) => {
      const own = { family, from, iif: 'lo' } as const;
      const near = onLinkPrefixes(pvd).filter((p) => isInPrefix(from.slice(0, from.indexOf('/')), p.value));
      return [
        ...near.map((p) => rule(pvd.id, { ...own, priority: PRIORITY.heldBack, table: tableNumber(pvd), to: p.value })),
        rule(pvd.id, { ...own, priority: PRIORITY.heldBack + 1, action: 'unreachable' }),
      ];
    });
  });
}
