/** Pins in the decision and in the kernel: an address goes by the PvD whose answer it is (law 8). */
import { describe, expect, test } from 'vitest';
import { canonical } from '../../machines/model/canonical.ts';
import type { Command } from '../../machines/model/command.ts';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { whyRoute } from '../../streams/explain.ts';
import { createLoop } from '../../streams/loop.ts';
import { isPinned } from '../../streams/routing/pins.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { createKernel } from './kernel.ts';
import { live } from './live.ts';
import { dual, lost, wifi, wired } from './networks.ts';

const A = '203.0.113.9';
const FAR = '2001:db8:ff::9';
const BOTH: Script = [...dual(0), ...dual(1)];
const decided = (script: Script, mode: 'apply' | 'observe' = 'apply') => live([...BOTH, ...script], { mode }).fold.decision;
const pinsIn = (script: Script, mode?: 'observe'): readonly string[] =>
  decided(script, mode)
    .routing.routes.filter((r) => r.route.table === 26_999)
    .map(({ pvd, route: r }) => `${pvd.slice(4)} ${r.destination} via ${r.gateway} dev ${r.ifname} src ${r.source}`);
const rulesIn = (script: Script): readonly string[] =>
  decided(script)
    .routing.rules.filter((r) => r.rule.priority === 20_700)
    .map((r) => r.id);
const at1 = (address: string | readonly string[], some: object = {}) => f.answered('pvd:eth1', address, some);
const at0 = (address: string) => f.answered('pvd:eth0', address);

describe('a pin is a host route in a table of its own', () => {
  test.each<[string, Script, readonly string[]]>([
    ['dns-3: as its PvD’s default leads', [at1(A)], [`eth1 ${A}/32 via 10.1.1.1 dev eth1 src 10.1.1.7`]],
    ['dns-3: IPv6 too', [at1(FAR)], [`eth1 ${FAR}/128 via fe80::1 dev eth1 src 2001:db8:11::7`]],
    ['on the link of its PvD: straight', [at1('10.1.1.99')], ['eth1 10.1.1.99/32 via null dev eth1 src 10.1.1.7']],
    ['on the link in IPv6', [at1('2001:db8:11::99')], ['eth1 2001:db8:11::99/128 via null dev eth1 src 2001:db8:11::7']],
    [
      'by its PvD’s specific route',
      [f.lease('eth1', '10.1.1.7', { routes: [{ destination: '172.16.0.0/12', gateway: '10.1.1.2' }] }), at1('172.20.0.1')],
      ['eth1 172.20.0.1/32 via 10.1.1.2 dev eth1 src 10.1.1.7'],
    ],
    ['of who leads, as well', [at0(A)], [`eth0 ${A}/32 via 10.1.0.1 dev eth0 src 10.1.0.7`]],
    ['dns-4: the newer answer’s', [at0(A), at1(A)], [`eth1 ${A}/32 via 10.1.1.1 dev eth1 src 10.1.1.7`]],
    ['dns-5: none of a PvD that is gone', [at1([A, FAR]), lost('eth1')], []],
    [
      'none where its PvD has no way',
      [f.link('eth2', { ifindex: 4 }), ...f.network4('eth2', '10.1.2', '02:00:00:00:00:02'), f.answered('pvd:eth2', FAR)],
      [],
    ],
    ['none of an interface that is not ours', [f.settings({ interfaces: [{ name: 'eth1', ignore: true }] }), at1(A)], []],
  ])('%s', (_name, script, expected) => {
    expect(pinsIn(script)).toEqual(expected);
  });

  test('in observe mode there are none', () => {
    expect(pinsIn([at1(A)], 'observe')).toEqual([]);
  });

  test('one rule a family, while it has any', () => {
    expect(rulesIn([])).toEqual([]);
    expect(rulesIn([at1([A, '203.0.113.10'])])).toEqual(['rule 4 20700 lookup 26999 iif lo']);
    expect(rulesIn([at1([A, FAR])])).toEqual(['rule 4 20700 lookup 26999 iif lo', 'rule 6 20700 lookup 26999 iif lo']);
    expect(rulesIn([at1(A, { keep: seconds(9) }), f.wait(9)])).toEqual([]);
  });

  test('dns-4: two answers for one address are a conflict: who has it, who had it, why', () => {
    const pins = (script: Script) => decided(script).conflicts.filter((c) => c.kind === 'pin');
    expect(pins([at0(A), at1(A)])).toMatchObject([
      { about: A, winner: 'pvd:eth1', loser: 'pvd:eth0', because: { rule: 'newerAnswer', facts: [15, 16] } },
    ]);
    expect(pins([at0(A), at1(A), f.wait(301)])).toEqual([]);
    expect(pins([at0(A), at1(A), lost('eth0')])).toEqual([]);
  });

  test('why route: by the pin, before all else', () => {
    const why = (script: Script) => whyRoute(live([...BOTH, ...script], { mode: 'apply' }).fold, A);
    expect(why([])).toMatchObject({ answer: 'pvd:eth0', because: { rule: 'incumbent' } });
    expect(why([at1(A)])).toMatchObject({
      answer: 'pvd:eth1',
      because: { rule: 'pinned', facts: [15] },
      details: { dev: 'eth1', via: '10.1.1.1', src: '10.1.1.7', by: 'pin' },
      losers: [{ pvd: 'pvd:eth0', rule: 'pinned' }],
    });
  });

  test('a refresh changes nothing in the decision, and asks nothing of the kernel', () => {
    const { ticks } = live([...BOTH, at1(A), f.wait(10), at1(A)], { mode: 'apply' });
    expect(ticks.at(-1)).toMatchObject({ changed: [], commands: [] });
  });

  test('what else changes leaves the rows of pins the very same', () => {
    const rows = (script: Script) =>
      live(script, { mode: 'apply' })
        .ticks.slice(-2)
        .map((t) => t.fold.decision.routing.routes.find((r) => r.route.table === 26_999));
    const [before, now] = rows([...BOTH, at1('10.0.0.1'), f.lease('eth1', '10.1.1.7', { dns: ['10.1.1.54'] })]);
    expect(before).toBeDefined();
    expect(now).toBe(before);
  });
});

