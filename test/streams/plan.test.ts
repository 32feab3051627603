/** The plan: wanted − applied − in flight (law 12). Facts here are played out by hand, so that every command is seen. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../machines/model/command.ts';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import { createLoop } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { createKernel, keyOf } from './kernel.ts';
import { lost, renewed, wifi, wired } from './networks.ts';

/** A loop whose facts are a second apart; each call gives the commands of its last tick. */
function planner() {
  const loop = createLoop();
  let seq = 0;
  const kernel = createKernel((command, code) => {
    throw new RangeError(`${command.type} ${command.target}: ${code}`);
  });
  const tell = (...facts: readonly Unstamped[]): readonly Command[] =>
    facts.flatMap((fact) => {
      kernel.hear(fact);
      return loop.take(f.stamped(fact, ++seq, f.at(seq)))?.commands ?? [];
    });
  tell(f.started(), f.opened());
  return { tell, kernel, loop, fold: () => loop.fold };
}
type Planner = ReturnType<typeof planner>;
const named = (commands: readonly Command[]): readonly string[] => commands.map((c) => `${c.type} ${c.target}`);
const work = (commands: readonly Command[]): readonly string[] => named(commands).filter((c) => !c.startsWith('deadline'));

/** What the outside tells of commands that it carries out; a firing is not one. */
const effects = (plan: Planner, commands: readonly Command[]): readonly Unstamped[] => commands.flatMap(plan.kernel.carry);
/** Carries out whatever is asked until nothing is asked any more. */
function settle(plan: Planner, commands: readonly Command[]): number {
  let rounds = 0;
  for (let told = effects(plan, commands); told.length > 0; rounds += 1) {
    if (rounds > 5) throw new RangeError(`never at rest: ${told.map((fact) => fact.type).join()}`);
    told = effects(plan, plan.tell(...told));
  }
  return rounds;
}

