/** The plan: what is wanted, less what is applied, less what is in flight (law 12). All three are folded from the log. */

import { lease4Deadlines } from '../machines/lease4.ts';
import type { Command, Wish } from '../machines/model/command.ts';
import type { Deadline } from '../machines/model/deadline.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import type { RouteSpec, RuleSpec } from '../machines/model/routing.ts';
import { compareText, drop, find, put, type Row } from '../machines/model/rows.ts';
import type { Instant } from '../machines/model/units.ts';
import { pvdDeadlines } from '../machines/pvd.ts';
import { router6Deadlines } from '../machines/router6.ts';
import type { Host } from '../machines/state.ts';
import type { Decision } from './decision.ts';
import { lastResult, perObject } from './memo.ts';

export type Plan = {
  readonly armed: readonly (Row & Deadline)[];
  /** Commands that are not answered yet, by what they are about. */
  readonly inFlight: readonly (Row & { readonly command: Command })[];
};
export const NO_PLAN: Plan = { armed: [], inFlight: [] };

export type Planned = { readonly plan: Plan; readonly commands: readonly Command[] };

/** A firing is the end of what was armed; an answer that of a command in flight. */
export function heard(plan: Plan, fact: Fact): Plan {
  if (fact.type === 'deadline.passed') {
    const armed = plan.armed.filter((d) => d.id !== fact.id || d.due !== fact.due);
    return armed.length === plan.armed.length ? plan : { ...plan, armed };
  }
  const answered = fact.for;
  return answered === undefined ? plan : { ...plan, inFlight: plan.inFlight.filter((f) => f.command.id !== answered) };
}

export function advance(plan: Plan, host: Host, decision: Decision): Planned {
  const wishes = [...deadlineWishes(plan.armed, wantedDeadlines(host)), ...missing(wantedWork(host, decision), plan.inFlight)];
  const inFlight = stillWanted(plan, host, decision);
  if (wishes.length === 0) return { plan: inFlight === plan.inFlight ? plan : { ...plan, inFlight }, commands: [] };
  const commands = wishes.map((wish, i): Command => ({ ...wish, id: `${host.seq}.${i}` }));
  const sent = commands.filter((c) => !isDeadline(c)).reduce((rows, command) => put(rows, { id: keyOf(command), command }), inFlight);
  return { plan: { armed: commands.reduce(rearmed, plan.armed), inFlight: sent }, commands };
}

const isDeadline = (wish: Wish): boolean => wish.type === 'deadline.arm' || wish.type === 'deadline.disarm';
const keyOf = (wish: Wish): string => `${wish.type} ${wish.target}`;

const leaseWaits = perObject(lease4Deadlines);
const routerWaits = perObject(router6Deadlines);
const pvdWaits = perObject(pvdDeadlines);
const wantedDeadlines = lastResult(
  (host: Host) => [host.leases, host.routers, host.pvds],
  (host): ReadonlyMap<string, Instant> => {
    const wanted = new Map<string, Instant>();
    for (const { snapshot } of host.leases) for (const { id, due } of leaseWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.routers) for (const { id, due } of routerWaits(snapshot)) wanted.set(id, due);
    for (const { snapshot } of host.pvds) for (const { id, due } of pvdWaits(snapshot)) wanted.set(id, due);
    return wanted;
  },
);

/**
 * A deadline that moved away is left armed: it passes early, is ignored, and is armed anew then. So a lease or an
 * advertisement that is refreshed every few seconds asks nothing of the clock.
 */
function deadlineWishes(armed: Plan['armed'], wanted: ReadonlyMap<string, Instant>): readonly Wish[] {
  const wishes: Wish[] = [];
  for (const { id } of armed) if (!wanted.has(id)) wishes.push({ type: 'deadline.disarm', target: id });
  for (const [id, due] of wanted) {
    const now = find(armed, id)?.due;
    if (now === undefined || now > due) wishes.push({ type: 'deadline.arm', target: id, due });
  }
  return wishes.sort(compareWishes);
}

const compareWishes = (a: Wish, b: Wish): number => compareText(a.target, b.target);

const rearmed = (armed: Plan['armed'], command: Command): Plan['armed'] => {
  if (command.type === 'deadline.arm') return put(armed, { id: command.target, due: command.due });
  return command.type === 'deadline.disarm' ? drop(armed, command.target) : armed;
};

/** Adding before deleting: nothing is ever without a way (make before break). */
const wantedWork = lastResult(
  (host: Host, decision: Decision) => [host.ownRules, host.ownRoutes, decision.routing, decision.checks],
  (host, { routing, checks }): readonly Wish[] => [
    ...routing.routes
      .filter((r) => !isRoute(find(host.ownRoutes, r.id)?.route, r.route))
      .map((r): Wish => ({ type: 'route.replace', target: r.id, route: r.route })),
    ...routing.rules.filter((r) => !find(host.ownRules, r.id)).map((r): Wish => ({ type: 'rule.add', target: r.id, rule: r.rule })),
    ...host.ownRules
      .filter((r) => !find(routing.rules, r.id))
      .map((r): Wish => ({ type: 'rule.delete', target: r.id, rule: r.rule as RuleSpec })),
    ...host.ownRoutes.filter((r) => !find(routing.routes, r.id)).map((r): Wish => ({ type: 'route.delete', target: r.id, route: r.route })),
    ...checks.map(({ id, ...check }): Wish => ({ type: 'check.run', target: `${id} ${check.generation}`, ...check })),
  ],
);

const wanted = lastResult(
  (inFlight: Plan['inFlight'], keys: ReadonlySet<string>) => [inFlight, keys],
  (inFlight, keys) => {
    const left = inFlight.filter((f) => keys.has(f.id));
    return left.length === inFlight.length ? inFlight : left;
  },
);
const wantedKeys = lastResult(
  (host: Host, decision: Decision) => [wantedWork(host, decision)],
  (host, decision) => new Set(wantedWork(host, decision).map(keyOf)),
);

const isRoute = (applied: RouteSpec | undefined, wanted: RouteSpec): boolean =>
  applied !== undefined && applied.source === wanted.source && applied.mtu === wanted.mtu;

const missing = lastResult(
  (wishes: readonly Wish[], inFlight: Plan['inFlight']) => [wishes, inFlight],
  (wishes, inFlight) => wishes.filter((w) => !isSame(find(inFlight, keyOf(w))?.command, w)),
);

/** A command in flight for the same thing with the same content is waited for; with another content it is asked anew. */
function isSame(command: Command | undefined, wish: Wish): boolean {
  if (!command) return false;
  if ('route' in command && 'route' in wish) return isRoute(command.route, wish.route);
  return true;
}

function stillWanted(plan: Plan, host: Host, decision: Decision): Plan['inFlight'] {
  return wanted(plan.inFlight, wantedKeys(host, decision));
}
