/**
 * Law 12, against a small kernel that refuses what a real one would: from the kernel of any state the plan comes to that of
 * any other; applying twice changes nothing; while both have a way out there is one at every moment.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familyOf } from '../../machines/model/address.ts';
import type { Command } from '../../machines/model/command.ts';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { PolicyRule } from '../../machines/model/policy.ts';
import { routeKey } from '../../machines/model/routing.ts';
import { FAMILIES, type Family, seconds } from '../../machines/model/units.ts';
import { pvdState } from '../../machines/pvd.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { NAMES } from './networks.ts';

const SEED = 20261124;

/** One interface as a state has it; all that the plan could trip over. */
type Network = {
  readonly link: 'none' | 'off' | 'down' | 'up';
  readonly lease: number | null;
  readonly ra: number | null;
  readonly routes: readonly (readonly [number, number])[];
  readonly reach: 'unknown' | 'validated' | 'portal' | 'unreachable';
  readonly mtu: number | null;
};
/** `pins`: which network answered with which address. */
type State = {
  readonly networks: readonly Network[];
  readonly policy: number;
  readonly settings: number;
  readonly pins: readonly (readonly [network: number, address: number])[];
};

const network: fc.Arbitrary<Network> = fc.record({
  link: fc.constantFrom('none', 'off', 'down', 'up', 'up', 'up', 'up'),
  lease: fc.option(fc.nat(3)),
  ra: fc.option(fc.nat(2)),
  routes: fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { maxLength: 3 }),
  reach: fc.constantFrom('unknown', 'validated', 'portal', 'unreachable'),
  mtu: fc.constantFrom(null, 1400),
});
const state: fc.Arbitrary<State> = fc.record({
  networks: fc.tuple(network, network, network),
  policy: fc.nat(5),
  settings: fc.nat(5),
  pins: fc.array(fc.tuple(fc.nat(2), fc.nat(5)), { maxLength: 6 }),
});

const POLICIES: readonly (readonly PolicyRule[])[] = [
  [],
  [{ prefer: { interface: 'eth2' } }],
  [{ never: { interface: 'eth0' } }],
  [{ use: { interface: 'eth1' }, for: { uid: 1000 }, only: true }],
  [{ never: { interface: 'eth0' }, for: { to: '203.0.113.0/24', port: 443 } }],
  [{ use: { interface: 'eth2' }, for: { dscp: 46 }, only: false }, { avoid: { interface: 'eth1' } }],
];
const interfaces = NAMES.map((name) => ({ name, kind: 'ethernet' }));
const SETTINGS: readonly object[] = [
  { interfaces },
  { interfaces, fallthrough: 'main' },
  { interfaces, hostModel: 'weak' },
  { interfaces: [{ name: 'eth0', ignore: true }, ...interfaces.slice(1)] },
  { interfaces, steadiness: { holdDown: 0, failBack: 0 } },
  { interfaces: [{ name: 'eth0', exclusive: true, kind: 'ethernet' }, ...interfaces.slice(1)] },
];
/** On a link or beyond it, public or private, of either family, to which a specific route may lead. */
const ANSWERS = ['203.0.113.9', '10.9.9.99', '172.20.0.1', '2001:db8:ff::9', '2001:db8:10::99', 'fd00::9'];

/** Two leases may share a prefix with another interface's (dns-4), and a route may be to a prefix that is on the link. */
const lease = (i: number, n: number): string => (n === 3 ? `10.9.9.${10 + i}` : `10.${i}.${n}.7`);
const DESTINATIONS = ['172.16.0.0/12', '10.0.0.0/8', '192.168.0.0/16'];
const destination = (i: number, n: number, which: number): string =>
  which === 3 ? `${lease(i, n).replace(/\.\d+$/, '')}.0/24` : (DESTINATIONS[which] ?? '10.0.0.0/8');