describe('plan', () => {
  test('what is wanted is asked once: routes, a gateway’s own link first, then rules, each with the id of its tick', () => {
    const plan = planner();
    const commands = plan.tell(...wired());
    expect(work(commands)).toEqual([
      'route.replace route 27000 192.0.2.0/24 1024 via  dev eth0',
      'route.replace route 27000 0.0.0.0/0 1024 via 192.0.2.1 dev eth0',
      'rule.add rule 4 20100 lookup 27000 iif lo mark 16777216/2130706432',
      'rule.add rule 4 20101 unreachable iif lo mark 16777216/2130706432',
      'rule.add rule 4 20200 lookup 27000 from 192.0.2.7/32 iif lo oif eth0',
      'rule.add rule 4 20300 lookup 27000 from 192.0.2.7/32 iif lo',
      'rule.add rule 4 20400 unreachable from 192.0.2.7/32 iif lo',
      'rule.add rule 4 20500 lookup 27000 iif lo oif eth0',
      'rule.add rule 4 20550 unreachable iif lo oif eth0',
      'rule.add rule 4 22001 lookup 27000',
      'rule.add rule 4 22999 unreachable iif lo',
      'sockets.watch sockets',
    ]);
    expect(new Set(commands.map((c) => c.id)).size).toBe(commands.length);
    expect(commands.every((c) => c.id.startsWith('6.'))).toBe(true);
  });

  test('nothing is asked twice while it is in flight', () => {
    const plan = planner();
    plan.tell(...wired());
    expect(work(plan.tell(renewed(), f.signalled('eth0', 'good')))).toEqual([]);
  });

  test('an answer clears what was in flight; all effects told, nothing is asked and nothing is in flight', () => {
    const plan = planner();
    const commands = plan.tell(...wired(), ...wifi());
    const told = effects(plan, commands);
    const [first] = told;
    const before = plan.fold().plan.inFlight.length;
    if (first) plan.tell(first);
    expect(plan.fold().plan.inFlight.length).toBe(before - 1);
    expect(plan.tell(...told.slice(1))).toEqual([]);
    expect(plan.fold().plan.inFlight).toEqual([]);
    expect(work(plan.tell(renewed()))).toEqual([]);
  });

  test('config-5: a lost network is taken away, one that comes back is put in again, and each comes to rest', () => {
    const plan = planner();
    settle(plan, plan.tell(...wired(), ...wifi()));
    const gone = plan.tell(lost('eth0'));
    expect(work(gone).filter((c) => c.startsWith('rule.add'))).toEqual(['rule.add rule 4 22001 lookup 27001']);
    expect(work(gone)).toContain('rule.delete rule 4 22001 lookup 27000');
    expect(settle(plan, gone)).toBe(1);
    expect(plan.fold().host.ownRules.map((r) => r.id)).toEqual(plan.fold().decision.routing.rules.map((r) => r.id));
    expect(settle(plan, plan.tell(f.carrier('eth0', true)))).toBe(1);
    expect(plan.fold().host.ownRoutes.map((r) => r.id)).toEqual(plan.fold().decision.routing.routes.map((r) => r.id));
  });

  test('make before break: what is added is asked before what is deleted', () => {
    const plan = planner();
    settle(plan, plan.tell(...wired(), ...wifi()));
    const types = plan.tell(f.policy('user', [{ prefer: { kind: 'wifi' } }])).map((c) => c.type);
    expect(types).toEqual(['rule.add', 'rule.add', 'rule.delete', 'rule.delete']);
  });

  test('what a lost network left behind goes before anything is made, for the next one’s rule stands; with no next one it goes last', () => {
    const plan = planner();
    settle(plan, plan.tell(...wired(), ...wifi()));
    expect(work(plan.tell(lost('eth0'))).slice(0, 2)).toEqual([
      'rule.delete rule 4 22001 lookup 27000',
      'rule.add rule 4 22001 lookup 27001',
    ]);
    const alone = planner();
    settle(alone, alone.tell(...wired()));
    const asked = work(alone.tell(lost('eth0')));
    expect(asked).toContain('rule.delete rule 4 22001 lookup 27000');
    expect(asked.findLastIndex((c) => c.startsWith('rule.add'))).toBeLessThan(asked.indexOf('rule.delete rule 4 22001 lookup 27000'));
  });

  test('a rule that somebody removed is asked again; so is a route', () => {
    const plan = planner();
    const commands = plan.tell(...wired());
    settle(plan, commands);
    const own = commands.find((c) => c.type === 'rule.add' && c.target.includes('22001'));
    const route = commands.find((c) => c.type === 'route.replace');
    if (own?.type !== 'rule.add' || route?.type !== 'route.replace') throw new TypeError('nothing was asked');
    const removed = world('rule.removed', { ...own.rule, protocol: 109 });
    expect(work(plan.tell(removed))).toEqual([`rule.add ${own.target}`]);
    expect(work(plan.tell(world('route.removed', keyOf(route.route))))).toEqual([`route.replace ${route.target}`]);
  });

  test('what another owns is never touched', () => {
    const plan = planner();
    plan.tell(f.route('eth0', '10.0.0.0/8', '192.0.2.1', { table: 27_000, protocol: 4 }));
    const foreign = world('rule.added', {
      family: 4,
      priority: 22_005,
      action: 'lookup',
      table: 27_000,
      from: null,
      to: null,
      iif: null,
      oif: null,
      mark: null,
      mask: null,
      protocol: 4,
      other: {},
    });
    expect(work(plan.tell(foreign))).toEqual([]);
  });

  test('a route with another source is asked anew, though one is in flight', () => {
    const plan = planner();
    plan.tell(...wired());
    const asked = work(plan.tell(f.addressRemoved('eth0', '192.0.2.7/24'), f.lease('eth0', '192.0.2.8', { dns: ['192.0.2.53'] })));
    expect(asked).toContain('route.replace route 27000 0.0.0.0/0 1024 via 192.0.2.1 dev eth0');
  });

  test('what is in flight and no longer wanted is forgotten, and undone when it comes after all', () => {
    const plan = planner();
    const commands = plan.tell(...wired());
    plan.tell(lost('eth0'));
    const waiting = plan.fold().plan.inFlight.map((row) => row.id);
    expect(waiting.filter((id) => id.includes('route') || id.includes(' 22'))).toEqual([]);
    expect(waiting).toContain('rule.add rule 4 20400 unreachable from 192.0.2.7/32 iif lo');
    const late = commands.find((c) => c.target.includes('22001'));
    expect(work(plan.tell(...effects(plan, late ? [late] : [])))).toEqual(['rule.delete rule 4 22001 lookup 27000']);
  });

  test('a check is asked once a run, and anew for a new generation (config-5)', () => {
    const plan = planner();
    const asked = plan.tell(f.settings({ checks: { http: ['http://check.example/'] } }), ...wired()).filter((c) => c.type === 'check.run');
    expect(asked).toMatchObject([
      { target: '4 pvd:eth0 1', pvd: 'pvd:eth0', generation: 1, family: 4, ifname: 'eth0', source: '192.0.2.7' },
    ]);
    expect(work(plan.tell(renewed()))).toEqual([]);
    const away = [f.leaseLost('eth0'), f.addressRemoved('eth0', '192.0.2.7/24')];
    const other = plan.tell(...away, ...f.network4('eth0', '203.0.113', '02:00:00:00:00:ee'));
    expect(work(other).filter((c) => c.startsWith('check'))).toEqual(['check.run 4 pvd:eth0 2']);
  });
});

