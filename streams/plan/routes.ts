/** Routes and rules: wanted, and not in the kernel; in the kernel, and not wanted. */
import type { Wish } from '../../machines/model/command.ts';
import { routeSpec, ruleSpec } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import type { RouteRow, Routing } from '../routing.ts';
import { isRoute, isToBeMoved, left, moment, type Work } from './wishes.ts';

/** A route through a gateway needs the gateway's own first. */
export function routeWork(host: Host, { routes }: Routing): Work {
  const missing = routes.filter((row) => {
    const applied = find(host.ownRoutes, row.id)?.route;
    if (!applied || !isRoute(applied, row.route)) return true;
    return row.until !== null && isToBeMoved(moment(applied.at, applied.expires), endOf(host, row), host.at);
  });
  const ordered = missing.toSorted((a, b) => Number(a.route.gateway !== null) - Number(b.route.gateway !== null));
  return {
    made: ordered.map((row): Wish => {
      const expires = row.until === null ? null : left(endOf(host, row), host.at);
      return { type: 'route.replace', target: row.id, route: row.route, expires };
    }),
    broken: host.ownRoutes
      .filter((r) => !find(routes, r.id))
      .map((r): Wish => ({ type: 'route.delete', target: r.id, route: routeSpec(r.route) })),
  };
}

export const ruleWork = (host: Host, { rules }: Routing): Work => ({
  made: rules.filter((r) => !find(host.ownRules, r.id)).map((r): Wish => ({ type: 'rule.add', target: r.id, rule: r.rule })),
  broken: host.ownRules.filter((r) => !find(rules, r.id)).map((r): Wish => ({ type: 'rule.delete', target: r.id, rule: ruleSpec(r.rule) })),
});

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