/** What the world tells so that it is like this; addresses of leases are ours to install. */
function* told({ networks, policy, settings }: State): Generator<Unstamped> {
  yield f.settings(SETTINGS[settings] ?? {});
  yield f.policy('user', POLICIES[policy] ?? []);
  for (const [i, { link, lease: n, ra, routes, mtu }] of networks.entries()) {
    const ifname = NAMES[i] ?? '';
    if (link === 'none') {
      yield f.linkRemoved(ifname);
      continue;
    }
    yield f.link(ifname, { ifindex: i + 2, up: link !== 'off', carrier: link === 'up' });
    if (n === null) yield f.leaseLost(ifname, 'udhcpc');
    else {
      const base = lease(i, n).replace(/\.\d+$/, '');
      const ways = routes.map(([which, hop]) => ({ destination: destination(i, n, which), gateway: `${base}.${hop + 1}` }));
      yield f.lease(ifname, lease(i, n), { client: 'udhcpc', dns: [`${base}.53`], routes: ways, mtu });
      yield f.neighbour(ifname, `${base}.1`, `02:00:00:00:0${i}:0${n}`);
    }
    for (const old of [0, 1, 2]) if (old !== ra) yield f.addressRemoved(ifname, `2001:db8:${i + 1}${old}::7/64`);
    const lifetime = seconds(ra === null ? 0 : 1800);
    const prefix = (old: number) => f.pio(`2001:db8:${i + 1}${old}::/64`, old === ra ? {} : { valid: seconds(0), preferred: seconds(0) });
    yield f.ra(ifname, 'fe80::1', { lifetime, prefixes: [0, 1, 2].map(prefix), mtu });
    if (ra !== null) yield f.address(ifname, `2001:db8:${i + 1}${ra}::7/64`);
  }
}

/** A loop and a kernel, commands carried out one by one, in a batch only once all of it is told; `each` looks in between. */
function machine(isBatched: boolean, each: (kernel: Kernel, command: Command) => void = () => {}) {
  let [seq, at] = [0, Number(f.START)];
  const loop = createLoop();
  const refused: string[] = [];
  const kernel = createKernel((command, code) => refused.push(`${command.type} ${command.target}: ${code}`));
  const waiting: Command[] = [];
  const take = (fact: Unstamped): void => {
    const follows = kernel.hear(fact);
    waiting.push(...(loop.take(Fact.parse({ ...fact, seq: ++seq, at }))?.commands ?? []));
    for (const more of follows) take(more);
  };
  /** How many commands it took. */
  const rest = (): number => {
    let count = 0;
    for (let command = waiting.shift(); command; command = waiting.shift()) {
      if (command.type.startsWith('deadline')) continue;
      count += 1;
      if (count > 2_000) throw new RangeError(`never at rest: ${command.type} ${command.target}`);
      const answers = kernel.carry(command);
      each(kernel, command);
      for (const fact of answers) take(fact);
    }
    return count;
  };
  const be = (now: State, passes = 100_000): number => {
    let count = 0;
    for (const fact of told(now)) {
      take(fact);
      if (!isBatched) count += rest();
    }
    count += rest();
    now.networks.forEach(({ reach }, i) => {
      for (const family of FAMILIES) for (const fact of outcomes(reach, `pvd:${NAMES[i]}`, family, loop.fold)) take(fact);
    });
    for (const [i, which] of passes === 0 ? [] : now.pins) {
      const pvd = `pvd:${NAMES[i]}`;
      const generation = loop.fold.host.pvds.find((p) => p.id === pvd)?.snapshot.context.generation ?? 1;
      take(f.answered(pvd, ANSWERS[which] ?? '', { generation, keep: seconds(30 * which) }));
      if (!isBatched) count += rest();
    }
    count += rest();
    // Hold-downs and answers end, and with them what the last state left.
    const due = (id: string) => loop.fold.plan.armed.find((d) => d.id.startsWith(id));
    at += passes;
    for (const id of ['ranking', 'pins'])
      for (let n = 0, next = due(id); next && next.due <= at && n < 50; n += 1, next = due(id))
        take(world('deadline.passed', { id: next.id, due: next.due }));
    return count + rest();
  };
  for (const fact of [
    f.started({ mode: 'apply' }),
    f.opened(),
    f.settings(SETTINGS[0]),
    ...NAMES.map((n, i) => f.link(n, { ifindex: i + 2 })),
  ])
    take(fact);
  rest();
  return { kernel, refused, take, rest, be, fold: () => loop.fold };
}

