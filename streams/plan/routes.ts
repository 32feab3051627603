/** Routes and rules: wanted, and not in the kernel; in the kernel, and not wanted. */
import { routeSpec, ruleSpec } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import { lastResult } from '../memo.ts';
import type { RouteRow, Routing } from '../routing.ts';
import { isRoute, isToBeMoved, left, moment, type Work, type Works } from './wishes.ts';

/** In observe mode nothing stands there whose end could have to be moved. */
export const routeWork = lastResult(
  (host: Host, { routes }: Routing) => [host.ownRoutes, routes, host.ownRoutes.length === 0 ? null : host.routers],
  (host, { routes }): Works => {
    const missing = routes.filter((row) => {
      const applied = find(host.ownRoutes, row.id)?.route;
      if (!applied || !isRoute(applied, row.route)) return true;
      // A later end is told when half of what the kernel was given is over: a router that advertises every few seconds makes no work.
      return row.until !== null && isToBeMoved(moment(applied.at, applied.expires), endOf(host, row), (applied.expires ?? 0) / 2);
    });
    // A route through a gateway needs the gateway's own first.
    const ordered = missing.toSorted((a, b) => Number(a.route.gateway !== null) - Number(b.route.gateway !== null));
    return {
      made: ordered.map(wanted),
      broken: host.ownRoutes
        .filter((r) => !find(routes, r.id))
        .map((r): Work => ({ wish: { type: 'route.delete', target: r.id, route: routeSpec(r.route) } })),
    };
  },
);

function wanted(row: RouteRow): Work {
  const wish = { type: 'route.replace', target: row.id, route: row.route, expires: null } as const;
  return row.until === null ? { wish } : { wish, timed: (host) => ({ ...wish, expires: left(endOf(host, row), host.at) }) };
}

export const ruleWork = lastResult(
  (host: Host, { rules }: Routing) => [host.ownRules, rules],
  (host, { rules }): Works => ({
    made: rules.filter((r) => !find(host.ownRules, r.id)).map((r): Work => ({ wish: { type: 'rule.add', target: r.id, rule: r.rule } })),
    broken: host.ownRules
      .filter((r) => !find(rules, r.id))
      .map((r): Work => ({ wish: { type: 'rule.delete', target: r.id, rule: ruleSpec(r.rule) } })),
  }),
);

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