describe('plan: deadlines', () => {
  const expiry = 'lease4:eth0:expiry';
  test('a lease arms its end; a loss disarms it', () => {
    const plan = planner();
    const deadlines = (commands: readonly Command[]) => commands.filter((c) => c.type.startsWith('deadline'));
    expect(deadlines(plan.tell(...wired()))).toMatchObject([{ type: 'deadline.arm', target: expiry, due: f.at(6 + 3600) }]);
    expect(deadlines(plan.tell(f.signalled('eth0', 'good')))).toEqual([]);
    const lost = named(deadlines(plan.tell(f.leaseLost('eth0'))));
    expect(lost.toSorted()).toEqual(['deadline.arm pvd:eth0:linger', `deadline.disarm ${expiry}`]);
  });

  test('an end that moves away asks nothing of the clock: the old one passes, changes nothing, and the new one is armed', () => {
    const plan = planner();
    plan.tell(...wired());
    expect(plan.tell(renewed())).toEqual([]);
    const { decision } = plan.fold();
    const asked = plan.tell(f.passed(expiry, f.at(6 + 3600)));
    expect(asked).toMatchObject([{ type: 'deadline.arm', target: expiry, due: f.at(7 + 3600) }]);
    expect(plan.fold().decision).toBe(decision);
  });

  test('an end that moves nearer is armed at once', () => {
    const plan = planner();
    plan.tell(...wired());
    expect(plan.tell(renewed({ lifetime: seconds(60) }))).toMatchObject([{ type: 'deadline.arm', target: expiry, due: f.at(7 + 60) }]);
  });

  test('a firing is the end of what was armed: it is neither disarmed nor armed again', () => {
    const plan = planner();
    plan.tell(...wired());
    expect(named(plan.tell(f.passed(expiry, f.at(6 + 3600)))).filter((c) => c.includes(expiry))).toEqual([]);
    expect(plan.fold().plan.armed.map((d) => d.id)).toEqual(['pvd:eth0:linger']);
  });

  test('a firing of what is no longer wanted changes nothing', () => {
    const plan = planner();
    plan.tell(...wired(), f.leaseLost('eth0'));
    const { armed } = plan.fold().plan;
    expect(plan.tell(f.passed(expiry, f.at(6 + 3600)))).toEqual([]);
    expect(plan.fold().plan.armed).toEqual(armed);
  });

  test('a check that is due runs once, though its answer takes its time', () => {
    const plan = planner();
    plan.tell(f.settings({ checks: { http: ['http://check.example/'] } }), ...wired(), f.check('failed', 'pvd:eth0'));
    const [armed] = plan.fold().plan.armed.filter((d) => d.id === 'pvd:eth0:check4');
    if (!armed) throw new TypeError('no check is waited for');
    expect(named(plan.tell(f.passed(armed.id, armed.due)))).toEqual(['check.run 4 pvd:eth0 1']);
    expect(plan.fold().plan.armed.map((d) => d.id)).not.toContain(armed.id);
  });

  test('an advertisement with many ends arms the first of them only', () => {
    const plan = planner();
    const told = plan.tell(
      f.link('eth0'),
      f.ra('eth0', 'fe80::1', { dns: [f.rdnss('2001:db8::53', seconds(30)), f.rdnss('2001:db8::54', seconds(40))] }),
    );
    expect(told.map((c) => [c.type, c.target, 'due' in c && c.due])).toEqual([
      ['deadline.arm', 'router6:eth0/fe80::1:expiry', f.at(4 + 30)],
    ]);
  });
});
