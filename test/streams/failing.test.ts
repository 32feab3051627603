/** What does not go as asked: tried again at deadlines and never in a circle; what others take away; ends that move; checks within their budget. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../machines/model/command.ts';
import { answer, Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { instant, seconds } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { createLoop } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { createKernel } from './kernel.ts';
import { live } from './live.ts';
import { wifi, wired } from './networks.ts';

/** An applying host in virtual time: commands are carried out at once, or refused by `refuses`; what is armed passes. */
function applying(refuses: (command: Command) => string | null = () => null, checks = false, isWell = (at: number) => at % 3 !== 0) {
  let [seq, at, loop] = [0, Number(f.START), createLoop()];
  const kernel = createKernel();
  const asked: { readonly at: number; readonly command: Command }[] = [];
  const bytes = new Map<string, number>();
  const take = (fact: Unstamped): readonly Command[] => loop.take(Fact.parse({ ...fact, seq: ++seq, at }))?.commands ?? [];
  const carry = (command: Command): readonly Unstamped[] => {
    const code = refuses(command);
    if (code !== null)
      return [answer(command.id, 'command.failed', { command: command.type, target: command.target, code, problem: code })];
    if (command.type !== 'check.run') return kernel.carry(command);
    const spent = Math.min(command.budget, 3_000);
    bytes.set(command.pvd, (bytes.get(command.pvd) ?? 0) + spent);
    const told = f.check(isWell(at) ? 'validated' : 'failed', command.pvd, command.family, command.generation, {
      bytes: spent,
      sent: 2,
      rtt: 20,
    });
    return [{ ...told, class: 'answer', for: command.id }];
  };
  const tell = (...facts: readonly Unstamped[]): void => {
    const waiting = facts.flatMap((fact) => [...kernel.hear(fact), fact].flatMap(take));
    for (let command = waiting.shift(); command; command = waiting.shift()) {
      if (command.type.startsWith('deadline')) continue;
      asked.push({ at, command });
      if (asked.length > 20_000) throw new RangeError(`in a circle: ${command.type} ${command.target}`);
      for (const fact of carry(command)) waiting.push(...take(fact));
    }
  };
  const wait = (ms: number): void => {
    const until = at + ms;
    for (;;) {
      const [next] = loop.fold.plan.armed.filter((d) => d.due <= until).toSorted((a, b) => a.due - b.due);
      if (!next) break;
      at = Math.max(at, next.due);
      tell(world('deadline.passed', { id: next.id, due: next.due }));
    }
    at = until;
  };
  const reopen = (): void => {
    const { fold } = loop;
    loop = createLoop();
    tell(f.started({ mode: 'apply', checks }), ...restate(fold.host, instant(at), carried(fold)), f.opened());
  };
  tell(f.started({ mode: 'apply', checks }), f.opened());
  return { tell, wait, reopen, kernel, asked, bytes, now: () => at, fold: () => loop.fold };
}
const conflictsOf = ({ fold }: ReturnType<typeof applying>) => fold().decision.conflicts.filter((c) => c.kind === 'command');
const ranked = (command: Command): boolean => command.target.includes(' 22001 ');