/** A loop and a kernel in virtual time: what is asked is done, and its answer told. */
function applying() {
  let [seq, at] = [0, Number(f.START)];
  const loop = createLoop();
  const kernel = createKernel((command, code) => {
    throw new RangeError(`${command.type} ${command.target}: ${code}`);
  });
  const take = (fact: Unstamped): readonly Command[] => {
    kernel.hear(fact);
    return loop.take(Fact.parse({ ...fact, seq: ++seq, at }))?.commands ?? [];
  };
  const carry = (commands: readonly Command[]): readonly string[] => {
    const waiting = commands.filter((c) => !c.type.startsWith('deadline'));
    const done: string[] = [];
    for (let command = waiting.shift(); command; command = waiting.shift()) {
      done.push(`${command.type} ${command.target}`);
      for (const told of kernel.carry(command)) waiting.push(...take(told).filter((c) => !c.type.startsWith('deadline')));
    }
    return done;
  };
  const tell = (...facts: readonly Unstamped[]): readonly string[] => facts.flatMap((fact) => carry(take(fact)));
  tell(f.started({ mode: 'apply' }), f.opened(), ...wired({ client: 'udhcpc' }), ...wifi({ client: 'udhcpc' }));
  const pass = (ms: number): void => {
    at += ms;
    for (const { id, due } of loop.fold.plan.armed.filter((d) => d.due <= at)) tell(f.passed(id, Number(due) as never));
  };
  return { tell, take, carry, pass, kernel, fold: () => loop.fold };
}
const atWifi = (address: string | readonly string[] = A) => f.answered('pvd:wlan0', address);
const ROUTE = `route 26999 ${A}/32 1024 via 198.51.100.1 dev wlan0`;

