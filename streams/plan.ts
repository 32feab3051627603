/** The plan: what is wanted, less what is applied, less what is in flight (law 12). All three are folded from the log. */
import { isHeldBack } from '../machines/failures.ts';
import type { Command, Wish } from '../machines/model/command.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import { put } from '../machines/model/rows.ts';
import type { Host } from '../machines/state.ts';
import { type Armed, deadlineWishes, rearmed, withoutPassed } from './deadlines.ts';
import type { Aside, Decision } from './decision.ts';
import { lastResult, perObject } from './memo.ts';
import { addressWork } from './plan/addresses.ts';
import { checkWork } from './plan/checks.ts';
import { clientWork } from './plan/clients.ts';
import { endpointWork } from './plan/endpoints.ts';
import { type InFlight, isAnswered, pendingOf, recalledFlight } from './plan/flight.ts';
import { informationWork } from './plan/information.ts';
import { publicationWork } from './plan/publication.ts';
import { type RuleWorks, routeWork, ruleWork } from './plan/routes.ts';
import { endingWork, watchWork } from './plan/sockets.ts';
import { tuningWork } from './plan/tuning.ts';
import { isSameWish, keyOf, type Work, type Works } from './plan/wishes.ts';

export type Plan = {
  readonly armed: Armed;
  /** Commands that are not answered yet, by what they are about. */
  readonly inFlight: InFlight;
};
export const NO_PLAN: Plan = { armed: [], inFlight: [] };

export type Planned = { readonly plan: Plan; readonly commands: readonly Command[] };
const NO_COMMANDS: readonly Command[] = [];

/** A firing is the end of what was armed; an answer that of a command in flight. What the last epoch had in flight still is. */
export function heard(plan: Plan, fact: Fact): Plan {
  if (fact.type === 'memory.carried') return { ...plan, inFlight: recalledFlight(fact.memory.underWay) };
  if (fact.type === 'deadline.passed') {
    const armed = withoutPassed(plan.armed, fact.id, fact.due);
    return armed === plan.armed ? plan : { ...plan, armed };
  }
  const answered = fact.for;
  return answered === undefined ? plan : { ...plan, inFlight: plan.inFlight.filter((f) => f.command.id !== answered) };
}

export function advance(plan: Plan, host: Host, decision: Decision, aside: Aside): Planned {
  const waits = deadlineWishes(host, aside, plan.armed);
  const pending = pendingOf(host, plan.inFlight);
  const work = wantedWork(
    tuningWork(host, decision.tuning),
    addressWork(host, decision.addresses, pending),
    routeWork(host, decision.routing, pending),
    ruleWork(host, decision.routing, pending),
    endpointWork(host, decision.endpoints),
    endingWork(decision.sockets),
    clientWork(host, decision.clients),
    checkWork(decision.checks),
    informationWork(decision.information),
    publicationWork(host, decision.publications),
    watchWork(host, decision.sockets),
  );
  const missing = notInFlight(work, plan.inFlight, host);
  const waiting = stillInFlight(work, plan.inFlight, host);
  if (waits.length + missing.length === 0) {
    return { plan: waiting === plan.inFlight ? plan : { ...plan, inFlight: waiting }, commands: NO_COMMANDS };
  }
  const number = (wish: Wish, i: number): Command => ({ ...wish, id: `${host.seq}.${i}` });
  const arming = waits.map(number);
  const asking = missing.map(([id, { wish, timed }], i) => ({ id, command: number(timed?.(host) ?? wish, waits.length + i) }));
  return {
    plan: { armed: arming.reduce(rearmed, plan.armed), inFlight: asking.reduce((rows, row) => put(rows, row), waiting) },
    commands: [...arming, ...asking.map((row) => row.command)],
  };
}

type Wanted = ReadonlyMap<string, Work>;
type Several = readonly Work[];

/**
 * What is wanted and not applied, by what it is about, in the order in which it is to be done: nothing is ever without a way
 * (make before break), and what is asked for finds what it needs. What a lost network left behind comes before all that: its rules
 * first, then its connections, then the paths from it.
 */
const wantedWork = lastResult(
  (...all: readonly [Several, Works, Works, RuleWorks, Works, Several, Several, Several, Several, Several, Several]) => all,
  (tuning, addresses, routes, rules, paths, endings, ...others): Wanted => {
    const works = [
      ...[...rules.lost, ...endings, ...paths.broken],
      ...[...tuning, ...addresses.made, ...routes.made, ...rules.made],
      ...[...rules.broken, ...routes.broken, ...addresses.broken, ...paths.made],
      ...others.flat(),
    ];
    return new Map(works.map((work) => [keyOf(work), work]));
  },
);

const notInFlight = lastResult(
  (work: Wanted, inFlight: InFlight, { failures, started }: Host) => [work, inFlight, failures, started],
  (work, inFlight, host) => {
    const asked = commandsOf(inFlight);
    const missing: (readonly [key: string, work: Work])[] = [];
    for (const entry of work) {
      const [key, { wish }] = entry;
      // What the kernel has under way is heeded by the work itself.
      if (!isAnswered(host, wish) && isSameWish(asked.get(key), wish)) continue;
      if (host.failures.length === 0 || !isHeldBack(host.failures, key)) missing.push(entry);
    }
    return missing;
  },
);

const commandsOf = perObject((inFlight: InFlight): ReadonlyMap<string, Command> => new Map(inFlight.map((f) => [f.id, f.command])));

const stillInFlight = lastResult(
  (work: Wanted, inFlight: InFlight, { started }: Host) => [work, inFlight, started],
  (work, inFlight, host): InFlight => {
    const left = inFlight.filter((f) => work.has(f.id) || isAnswered(host, f.command));
    return left.length === inFlight.length ? inFlight : left;
  },
);