describe('a command that fails', () => {
  test('is tried again with a back-off up to a minute, and is a conflict meanwhile', () => {
    const host = applying((c) => (c.type === 'rule.add' && ranked(c) ? 'EPERM' : null));
    host.tell(...wired());
    host.wait(600_000);
    const tries = host.asked.filter((a) => a.command.type === 'rule.add' && ranked(a.command)).map((a) => a.at);
    const waits = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
    expect(waits.slice(0, 10)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(conflictsOf(host)).toMatchObject([
      { about: 'rule.add rule 4 22001 lookup 27000', because: { rule: 'EPERM', by: 'the system' } },
    ]);
  });

  test('and goes well at last: no conflict is left', () => {
    let [isRefused, times] = [true, 0];
    const host = applying((c) => (isRefused && ranked(c) && ++times > 0 ? 'ENOBUFS' : null));
    host.tell(...wired());
    host.wait(5_000);
    isRefused = false;
    host.wait(10_000);
    expect(times).toBeGreaterThan(3);
    expect(conflictsOf(host)).toEqual([]);
    expect([...host.kernel.rules.keys()]).toContain('rule 4 22001 lookup 27000');
  });

  test('all that is asked fails, thousands of things: bounded work, no circle', () => {
    const host = applying((c) => (c.type === 'check.run' ? null : 'EPERM'));
    const routes = Array.from({ length: 60 }, (_, i) => ({ destination: `10.${i}.0.0/16`, gateway: '192.0.2.9' }));
    const rules = Array.from({ length: 45 }, (_, i) => ({ use: { interface: 'eth0' }, for: { port: i + 1 }, only: true }));
    host.tell(...wired({ routes }), f.policy('user', rules));
    const first = host.asked.length;
    expect(first).toBeGreaterThan(256);
    host.wait(0);
    expect(host.asked.length).toBe(first);
    host.wait(60_000);
    expect(host.asked.length).toBeLessThan(first * 11);
  });
});

describe('another program takes away what is ours', () => {
  const removed = (host: ReturnType<typeof applying>): Unstamped => {
    const rule = [...host.kernel.rules.values()].find((r) => r.priority === 22_001);
    if (!rule) throw new RangeError('it is not there');
    host.kernel.carry({ type: 'rule.delete', target: '', id: '0.0', rule });
    return world('rule.removed', { ...rule, protocol: 109 });
  };
  test('five times within 30 s it is put back at once; then it is a conflict that names it, and waits', () => {
    const host = applying();
    host.tell(...wired());
    for (let i = 0; i < 5; i += 1) {
      host.tell(removed(host));
      expect(conflictsOf(host)).toEqual([]);
    }
    host.tell(removed(host));
    expect([...host.kernel.rules.values()].some((r) => r.priority === 22_001)).toBe(false);
    expect(conflictsOf(host)).toMatchObject([
      { about: 'rule.add rule 4 22001 lookup 27000', because: { rule: 'ERR_TAKEN_AWAY', by: 'another program' } },
    ]);
    host.wait(30_000);
    expect([...host.kernel.rules.values()].some((r) => r.priority === 22_001)).toBe(true);
    expect(conflictsOf(host)).toEqual([]);
  });
  const paths = world('mptcp.limited', { subflows: 2, accepted: 0 });
  const setting = (value: string) => world('sysctl.read', { family: 4, ifname: f.name('eth0'), key: 'rp_filter', value });
  test.each<[string, readonly Unstamped[], Unstamped, string]>([
    ['an address', [], f.addressRemoved('eth0', '192.0.2.7/24'), 'address.replace address 192.0.2.7/24 dev eth0'],
    ['a path', [paths], world('endpoint.removed', { number: 109 }), 'endpoint.add endpoint 109 192.0.2.7 dev eth0'],
    ['a setting', [setting('1')], setting('1'), 'sysctl.set 4 eth0 rp_filter'],
  ])('%s likewise, and never in a circle', (_what, before, undone, about) => {
    const host = applying();
    const times = () => host.asked.filter(({ command: { type, target } }) => `${type} ${target}` === about).length;
    host.tell(...before, f.link('eth0'), f.lease('eth0', '192.0.2.7', { client: 'udhcpc', dns: ['192.0.2.53'] }));
    expect(times()).toBe(1);
    for (let i = 0; i < 20; i += 1) host.tell(undone);
    expect(times()).toBe(6);
    expect(conflictsOf(host).find((c) => c.about === about)?.because).toMatchObject({ rule: 'ERR_TAKEN_AWAY', by: 'another program' });
    host.wait(90_000);
    expect([times(), conflictsOf(host)]).toEqual([7, []]);
  });
  test('now and then only: it is put back each time', () => {
    const host = applying();
    host.tell(...wired());
    for (let i = 0; i < 20; i += 1) {
      host.tell(removed(host));
      host.wait(31_000);
    }
    expect([...host.kernel.rules.values()].some((r) => r.priority === 22_001)).toBe(true);
  });
});

describe('lifetimes', () => {
  const prefixes = [f.pio('2001:db8:1::/64')];
  const net = (lifetime: number) => f.ra('eth0', 'fe80::1', { lifetime: seconds(lifetime), prefixes });
  const defaults = (host: ReturnType<typeof applying>) =>
    host.asked.flatMap(({ at, command: c }) =>
      c.type === 'route.replace' && c.route.destination === '::/0' ? [[(at - f.START) / 1000, Number(c.expires) / 1000]] : [],
    );
  test('an address of a lease is installed with what is left, and again at each renewal; it goes with its lease', () => {
    const host = applying();
    const bound = f.lease('eth0', '192.0.2.7', { client: 'udhcpc', lifetime: seconds(600) });
    host.tell(f.link('eth0'), bound);
    expect([...host.kernel.addresses]).toEqual([['192.0.2.7/24 dev eth0', 600_000]]);
    host.wait(300_000);
    host.tell(bound);
    expect(host.asked.filter((a) => a.command.type === 'address.replace').map((a) => a.at - f.START)).toEqual([0, 300_000]);
    host.tell(f.leaseLost('eth0', 'udhcpc'));
    expect([...host.kernel.addresses]).toEqual([]);
    expect([...host.kernel.routes.values()].filter((r) => r.route.source === '192.0.2.7')).toEqual([]);
  });
  test('a router that advertises every few seconds makes work once in half a lifetime; an earlier end is told at once', () => {
    const host = applying();
    host.tell(f.link('eth0'), f.address('eth0', '2001:db8:1::7/64'), net(1800));
    for (let i = 0; i < 300; i += 1) {
      host.wait(10_000);
      host.tell(net(1800));
    }
    const told = defaults(host);
    expect(told.length).toBeLessThanOrEqual(5);
    for (const [at = 0, expires = 0] of told) expect(expires).toBe(at === 0 ? 1800 : 1800);
    host.tell(net(60));
    expect(defaults(host).at(-1)?.[1]).toBe(60);
  });
  test('a difference of 2 s is none', () => {
    const host = applying();
    host.tell(f.link('eth0'), f.address('eth0', '2001:db8:1::7/64'), net(1800));
    const count = defaults(host).length;
    host.tell(net(1798));
    expect(defaults(host).length).toBe(count);
    host.tell(net(1797));
    expect(defaults(host).length).toBe(count + 1);
  });
});

describe('checks', () => {
  const checked = f.settings({ checks: { http: ['http://check.example/'] }, interfaces: [{ name: 'wlan0', metered: true }] });
  test('a metered network costs no more than 100 kB a day, over epochs too, whatever becomes of its checks', () => {
    const host = applying(undefined, true);
    host.tell(checked, ...wifi({ lifetime: null }));
    for (let hour = 0; hour < 24; hour += 1) {
      host.wait(3_600_000 - 1);
      if (hour % 5 === 0) host.reopen();
      host.tell(f.neighbour('wlan0', '198.51.100.1', null), f.signalled('wlan0', 'poor'), world('check.requested', { pvd: null }));
      host.tell(f.neighbour('wlan0', '198.51.100.1', '02:00:00:00:00:0b'));
    }
    expect(host.bytes.get('pvd:wlan0')).toBeGreaterThan(20_000);
    expect(host.bytes.get('pvd:wlan0')).toBeLessThanOrEqual(98_304);
    host.wait(3_600_000);
    expect(host.bytes.get('pvd:wlan0')).toBeGreaterThan(98_304);
  });
  test('an unmetered one is checked every few seconds, up to an eighth early, never in step', () => {
    const host = applying(undefined, true, () => true);
    host.tell(f.settings({ checks: { http: ['http://check.example/'], every: 9_000 } }), ...wired());
    host.wait(600_000);
    const times = host.asked.filter((a) => a.command.type === 'check.run').map((a) => a.at);
    const waits = times
      .slice(1)
      .map((at, i) => at - (times[i] ?? 0))
      .filter((wait) => wait > 5_000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(7_875);
    expect(Math.max(...waits)).toBeLessThanOrEqual(9_000);
    expect(new Set(waits).size).toBeGreaterThan(waits.length / 2);
  });
  test.each<[string, Unstamped, boolean]>([
    ['its gateway is silent', f.neighbour('eth0', '192.0.2.1', null), true],
    ['the signal is poor', f.signalled('eth0', 'poor'), true],
    ['another neighbour is silent: nothing happens', f.neighbour('eth0', '192.0.2.99', null), false],
    ['its gateway is there: nothing happens', f.neighbour('eth0', '192.0.2.1', '02:00:00:00:00:0a'), false],
    ['the signal is good: nothing happens', f.signalled('eth0', 'good'), false],
    ['another link’s signal is poor: nothing happens', f.signalled('wlan0', 'poor'), false],
  ])('session-2: a hint from below and a good network is checked at once: %s', (_name, hint, isChecked) => {
    const script = [f.settings({ checks: { http: ['http://check.example/'] } }), ...wired(), f.check('validated', 'pvd:eth0'), f.wait(2)];
    const running = (then: readonly Unstamped[]) => live([...script, ...then]).fold.decision.checks.map((c) => c.id);
    expect(running([])).toEqual([]);
    expect(running([hint])).toEqual(isChecked ? ['4 pvd:eth0'] : []);
  });
  test('a hint against a network that was looked at this very second is none', () => {
    const script = [f.settings({ checks: { http: ['http://check.example/'] } }), ...wired(), f.check('validated', 'pvd:eth0')];
    expect(live([...script, f.signalled('eth0', 'poor')]).fold.decision.checks).toEqual([]);
  });
});