describe('the kernel has it', () => {
  test('the route comes before the rule; told of both, the answer may be handed out', () => {
    const host = applying();
    const asked = host.take(atWifi());
    expect(asked.map((c) => `${c.type} ${c.target}`).filter((c) => !c.startsWith('deadline'))).toEqual([
      `route.replace ${ROUTE}`,
      'rule.add rule 4 20700 lookup 26999 iif lo',
    ]);
    expect(isPinned(host.fold(), A, 'pvd:wlan0')).toBe(false);
    const [first] = asked.filter((c) => c.type === 'route.replace');
    const told = first ? host.kernel.carry(first) : [];
    expect(told).toMatchObject([{ type: 'route.added', class: 'answer', table: 26_999, destination: `${A}/32`, ifname: 'wlan0' }]);
    for (const fact of told) host.take(fact);
    expect(isPinned(host.fold(), A, 'pvd:wlan0')).toBe(false);
    host.carry(asked.filter((c) => c.type === 'rule.add'));
    expect(isPinned(host.fold(), A, 'pvd:wlan0')).toBe(true);
    expect(isPinned(host.fold(), A, 'pvd:eth0')).toBe(false);
    expect(isPinned(host.fold(), '203.0.113.90', 'pvd:wlan0')).toBe(false);
  });

  test('it was there before: nothing is asked, no fact comes, and it stands', () => {
    const host = applying();
    host.tell(atWifi());
    expect(host.tell(atWifi())).toEqual([]);
    expect(isPinned(host.fold(), A, 'pvd:wlan0')).toBe(true);
  });

  test('dns-4: taken over, one route takes the other’s place', () => {
    const host = applying();
    host.tell(atWifi());
    expect(host.tell(f.answered('pvd:eth0', A))).toEqual([
      `route.replace route 26999 ${A}/32 1024 via 192.0.2.1 dev eth0`,
      `route.delete ${ROUTE}`,
    ]);
    expect([isPinned(host.fold(), A, 'pvd:eth0'), isPinned(host.fold(), A, 'pvd:wlan0')]).toEqual([true, false]);
  });

  test('it goes at its end, the last one with the rule; one that is being taken away does not stand', () => {
    const host = applying();
    host.tell(atWifi());
    expect(host.tell(f.passed('pins:end', f.at(300)))).toEqual([]);
    host.pass(300_000);
    expect([...host.kernel.routes.values()].some(({ route }) => route.table === 26_999)).toBe(false);
    expect([...host.kernel.rules.values()].some((r) => r.priority === 20_700)).toBe(false);
    expect(isPinned(host.fold(), A, 'pvd:wlan0')).toBe(false);
  });

  test('dns-5: thousands fall with their PvD, after its ranked rule, no more than 256 at once; a new epoch finds what the last one left', () => {
    const host = applying();
    for (let i = 0; i < 20; i += 1) host.tell(atWifi(Array.from({ length: 64 }, (_, k) => `203.0.${i}.${k}`)));
    const { fold } = host;
    const facts = [
      f.started({ mode: 'apply' }),
      ...restate(fold().host, fold().host.at, carried(fold())),
      world('epoch.opened', { epoch: 2, reason: 'size', previous: fold().digest }),
    ];
    const next = createLoop();
    const last = facts.map((fact, i) => next.take(Fact.parse({ ...fact, seq: 100_000 + i, at: f.START + 5 }))).at(-1);
    expect(canonical(next.fold.decision)).toBe(canonical(fold().decision));
    expect(last?.commands.filter((c) => !c.type.startsWith('deadline'))).toEqual([]);
    expect(next.fold.host.pins).toEqual(fold().host.pins);

    const asked = host.take(lost('wlan0')).filter((c) => !c.type.startsWith('deadline'));
    const isPin = (c: Command) => 'route' in c && c.route.table === 26_999;
    expect(asked.filter(isPin).length).toBe(256);
    expect(asked.findIndex((c) => c.type === 'rule.delete' && c.target.includes(' 2200'))).toBeLessThan(asked.findIndex(isPin));
    host.carry(asked);
    expect([...host.kernel.routes.values()].some(({ route }) => route.table === 26_999)).toBe(false);
    expect(fold().plan.inFlight).toEqual([]);
  });
});
