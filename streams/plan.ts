/** The plan: what is wanted, less what is applied, less what is in flight (law 12). All three are folded from the log. */

import { lease4Deadlines } from '../machines/lease4.ts';
import type { Command, Wish } from '../machines/model/command.ts';
import type { Deadline } from '../machines/model/deadline.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import type { RouteSpec, RuleSpec } from '../machines/model/routing.ts';
import { compareId, find, put, type Row } from '../machines/model/rows.ts';
import { pvdDeadlines } from '../machines/pvd.ts';
import { router6Deadlines } from '../machines/router6.ts';
import type { Host } from '../machines/state.ts';
import type { Decision } from './decision.ts';

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
  const due = wantedDeadlines(host);
  const wishes = [...deadlineWishes(plan.armed, due), ...missing(wantedWork(host, decision), plan.inFlight)];
  const inFlight = stillWanted(plan, host, decision);
  if (wishes.length === 0) return { plan: inFlight === plan.inFlight ? plan : { ...plan, inFlight }, commands: [] };
  const commands = wishes.map((wish, i): Command => ({ ...wish, id: `${host.seq}.${i}` }));
  const sent = commands.filter((c) => !isDeadline(c)).reduce((rows, command) => put(rows, { id: keyOf(command), command }), inFlight);
  return { plan: { armed: due, inFlight: sent }, commands };
}

const isDeadline = (wish: Wish): boolean => wish.type === 'deadline.arm' || wish.type === 'deadline.disarm';
const keyOf = (wish: Wish): string => `${wish.type} ${wish.target}`;

const wantedDeadlines = memo(
  (host: Host) => [host.leases, host.routers, host.pvds],
  (host): readonly (Row & Deadline)[] =>
    [
      ...host.leases.flatMap((a) => lease4Deadlines(a.snapshot)),
      ...host.routers.flatMap((a) => router6Deadlines(a.snapshot)),
      ...host.pvds.flatMap((a) => pvdDeadlines(a.snapshot)),
    ].sort(compareId),
);

function deadlineWishes(armed: readonly (Row & Deadline)[], wanted: readonly (Row & Deadline)[]): readonly Wish[] {
  if (armed === wanted) return [];
  const arm = wanted
    .filter((d) => find(armed, d.id)?.due !== d.due)
    .map(({ id, due }): Wish => ({ type: 'deadline.arm', target: id, due }));
  const disarm = armed.filter((d) => !find(wanted, d.id)).map(({ id }): Wish => ({ type: 'deadline.disarm', target: id }));
  return [...arm, ...disarm];
}

/** Adding before deleting: nothing is ever without a way (make before break). */
const wantedWork = memo(
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

const wanted = memo(
  (inFlight: Plan['inFlight'], keys: ReadonlySet<string>) => [inFlight, keys],
  (inFlight, keys) => {
    const left = inFlight.filter((f) => keys.has(f.id));
    return left.length === inFlight.length ? inFlight : left;
  },
);
const wantedKeys = memo(
  (host: Host, decision: Decision) => [wantedWork(host, decision)],
  (host, decision) => new Set(wantedWork(host, decision).map(keyOf)),
);

const isRoute = (applied: RouteSpec | undefined, wanted: RouteSpec): boolean =>
  applied !== undefined && applied.source === wanted.source && applied.mtu === wanted.mtu;

const missing = memo(
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

/** The last result again while everything it reads is the same by reference: a pure function stays one. */
function memo<A extends readonly unknown[], R>(reads: (...args: A) => readonly unknown[], make: (...args: A) => R): (...args: A) => R {
  let last: { readonly read: readonly unknown[]; readonly result: R } | null = null;
  return (...args) => {
    const read = reads(...args);
    if (!last || read.some((value, i) => value !== last?.read[i])) last = { read, result: make(...args) };
    return last.result;
  };
}