function outcomes(reach: Network['reach'], pvd: string, family: Family, { host }: Fold): readonly Unstamped[] {
  const generation = host.pvds.find((p) => p.id === pvd)?.snapshot.context.generation ?? 1;
  const tell = (outcome: 'validated' | 'portal' | 'failed') => f.check(outcome, pvd, family, generation);
  const snapshot = host.pvds.find((p) => p.id === pvd)?.snapshot;
  if (reach === 'unknown' || (snapshot && pvdState(snapshot)[`reach${family}`] === reach)) return [];
  if (reach === 'unreachable') return [tell('validated'), tell('failed'), tell('failed')];
  return [tell(reach)];
}

const sorted = (lines: Iterable<string>): readonly string[] => [...lines].sort();
const kernelOf = (kernel: Kernel) => ({
  rules: sorted(kernel.rules.keys()),
  routes: sorted([...kernel.routes.values()].map(({ route }) => `${routeKey(route)} src ${route.source} mtu ${route.mtu}`)),
  addresses: sorted(kernel.addresses.keys()),
});
const wantedOf = ({ decision: { routing, addresses } }: Fold) => ({
  rules: sorted(routing.rules.map((r) => r.id)),
  routes: sorted(routing.routes.map(({ id, route }) => `${id} src ${route.source} mtu ${route.mtu}`)),
  addresses: sorted(addresses.map((a) => `${a.address}/${a.prefixLength} dev ${a.ifname}`)),
});

/** Whether a packet of a program that asks for nothing finds a way: the ranked rules in order, and the defaults in their tables. */
const hasWay = (kernel: Kernel, family: Family): boolean =>
  [...kernel.rules.values()].some(
    (rule) =>
      rule.family === family &&
      rule.priority > 22_000 &&
      rule.action === 'lookup' &&
      [...kernel.routes.values()].some(
        ({ route }) => route.table === rule.table && route.destination.endsWith('/0') && familyOf(route.destination) === family,
      ),
  );

describe('law 12: any state to any other', () => {
  test(`the plan of any two states, applied to the one, gives the other; applied again, it does nothing (seed ${SEED})`, {
    timeout: 120_000,
  }, () => {
    let worked = 0;
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 4 }), fc.boolean(), (states, isBatched) => {
        const one = machine(isBatched);
        for (const now of states) {
          worked += one.be(now);
          // What was asked for before the rest of a batch was heard may come too late.
          if (!isBatched) expect(one.refused).toEqual([]);
          expect(kernelOf(one.kernel)).toEqual(wantedOf(one.fold()));
          expect(one.fold().plan.inFlight).toEqual([]);
          if (!isBatched) expect(one.fold().host.failures).toEqual([]);
          // Leases and routers say it all again: the first time their ends move.
          one.be(now, 0);
          expect(isBatched ? one.be(now, 0) : 0).toBe(0);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
    expect(worked).toBeGreaterThan(5_000);
  });

  test(`make before break: while the state before and the state after have a way, there is one at every moment (seed ${SEED})`, {
    timeout: 120_000,
  }, () => {
    let looked = 0;
    const good = network.map((n): Network => ({ ...n, link: 'up', lease: n.lease ?? 0, ra: n.ra ?? 0, reach: 'validated' }));
    const whole = fc.record({
      networks: fc.tuple(good, network, network),
      policy: fc.constantFrom(0, 1, 3, 4, 5),
      settings: fc.constantFrom(0, 1, 2, 4, 5),
      pins: fc.constant([]),
    });
    fc.assert(
      fc.property(whole, state, ({ networks: [kept], ...before }, after) => {
        const holes: string[] = [];
        let isLooking = false;
        const one = machine(true, (kernel, command) => {
          looked += 1;
          for (const family of FAMILIES)
            if (isLooking && !hasWay(kernel, family)) holes.push(`IPv${family} after ${command.type} ${command.target}`);
        });
        const [, ...others] = after.networks;
        const policy = [0, 1, 3, 4, 5][after.policy % 5] ?? 0;
        one.be({ ...before, networks: [kept, ...others] });
        isLooking = true;
        // The first network stays as it is; everything else is another.
        one.be({ ...after, networks: [kept, ...others.toReversed()], policy, settings: after.settings === 3 ? 0 : after.settings });
        expect(holes).toEqual([]);
      }),
      { seed: SEED, numRuns: 60 },
    );
    expect(looked).toBeGreaterThan(1_000);
  });
});
