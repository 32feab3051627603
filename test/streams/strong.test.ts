/** Law 9: by the rules and tables of any decision a packet with a PvD's source leaves by that PvD, or is refused at home. */
import { expect, test } from 'vitest';
import { familyOf, isInPrefix, prefixLength } from '../../machines/model/address.ts';
import { goodAddresses } from '../../machines/model/pvd.ts';
import { FIRST_TABLE, MAIN_TABLE, type RouteSpec, type RuleSpec } from '../../machines/model/routing.ts';
import type { Family } from '../../machines/model/units.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import { story } from './story.ts';

type Packet = { readonly family: Family; readonly source: string; readonly to: string; readonly oif: string | null };
type Hop = Pick<RouteSpec, 'table' | 'kind' | 'destination' | 'metric' | 'ifname'>;

/** Main has the connected prefixes of the kernel's own too. */
const hopsOf = ({ host, decision }: Fold): readonly Hop[] => [
  ...decision.routing.routes.map(({ route }) => route),
  ...host.interfaces.flatMap(({ snapshot: { context } }) =>
    context.addresses.map(({ address, prefixLength: length }): Hop => {
      const destination = `${address}/${length}`;
      return { table: MAIN_TABLE, kind: 'unicast', destination, metric: 0, ifname: context.ifname };
    }),
  ),
];

const SUPPRESS = '14';
const isFor = (rule: RuleSpec, { family, source, to, oif }: Packet): boolean =>
  rule.family === family &&
  rule.mark === null &&
  Object.keys(rule.other).every((key) => key === SUPPRESS) &&
  (rule.oif === null || rule.oif === oif) &&
  (rule.from === null || isInPrefix(source, rule.from)) &&
  (rule.to === null || isInPrefix(to, rule.to));

/** As the kernel looks it up (fib_rules_lookup); null: refused, `main`: no rule of ours has it. */
function leaves(rules: readonly RuleSpec[], hops: readonly Hop[], packet: Packet): Hop | 'main' | null {
  for (const rule of rules.filter((one) => isFor(one, packet))) {
    if (rule.action === 'unreachable') return null;
    const fits = (hop: Hop): boolean =>
      hop.table === rule.table &&
      familyOf(hop.destination) === packet.family &&
      isInPrefix(packet.to, hop.destination) &&
      (rule.other[SUPPRESS] === undefined || prefixLength(hop.destination) > 0) &&
      (packet.oif === null || hop.kind === 'unreachable' || hop.ifname === packet.oif);
    const [hop] = hops.filter(fits).toSorted((a, b) => prefixLength(b.destination) - prefixLength(a.destination) || a.metric - b.metric);
    if (hop) return hop.kind === 'unreachable' ? null : hop;
  }
  return 'main';
}

const TO: Readonly<Record<Family, readonly string[]>> = {
  4: ['203.0.113.9', '10.0.1.99', '10.1.1.99', '10.2.1.99', '172.16.5.5'],
  6: ['2001:db8:ffff::1', '2001:db8:10:1::99', '2001:db8:11:1::99', '2001:db8:12:2::99', 'fe80::1'],
};

/** With the addresses of each PvD, bound to any device or none. */
function* packetsOf({ host }: Fold): Generator<{ readonly packet: Packet; readonly ifname: string; readonly table: number }> {
  for (const { snapshot } of host.pvds) {
    const { ifname, slot, objects } = snapshot.context;
    for (const { value: source } of goodAddresses(objects)) {
      const family = familyOf(source);
      for (const to of TO[family])
        for (const oif of [null, 'if0', 'if1', 'if2']) yield { packet: { family, source, to, oif }, ifname, table: FIRST_TABLE + slot };
    }
  }
}

test.each([1, 2, 3])('bound to its source alone, or to any device as well (seed %i)', (seed) => {
  const loop = createLoop();
  const seen = { left: 0, refused: 0 };
  for (const { fact } of story(seed, 1_000)) {
    const tick = loop.take(fact.type === 'agent.started' ? { ...fact, mode: 'apply' } : fact);
    if (!tick || tick.changed.length === 0 || tick.fold.decision.routing.rules.length === 0) continue;
    const hops = hopsOf(tick.fold);
    const rules = tick.fold.decision.routing.rules.map((row) => row.rule).sort((a, b) => a.priority - b.priority);
    for (const { packet, ifname, table } of packetsOf(tick.fold)) {
      const hop = leaves(rules, hops, packet);
      if (hop === null) seen.refused += 1;
      else seen.left += 1;
      const way = hop === null || hop === 'main' ? hop : [hop.ifname, hop.table];
      expect([null, [ifname, table]], `fact ${fact.seq} ${fact.type}: ${JSON.stringify(packet)}`).toContainEqual(way);
    }
  }
  expect([seen.left > 1_000, seen.refused > 1_000], JSON.stringify(seen)).toEqual([true, true]);
});
