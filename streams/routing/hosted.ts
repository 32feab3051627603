/** Law 9, strong host: a packet with a PvD's source, its mark, or bound to its device goes by its table or is refused. */
import { isInPrefix } from '../../machines/model/address.ts';
import { objectsOf } from '../../machines/model/pvd.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import type { Domain } from '../domains.ts';
import { perObject } from '../memo.ts';
import { hostPrefix, MARK_MASK, MARK_SHIFT, MARKED_MAX, PRIORITY } from './numbers.ts';
import { type RuleRow, rule, unique } from './rows.ts';
import { addressesOf, tableNumber } from './tables.ts';

const OWN = { iif: 'lo' } as const;

/** Of a PvD that is away too, for as long as the kernel has its addresses. In order. */
export const hostRules = perObject((pvd: Domain): readonly RuleRow[] => {
  const table = tableNumber(pvd);
  const rows = FAMILIES.flatMap((family) => {
    const own = addressesOf(pvd, family);
    if (own.length === 0) return [];
    const oif = pvd.ifname;
    const mark = pvd.slot < MARKED_MAX ? { mark: (pvd.slot + 1) * 2 ** MARK_SHIFT, mask: MARK_MASK, ...OWN } : null;
    return [
      ...(mark ? [rule(pvd.id, { family, priority: PRIORITY.mark, table, ...mark })] : []),
      ...(mark ? [rule(pvd.id, { family, priority: PRIORITY.mark + 1, action: 'unreachable', ...mark })] : []),
      ...own.flatMap((a) => [
        rule(pvd.id, { family, priority: PRIORITY.fromOnDevice, table, from: hostPrefix(a.value, family), oif, ...OWN }),
        rule(pvd.id, { family, priority: PRIORITY.from, table, from: fromOf(pvd, a.value, family), ...OWN }),
        rule(pvd.id, { family, priority: PRIORITY.refuseFrom, action: 'unreachable', from: fromOf(pvd, a.value, family), ...OWN }),
      ]),
      rule(pvd.id, { family, priority: PRIORITY.device, table, oif, ...OWN }),
      rule(pvd.id, { family, priority: PRIORITY.refuseDevice, action: 'unreachable', oif, ...OWN }),
    ];
  });
  return unique(rows);
});

/** IPv6: the whole prefix, so that temporary addresses (RFC 8981) are covered before they are known. */
export const fromOf = (pvd: Domain, address: string, family: Family): string =>
  family === 4
    ? hostPrefix(address, 4)
    : (objectsOf(pvd.objects, 'prefix').find((p) => isInPrefix(address, p.value))?.value ?? hostPrefix(address, 6));
