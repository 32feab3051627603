/** A view of names made ready for questions: who is asked for a name, and which addresses unbound packets would take elsewhere. */
import { addressBytes, familyOf, isInPrefix, prefixLength, reachOf } from '../../machines/model/address.ts';
import { TYPE } from '../../machines/model/dns/index.ts';
import type { NameServer, NamesRule, NamesView, NamesWay } from '../../machines/model/names.ts';
import { isClaim, specialUse } from '../../machines/model/special.ts';
import type { Family } from '../../machines/model/units.ts';

/**
 * `special`: answered here, as a name in that zone. `ask`: those that are open, best first. `closed`: nobody is, but a later view
 * may have somebody. `nobody`: no network serves the name, and none may be asked instead.
 */
export type Way =
  | { readonly kind: 'special'; readonly zone: string }
  | { readonly kind: 'ask'; readonly choices: readonly Choice[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'nobody' };
/** `servers`: those for this suffix, where they are others than for the rest of the PvD's names (RFC 6731). */
export type Choice = { readonly pvd: string; readonly servers: readonly NameServer[] | null };
export type Rules = {
  readonly view: NamesView;
  wayOf(name: string, type: number): Way;
  /** By which servers of this PvD a name is asked for that is asked of it alone; null: its own. */
  serversIn(pvd: string, name: string, type: number): readonly NameServer[] | null;
  /** Those addresses of an answer by this PvD that unbound packets would take by another, or by none that is known. */
  strays(pvd: string, addresses: readonly string[]): readonly string[];
};

export function compileRules(view: NamesView): Rules {
  const open = new Set(view.domains.filter((domain) => domain.isOpen).map(({ pvd }) => pvd));
  const suffixes: Record<Family, ReadonlyMap<string, NamesRule>> = { 4: ofFamily(view, 4), 6: ofFamily(view, 6) };
  const wayTo = compileWays(view.ways);
  return {
    view,
    wayOf: (name, type) => {
      const rule = longest(suffixes[type === TYPE.AAAA ? 6 : 4], name);
      const special = specialUse(name);
      if (special && !(rule && isClaim(special, rule.suffix))) return { kind: 'special', zone: special.zone };
      if (!rule) return { kind: 'closed' };
      const choices = rule.pvds.filter((pvd) => open.has(pvd)).map((pvd) => ({ pvd, servers: specialServers(rule, pvd) }));
      if (choices.length > 0) return { kind: 'ask', choices };
      return { kind: rule.pvds.length > 0 || rule.suffix === '.' ? 'closed' : 'nobody' };
    },
    serversIn: (pvd, name, type) => {
      const isTold = (rule: NamesRule) => specialServers(rule, pvd) !== null;
      const rule = longest(suffixes[type === TYPE.AAAA ? 6 : 4], name, isTold);
      return rule && specialServers(rule, pvd);
    },
    strays: (pvd, addresses) => addresses.filter((address) => isRouted(address) && wayTo(address) !== pvd),
  };
}

/** The first rule of a suffix stands. */
const ofFamily = ({ rules }: NamesView, family: Family): ReadonlyMap<string, NamesRule> =>
  new Map(
    rules
      .filter((rule) => rule.family === family)
      .toReversed()
      .map((rule) => [rule.suffix, rule]),
  );

const specialServers = ({ special }: NamesRule, pvd: string): readonly NameServer[] | null =>
  special?.find((of) => of.pvd === pvd)?.servers ?? null;

function longest(rules: ReadonlyMap<string, NamesRule>, name: string, fits: (rule: NamesRule) => boolean = () => true): NamesRule | null {
  for (let from = 0; name !== ''; ) {
    const found = rules.get(name.slice(from));
    if (found && fits(found)) return found;
    const dot = name.indexOf('.', from);
    if (dot < 0) break;
    from = dot + 1;
  }
  const root = rules.get('.');
  return root && fits(root) ? root : null;
}

/** Host routes by their address, for there may be thousands; the others one by one. The first in the view's order wins. */
function compileWays(ways: readonly NamesWay[]): (address: string) => string | null {
  const hosts = new Map<string, number>();
  const broad: (readonly [index: number, prefix: string])[] = [];
  for (const [index, { prefix }] of ways.entries()) {
    const address = prefix.slice(0, prefix.indexOf('/'));
    if (prefixLength(prefix) < (familyOf(prefix) === 4 ? 32 : 128)) broad.push([index, prefix]);
    else if (!hosts.has(address)) hosts.set(address, index);
  }
  return (address) => {
    const host = hosts.get(address) ?? Number.POSITIVE_INFINITY;
    const other = broad.find(([, prefix]) => isInPrefix(address, prefix))?.[0] ?? Number.POSITIVE_INFINITY;
    return ways[Math.min(host, other)]?.pvd ?? null;
  };
}

/** What never leaves the host or the link by a table's choice needs no route. */
export const isRouted = (address: string): boolean =>
  addressBytes(address) !== null && !['loopback', 'unspecified', 'multicast', 'linkLocal'].includes(reachOf(address));
