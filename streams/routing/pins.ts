/** An address by the PvD whose answer it is (law 8): host routes in a table of their own, as that PvD's table would lead there. */
import { familyOf, isInPrefix, prefixLength } from '../../machines/model/address.ts';
import { PINS_TABLE } from '../../machines/model/routing.ts';
import { find, firstFrom } from '../../machines/model/rows.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import type { Pin } from '../../machines/pins.ts';
import type { Domain } from '../domains.ts';
import type { Fold } from '../loop.ts';
import { lastResult, perElement, perObject } from '../memo.ts';
import { isRoute } from '../plan/wishes.ts';
import { type Exclusive, isPinHeeded } from './exclusive.ts';
import { hostPrefix, PRIORITY } from './numbers.ts';
import { type RouteRow, type RuleRow, routeRow, rule } from './rows.ts';
import { tableOf } from './tables.ts';

type Leading = readonly [four: Exclusive | null, six: Exclusive | null];

/** Rows in the order of their ids, which is that of the addresses. */
export const pinRoutes = (pins: readonly Pin[], leading: Leading, domains: readonly Domain[]): readonly RouteRow[] =>
  rowsAmong(leading, ...domains)(pins);

/** For as long as nothing but pins changes, only the rows of those that do are made. */
const rowsAmong = lastResult(
  ([four, six]: Leading, ...domains: readonly Domain[]) => [
    ...[four?.pvd, ...(four?.ifnames ?? [])],
    ...[six?.pvd, ...(six?.ifnames ?? [])],
    ...domains,
  ],
  ([four, six], ...domains) => {
    const byId = new Map(domains.map((d) => [d.id, d]));
    return perElement((pin: Pin) => {
      const domain = byId.get(pin.pvd);
      const isMeant = domain?.generation === pin.generation && isPinHeeded(familyOf(pin.id) === 4 ? four : six, domain, pin.id);
      return isMeant ? rowOf(pin, domain) : null;
    });
  },
);

/** A pin's row stays the very same while its PvD leads there as before. */
const made = new WeakMap<Pin, { readonly domain: Domain; readonly row: RouteRow | null }>();
function rowOf(pin: Pin, domain: Domain): RouteRow | null {
  const known = made.get(pin);
  if (known?.domain === domain) return known.row;
  const way = waysOf(domain).find((w) => isInPrefix(pin.id, w.route.destination));
  const route = way && { ...way.route, table: PINS_TABLE, destination: hostPrefix(pin.id, familyOf(pin.id)) };
  const fresh = route ? routeRow(domain.id, route) : null;
  const row = known?.row && fresh && known.row.id === fresh.id && isRoute(known.row.route, fresh.route) ? known.row : fresh;
  made.set(pin, { domain, row });
  return row;
}

/** The longest first. */
const waysOf = perObject((domain: Domain) =>
  tableOf(domain).toSorted((a, b) => prefixLength(b.route.destination) - prefixLength(a.route.destination)),
);

/** One a family that has any. */
export const pinRules = perObject((routes: readonly RouteRow[]): readonly RuleRow[] =>
  FAMILIES.filter((family) => routes.some((r) => familyOf(r.route.destination) === family)).map(ruleOf),
);
const ruleOf = (family: Family): RuleRow => rule(null, { family, priority: PRIORITY.pins, table: PINS_TABLE, iif: 'lo' });

/**
 * Whether packets for this address go by this PvD for the answer's sake: its route and the rule over it stand, and nothing under
 * way takes them away. Asked for after each tick, it says so too where the pin has been there before, and no fact comes.
 */
export function isPinned({ host, decision, plan }: Pick<Fold, 'host' | 'decision' | 'plan'>, address: string, pvd: string): boolean {
  const row = pinRow(decision.routing.routes, address);
  if (row?.pvd !== pvd) return false;
  const over = ruleOf(familyOf(address)).id;
  const isStanding = isRoute(find(host.ownRoutes, row.id)?.route, row.route) && find(host.ownRules, over) !== undefined;
  return isStanding && !find(plan.inFlight, `route.delete ${row.id}`) && !find(plan.inFlight, `rule.delete ${over}`);
}

/** The route that ties an address to its PvD. */
export function pinRow(routes: readonly RouteRow[], address: string): RouteRow | null {
  const destination = hostPrefix(address, familyOf(address));
  const row = firstFrom(routes, `route ${PINS_TABLE} ${destination} `);
  return row?.route.table === PINS_TABLE && row.route.destination === destination ? row : null;
}
