/** Interfaces that are seen and not ours (docker0, another manager's): their prefixes, addresses and devices stay with main. */

import type { InterfaceAddress } from '../../machines/configured.ts';
import { familyOf, networkOf, reachOf } from '../../machines/model/address.ts';
import { MAIN_TABLE, OUR_PROTOCOL } from '../../machines/model/routing.ts';
import type { Family } from '../../machines/model/units.ts';
import type { Readable } from '../part.ts';
import { type Exclusive, isLocal } from './exclusive.ts';
import { hostPrefix, OTHERS_MAX, PRIORITY } from './numbers.ts';
import { type RuleRow, rule } from './rows.ts';

const BY_MAIN = { priority: PRIORITY.others, table: MAIN_TABLE, iif: 'lo' } as const;

/** Below an exclusive PvD (sec-6) nobody may come by a public prefix who has it from a network: then what was set by hand stays theirs. */
export function otherRules(host: Readable, family: Family, isOurs: IsOurs, exclusive: Exclusive | null): readonly RuleRow[] {
  return addressesOfOthers(host, family, isOurs).flatMap(({ ifname, own }) => [
    rule(null, { family, ...BY_MAIN, oif: ifname }),
    ...own.flatMap((a) => [
      ...(exclusive === null || isTheirs(a) ? [rule(null, { family, ...BY_MAIN, to: prefixOf(a) })] : []),
      rule(null, { family, ...BY_MAIN, from: hostPrefix(a.address, family) }),
    ]),
  ]);
}

/** The public prefixes set by hand on links behind this host: what is forwarded has to find them, whoever leads. */
export const prefixesBehind = (host: Readable, family: Family, isOurs: IsOurs): readonly string[] =>
  addressesOfOthers(host, family, isOurs).flatMap(({ own }) => own.filter((a) => isTheirs(a) && !isLocal(prefixOf(a))).map(prefixOf));

type IsOurs = (ifname: string) => boolean;

function addressesOfOthers(host: Readable, family: Family, isOurs: IsOurs) {
  const others = host.interfaces.map((i) => i.snapshot.context).filter((c) => c.link && c.link.kind !== 'loopback' && !isOurs(c.ifname));
  return others.flatMap(({ ifname, addresses }) => {
    const own = addresses.filter((a) => a.scope === 'global' && reachOf(a.address) !== 'loopback').slice(0, OTHERS_MAX);
    const mine = own.filter((a) => familyOf(a.address) === family);
    return mine.length === 0 ? [] : [{ ifname, own: mine }];
  });
}

const prefixOf = ({ address, prefixLength }: InterfaceAddress): string => networkOf(address, prefixLength);
const isTheirs = (a: InterfaceAddress): boolean => isLocal(prefixOf(a)) || (a.flags.includes('permanent') && a.protocol !== OUR_PROTOCOL);

/** Whether somebody else leads strangers out by main: then what no PvD of ours takes is theirs. */
export const othersLeadOut = (host: Readable, family: 4 | 6, isOurs: (ifname: string) => boolean): boolean =>
  host.interfaces.some(
    ({ snapshot: { context } }) =>
      !isOurs(context.ifname) &&
      context.routes.some((r) => r.table === MAIN_TABLE && r.destination.endsWith('/0') && familyOf(r.destination) === family),
  );
