/** Interfaces that are seen and not ours (docker0, another manager's): their prefixes, addresses and devices stay with main. */
import { familyOf, networkOf, reachOf } from '../../machines/model/address.ts';
import { MAIN_TABLE } from '../../machines/model/routing.ts';
import type { Readable } from '../part.ts';
import { hostPrefix, OTHERS_MAX, PRIORITY } from './numbers.ts';
import { type RuleRow, rule } from './rows.ts';

const BY_MAIN = { priority: PRIORITY.others, table: MAIN_TABLE, iif: 'lo' } as const;

export function otherRules(host: Readable, isOurs: (ifname: string) => boolean): readonly RuleRow[] {
  const others = host.interfaces.map((i) => i.snapshot.context).filter((c) => c.link && c.link.kind !== 'loopback' && !isOurs(c.ifname));
  return others.flatMap(({ ifname, addresses }) => {
    const own = addresses.filter((a) => a.scope === 'global' && reachOf(a.address) !== 'loopback').slice(0, OTHERS_MAX);
    return [...new Set(own.map((a) => familyOf(a.address)))].flatMap((family) => [
      rule(null, { family, ...BY_MAIN, oif: ifname }),
      ...own
        .filter((a) => familyOf(a.address) === family)
        .flatMap((a) => [
          rule(null, { family, ...BY_MAIN, to: networkOf(a.address, a.prefixLength) }),
          rule(null, { family, ...BY_MAIN, from: hostPrefix(a.address, family) }),
        ]),
    ]);
  });
}

/** Whether somebody else leads strangers out by main: then what no PvD of ours takes is theirs. */
export const othersLeadOut = (host: Readable, family: 4 | 6, isOurs: (ifname: string) => boolean): boolean =>
  host.interfaces.some(
    ({ snapshot: { context } }) =>
      !isOurs(context.ifname) &&
      context.routes.some((r) => r.table === MAIN_TABLE && r.destination.endsWith('/0') && familyOf(r.destination) === family),
  );
