/** The rows that the routing part is made of. */
import { type RouteSpec, type RuleSpec, routeKey, ruleKey } from '../../machines/model/routing.ts';
import { compareId } from '../../machines/model/rows.ts';
import { NO_SELECTORS } from '../../machines/model/selectors.ts';

/** `until`: the object of a router whose lifetime the route shares; null where none ends it. */
export type RouteRow = {
  readonly id: string;
  readonly pvd: string;
  readonly route: RouteSpec;
  readonly until: { readonly router: string; readonly object: string } | null;
};
export type RuleRow = { readonly id: string; readonly pvd: string | null; readonly rule: RuleSpec };
export type Routing = { readonly routes: readonly RouteRow[]; readonly rules: readonly RuleRow[] };

/** A rule's key is all of it; a route's is where it leads. */
export const isSameRule = (a: RuleRow, b: RuleRow): boolean => a.id === b.id && a.pvd === b.pvd;
export const isSameRoute = (a: RouteRow, b: RouteRow): boolean =>
  a.id === b.id &&
  a.pvd === b.pvd &&
  a.route.kind === b.route.kind &&
  a.route.gateway === b.route.gateway &&
  a.route.ifname === b.route.ifname &&
  a.route.source === b.route.source &&
  a.route.mtu === b.route.mtu &&
  a.until?.router === b.until?.router &&
  a.until?.object === b.until?.object;

export function rule(pvd: string | null, some: Partial<RuleSpec> & Pick<RuleSpec, 'family' | 'priority'>): RuleRow {
  const none = { table: null, from: null, to: null, iif: null, oif: null, mark: null, mask: null, other: NO_SELECTORS } as const;
  const spec: RuleSpec = { action: 'lookup', ...none, ...some };
  return { id: ruleKey(spec), pvd, rule: spec };
}

export const routeRow = (pvd: string, route: RouteSpec, until: RouteRow['until'] = null): RouteRow => ({
  id: routeKey(route),
  pvd,
  route,
  until,
});

export const unique = <R extends { readonly id: string }>(rows: readonly R[]): readonly R[] =>
  rows.toSorted(compareId).filter((row, i, all) => row.id !== all[i - 1]?.id);

/** Two sorted lists as one; of a row in both, the first list's. */
export function merged<R extends { readonly id: string }>(a: readonly R[], b: readonly R[]): readonly R[] {
  const all: R[] = [];
  let [i, j] = [0, 0];
  for (let [x, y] = [a[i], b[j]]; x || y; [x, y] = [a[i], b[j]]) {
    if (x && (!y || x.id <= y.id)) {
      all.push(x);
      if (y && x.id === y.id) j += 1;
      i += 1;
    } else if (y) {
      all.push(y);
      j += 1;
    }
  }
  return all;
}
