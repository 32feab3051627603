/** The plan: what is wanted, less what is applied, less what is in flight (law 12). All three are folded from the log. */
import type { Command, Wish } from '../machines/model/command.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import { type RouteSpec, routeSpec, ruleSpec } from '../machines/model/routing.ts';
import { find, put, type Row } from '../machines/model/rows.ts';
import type { Host } from '../machines/state.ts';
import { type Armed, deadlineWishes, rearmed, withoutPassed } from './deadlines.ts';
import type { Decision } from './decision.ts';
import { lastResult } from './memo.ts';

export type Plan = {
  readonly armed: Armed;
  /** Commands that are not answered yet, by what they are about. */
  readonly inFlight: readonly (Row & { readonly command: Command })[];
};
export const NO_PLAN: Plan = { armed: [], inFlight: [] };

export type Planned = { readonly plan: Plan; readonly commands: readonly Command[] };
const NO_COMMANDS: readonly Command[] = [];

/** A firing is the end of what was armed; an answer that of a command in flight. */
export function heard(plan: Plan, fact: Fact): Plan {
  if (fact.type === 'deadline.passed') {
    const armed = withoutPassed(plan.armed, fact.id, fact.due);
    return armed === plan.armed ? plan : { ...plan, armed };
  }
  const answered = fact.for;
  return answered === undefined ? plan : { ...plan, inFlight: plan.inFlight.filter((f) => f.command.id !== answered) };
}

export function advance(plan: Plan, host: Host, decision: Decision): Planned {
  const waits = deadlineWishes(host, plan.armed);
  const work = wantedWork(host, decision);
  const missing = notInFlight(work, plan.inFlight);
  const waiting = stillWanted(work, plan.inFlight);
  if (waits.length + missing.length === 0) {
    return { plan: waiting === plan.inFlight ? plan : { ...plan, inFlight: waiting }, commands: NO_COMMANDS };
  }
  const number = (wish: Wish, i: number): Command => ({ ...wish, id: `${host.seq}.${i}` });
  const arming = waits.map(number);
  const asking = missing.map(([id, wish], i) => ({ id, command: number(wish, waits.length + i) }));
  return {
    plan: { armed: arming.reduce(rearmed, plan.armed), inFlight: asking.reduce((rows, row) => put(rows, row), waiting) },
    commands: [...arming, ...asking.map((row) => row.command)],
  };
}

type Work = ReadonlyMap<string, Wish>;

/** What is wanted and not applied, by what it is about. Adding before deleting: nothing is ever without a way (make before break). */
const wantedWork = lastResult(
  (host: Host, decision: Decision) => [host.ownRules, host.ownRoutes, decision.routing, decision.checks],
  (host, { routing, checks }): Work => {
    const wishes: readonly Wish[] = [
      ...routing.routes
        .filter((r) => !isRoute(find(host.ownRoutes, r.id)?.route, r.route))
        .map((r): Wish => ({ type: 'route.replace', target: r.id, route: r.route })),
      ...routing.rules.filter((r) => !find(host.ownRules, r.id)).map((r): Wish => ({ type: 'rule.add', target: r.id, rule: r.rule })),
      ...host.ownRules
        .filter((r) => !find(routing.rules, r.id))
        .map((r): Wish => ({ type: 'rule.delete', target: r.id, rule: ruleSpec(r.rule) })),
      ...host.ownRoutes
        .filter((r) => !find(routing.routes, r.id))
        .map((r): Wish => ({ type: 'route.delete', target: r.id, route: routeSpec(r.route) })),
      ...checks.map(({ id, ...check }): Wish => ({ type: 'check.run', target: `${id} ${check.generation}`, ...check })),
    ];
    return new Map(wishes.map((wish) => [`${wish.type} ${wish.target}`, wish]));
  },
);

const notInFlight = lastResult(
  (work: Work, inFlight: Plan['inFlight']) => [work, inFlight],
  (work, inFlight) => [...work].filter(([key, wish]) => !isSame(find(inFlight, key)?.command, wish)),
);

const stillWanted = lastResult(
  (work: Work, inFlight: Plan['inFlight']) => [work, inFlight],
  (work, inFlight): Plan['inFlight'] => {
    const left = inFlight.filter((f) => work.has(f.id));
    return left.length === inFlight.length ? inFlight : left;
  },
);

/** A command in flight for the same thing with the same content is waited for; with another content it is asked anew. */
function isSame(command: Command | undefined, wish: Wish): boolean {
  if (!command) return false;
  if ('route' in command && 'route' in wish) return isRoute(command.route, wish.route);
  return true;
}

const isRoute = (applied: RouteSpec | undefined, wanted: RouteSpec): boolean =>
  applied !== undefined && applied.source === wanted.source && applied.mtu === wanted.mtu;
