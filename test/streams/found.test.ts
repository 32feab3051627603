/** Law 12: whatever of ours is found in the kernel at a start (of another version, of a crash halfway), the plan makes of it what is wanted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../machines/model/command.ts';
import { Fact, type Unstamped } from '../../machines/model/facts/index.ts';
import { type RouteSpec, type RuleSpec, routeKey } from '../../machines/model/routing.ts';
import { createLoop } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { createKernel } from './kernel.ts';
import { wifi, wired } from './networks.ts';

const SEED = 20261126;
const rule = fc.record({
  family: fc.constantFrom(4, 6),
  priority: fc.constantFrom(20_100, 20_300, 20_400, 21_500, 22_001, 22_002, 22_003, 22_999),
  action: fc.constantFrom('lookup', 'unreachable'),
  table: fc.constantFrom(27_000, 27_001, 27_005, null),
  iif: fc.constantFrom('lo', null),
  oif: fc.constantFrom('eth0', null),
  ...{ from: fc.constant(null), to: fc.constant(null), mark: fc.constant(null), mask: fc.constant(null), other: fc.constant({}) },
}) satisfies fc.Arbitrary<RuleSpec>;
const route = fc.record({
  table: fc.constantFrom(254, 26_999, 27_000, 27_001, 27_005),
  kind: fc.constantFrom('unicast', 'unreachable'),
  destination: fc.constantFrom('0.0.0.0/0', '192.0.2.0/24', '10.0.0.0/8', '2001:db8::/32'),
  metric: fc.constantFrom(512, 1024),
  ifname: fc.constantFrom('eth0', 'wlan0'),
  mtu: fc.constantFrom(null, 1400),
  ...{ gateway: fc.constant(null), source: fc.constant(null) },
}) satisfies fc.Arbitrary<RouteSpec>;

/** An agent that starts on a kernel in which this stands. */
function started(rules: readonly RuleSpec[], routes: readonly RouteSpec[]) {
  const refused: string[] = [];
  const kernel = createKernel(({ type, target }, code) => refused.push(`${type} ${target}: ${code}`));
  const loop = createLoop();
  let [seq, asked] = [0, 0];
  const waiting: Command[] = [];
  const take = (fact: Unstamped): void => {
    const follows = kernel.hear(fact);
    waiting.push(...(loop.take(Fact.parse({ ...fact, seq: ++seq, at: f.START }))?.commands ?? []));
    for (const more of follows) take(more);
  };
  const tell = (facts: readonly Unstamped[]): void => {
    for (const fact of facts) take(fact);
    for (let command = waiting.shift(); command; command = waiting.shift()) {
      if (command.type.startsWith('deadline')) continue;
      if (++asked > 2_000) throw new RangeError(`in a circle: ${command.type} ${command.target}`);
      for (const fact of kernel.carry(command)) take(fact);
    }
  };
  const found = (command: Command) => kernel.carry(command).map(({ for: _for, ...fact }) => ({ ...fact, class: 'world' }) as Unstamped);
  const isNew = (spec: RuleSpec) => ![...kernel.rules.values()].some((other) => JSON.stringify(other) === JSON.stringify(spec));
  tell([f.started({ mode: 'apply' }), ...wired().slice(0, -1), ...wifi().slice(0, -1)]);
  for (const spec of rules) if (isNew(spec)) tell(found({ type: 'rule.add', id: '0.0', target: '', rule: spec }));
  for (const { ifname, ...spec } of routes) {
    const led = { ...spec, ifname: spec.kind === 'unicast' ? ifname : null };
    tell(found({ type: 'route.replace', id: '0.0', target: '', route: led, expires: null }));
  }
  tell([f.opened()]);
  tell([...wired().slice(-1), ...wifi().slice(-1)]);
  return { kernel, refused, fold: loop.fold };
}

test(`any rules and routes of ours (seed ${SEED})`, () => {
  let [most, wanted] = [0, 0];
  const many = fc.tuple(
    fc.array(rule, { minLength: 5, maxLength: 20, size: 'max' }),
    fc.array(route, { minLength: 5, maxLength: 20, size: 'max' }),
  );
  fc.assert(
    fc.property(many, ([rules, routes]) => {
      const { kernel, refused, fold } = started(rules, routes);
      const { routing } = fold.decision;
      expect(refused).toEqual([]);
      expect([...kernel.rules.keys()].sort()).toEqual(routing.rules.map((row) => row.id).sort());
      expect([...kernel.routes.values()].map((row) => routeKey(row.route)).sort()).toEqual(routing.routes.map((row) => row.id).sort());
      expect(fold.plan.inFlight).toEqual([]);
      most = Math.max(most, rules.length + routes.length);
      wanted = routing.rules.length + routing.routes.length;
    }),
    { seed: SEED, numRuns: 100 },
  );
  expect([most > 20, wanted > 20]).toEqual([true, true]);
});
