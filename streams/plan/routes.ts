/** Routes and rules: wanted, and not in the kernel; in the kernel, and not wanted. */
import { PINS_TABLE, type RouteSpec, type RuleSpec, routeSpec, ruleSpec } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Host, OwnRoute } from '../../machines/state.ts';
import { lastResult, perObject } from '../memo.ts';
import { PRIORITY } from '../routing/numbers.ts';
import type { RouteRow, Routing, RuleRow } from '../routing.ts';
import { isThere, type Pending, unwanted } from './flight.ts';
import { joining } from './joining.ts';
import { isRoute, isToBeMoved, left, moment, type Work, type Works } from './wishes.ts';

const [appliedRoutes, wantedRoutes, wantedRules] = [joining<OwnRoute>(), joining<RouteRow>(), joining<RuleRow>()];

/** In observe mode nothing stands there whose end could have to be moved. */
export const routeWork = lastResult(
  (host: Host, { routes }: Routing, pending: Pending) => [
    host.ownRoutes,
    routes,
    pending,
    host.ownRoutes.length === 0 ? null : host.routers,
  ],
  (host, { routes }, pending): Works => {
    const there = appliedRoutes(routes, host.ownRoutes);
    const missing = routes.filter((row, i) => {
      const coming = pending.size === 0 ? undefined : pending.get(row.id);
      if (coming?.type === 'route.replace') return !isRoute(coming.route, row.route);
      const applied = coming ? undefined : there[i]?.route;
      if (!applied || !isRoute(applied, row.route)) return true;
      // A later end is told when half of what the kernel was given is over: a router that advertises every few seconds makes no work.
      return row.until !== null && isToBeMoved(moment(applied.at, applied.expires), endOf(host, row), (applied.expires ?? 0) / 2);
    });
    // A route through a gateway needs the gateway's own first.
    const ordered = missing.toSorted((a, b) => Number(a.route.gateway !== null) - Number(b.route.gateway !== null));
    const room = pinsAtOnce(pending);
    const broken = unwanted(
      host.ownRoutes,
      routes,
      wantedRoutes(host.ownRoutes, routes),
      pending,
      (r) => routeSpec(r.route),
      (c) => ('route' in c ? c.route : null),
    );
    return {
      made: limited(ordered, ({ route }) => route, room).map(wanted),
      broken: limited(broken, ([, route]) => route, room).map(
        ([target, route]): Work => ({ wish: { type: 'route.delete', target, route } }),
      ),
    };
  },
);

/** Pins in the making or taken away at once: thousands may fall with one network, and what else is to be done does not wait for them. A guess. */
const PINS_AT_ONCE = 256;
const pinsAtOnce = (pending: Pending): number =>
  PINS_AT_ONCE - [...pending.values()].filter((c) => 'route' in c && c.route.table === PINS_TABLE).length;

function limited<T>(rows: readonly T[], routeOf: (row: T) => RouteSpec, room: number): readonly T[] {
  let left = room;
  return rows.filter((row) => routeOf(row).table !== PINS_TABLE || left-- > 0);
}

/** In observe mode all of them are wanted for ever: made once. */
const wanted = perObject((row: RouteRow): Work => {
  const wish = { type: 'route.replace', target: row.id, route: row.route, expires: null } as const;
  return row.until === null ? { wish } : { wish, timed: (host) => ({ ...wish, expires: left(endOf(host, row), host.at) }) };
});
const added = perObject(({ id: target, rule }: RuleRow): Work => ({ wish: { type: 'rule.add', target, rule } }));

/** `lost`: rules by which nothing goes any longer, to be gone before anything else is done: the next network's stands behind them. */
export type RuleWorks = Works & { readonly lost: readonly Work[] };

export const ruleWork = lastResult(
  (host: Host, { rules }: Routing, pending: Pending) => [host.ownRules, rules, pending],
  (host, { rules }, pending): RuleWorks => {
    const stands = (id: string) => isThere(find(host.ownRules, id) !== undefined, pending.get(id));
    const broken = unwanted(
      host.ownRules,
      rules,
      wantedRules(host.ownRules, rules),
      pending,
      (r) => ruleSpec(r.rule),
      (c) => ('rule' in c ? c.rule : null),
    );
    const isLost = lostAmong(host, rules, pending);
    const deleted = (list: typeof broken) => list.map(([target, rule]): Work => ({ wish: { type: 'rule.delete', target, rule } }));
    return {
      lost: deleted(broken.filter(([, rule]) => isLost(rule))),
      made: rules.filter((r) => !stands(r.id)).map(added),
      broken: deleted(broken.filter(([, rule]) => !isLost(rule))),
    };
  },
);

const isRanked = ({ priority }: Pick<RuleSpec, 'priority'>): boolean => priority > PRIORITY.ranked && priority < PRIORITY.nowhere;

/** A ranked rule of a network that has left the ranking, while that of one which has not stands there too: what goes by rank has a way. */
function lostAmong(host: Host, rules: readonly RuleRow[], pending: Pending): (rule: RuleSpec) => boolean {
  const wanted = rules.map((row) => row.rule).filter(isRanked);
  const isKept = ({ family, table }: Pick<RuleSpec, 'family' | 'table'>) => wanted.some((r) => r.family === family && r.table === table);
  const standing = host.ownRules.filter(({ id, rule }) => isRanked(rule) && isKept(rule) && !pending.get(id)?.type.endsWith('.delete'));
  return (rule) => isRanked(rule) && !isKept(rule) && standing.some((other) => other.rule.family === rule.family);
}

/** The end of the router's object that the route stands for; null is for ever. */
function endOf(host: Host, { route, until }: RouteRow): Instant | null {
  if (until === null || route.ifname === null) return null;
  for (const { snapshot } of host.routers) {
    const { ifname, router, expires } = snapshot.context;
    const end = ifname === route.ifname && router === until.router ? find(expires, until.object) : undefined;
    if (end) return end.at;
  }
  return null;
}
