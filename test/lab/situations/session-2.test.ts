/** session-2: the link is up and nothing passes: found by checks, quickly and cheaply, at once on a hint; what is in doubt keeps its rank while there is nothing better. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import type { Decided, Recorder } from '../recorder.ts';
import { both, checksOf, ETH, FAR, HOME, isAt, lastSeq, leads, NO_HOLD, OFFICE, PULSE_PORT, startPulse, WLAN } from './checked.ts';
import { by, type Ground, openGround } from './checking.ts';
import { orderOf, placeOf } from './evidence.ts';
import { pvdOf } from './objects.ts';
import { applied } from './standing.ts';
import { openStream, startEcho } from './streaming.ts';

const WWAN = 'pvd:wwan0';
const LTE = { ipv4: '10.30.0.0/24', ipv6: '2001:db8:30::/64' };
const ALL = 'eth0: { kind: ethernet }, wlan0: { kind: wifi }, wwan0: { kind: cellular }';
const [EVERY, TIMEOUT, SECOND_LOOK] = [1_000, 500, 250];
/** Under traffic: the figure, ms. */
const MOVED = 3_000;
/** What a busy machine may add. A generous guess. */
const SLACK = 1_000;
const rhythm = (every: string) => ({ checks: `every: ${every}, timeout: ${TIMEOUT}ms`, secure: false, more: NO_HOLD });
/** A check that failed is a few questions and handshakes: on the wire, at most so much for each family. */
const CHEAP = 1_500;
const failures = (recorder: Recorder, pvd: string, since: number) =>
  checksOf(recorder, pvd, since).filter((c) => c.type === 'check.failed');
const good = (...pvds: readonly string[]) => both(...pvds.map((pvd) => isAt(pvd, 'validated')));
const [TIME, LENGTH] = [/^[\d.]+/, /length (\d+)/];
const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Number(LENGTH.exec(line)?.[1] ?? 0), 0);

suite('session-2: the upstream is dead and the link is up', ['lab'], () => {
  let made: Ground<'eth0' | 'wlan0' | 'wwan0'> | undefined;
  const ground = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    made = await openGround(74, { eth0: OFFICE, wlan0: HOME, wwan0: LTE });
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);
  /** In doubt, as it was decided then; to be asked for before it happens. */
  const doubts = (recorder: Recorder, pvd: string): readonly Promise<Decided>[] =>
    FAMILIES.map((family) => recorder.decided(`IPv${family} is in doubt`, isAt(pvd, 'suspect', [family])));

  test('session-2: it is found within a round of checks, moved at the first failure and given up at the second, for a few hundred bytes', async () => {
    const { networks, come } = ground();
    const machine = await come('m1', { ...rhythm(`${EVERY}ms`), interfaces: ALL });
    const { host, recorder, traffic, ways } = machine;
    await applied(recorder, 'all are good', both(good(ETH, WLAN, WWAN), leads(ETH)));
    const pulse = await startPulse(host, [FAR[4], FAR[6]]);
    const [since, doubted] = [lastSeq(recorder), doubts(recorder, ETH)];
    await networks.eth0.upstream.kill({ dns: 'lives' });
    const died = Date.now();
    for (const [i, decided] of (await Promise.all(doubted)).entries())
      expect(orderOf(decided, FAMILIES[i] ?? 4)).toEqual([WLAN, WWAN, ETH]);
    await applied(recorder, 'it is given up', both(isAt(ETH, 'unreachable'), leads(WLAN)));
    await pulse.stop();
    expect(await ways()).toEqual(by('wlan0'));
    for (const family of FAMILIES) {
      const [first, second] = failures(recorder, ETH, since).filter((c) => c.family === family);
      expect((first?.at ?? 0) - died).toBeLessThan(EVERY + TIMEOUT + SLACK);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(SECOND_LOOK + TIMEOUT + SLACK);
      // On the wire: the last packet that a program lost there.
      const pulses = await traffic.packets('eth0', `${family === 4 ? 'ip' : 'ip6'} and udp dst port ${PULSE_PORT}`);
      expect(Number(TIME.exec(pulses.at(-1) ?? '')?.[0]) * 1_000 - died).toBeLessThan(EVERY + TIMEOUT + SLACK);
      for (const check of [first, second]) expect(check?.bytes).toBeLessThan(CHEAP);
    }
    // The others are none the worse for it, and the one that costs money was not even asked again.
    const others = [WLAN, WWAN].flatMap((pvd) => checksOf(recorder, pvd, since));
    expect(others.map((c) => [c.pvd, c.type]).filter(([pvd, type]) => pvd === WWAN || type !== 'check.validated')).toEqual([]);
    expect(others.length).toBeGreaterThan(0);
    expect(recorder.facts().filter((f) => f.seq > since && f.type === 'link.carrierChanged')).toEqual([]);
    await networks.eth0.upstream.revive();
    await machine.leave();
  });

  test('session-2: a router that is silent is a hint: its network is checked at once, long before its time', async () => {
    const { networks, come } = ground();
    const machine = await come('m2', rhythm('10min'), ['eth0', 'wlan0']);
    const { host, recorder, links, ways } = machine;
    await applied(recorder, 'both are good', both(good(ETH, WLAN), leads(ETH)));
    // RFC 4861 §7.3.3 and §10, with times of a test.
    const times = ['base_reachable_time_ms=1000', 'delay_first_probe_time=1', 'retrans_time_ms=100'];
    await host.run('sysctl', ['-q', '-w', ...[4, 6].flatMap((v) => times.map((time) => `net.ipv${v}.neigh.eth0.${time}`))]);
    const pulse = await startPulse(host, [FAR[4], FAR[6]], 50);
    const since = lastSeq(recorder);
    const checks = FAMILIES.map((family) =>
      recorder.decided(`IPv${family} is checked`, ({ decision }) => decision.checks.some((check) => check.id === `${family} ${ETH}`)),
    );
    // As if behind a switch that leads nowhere: nothing is heard any more, the carrier stays.
    await networks.eth0.run('ip', ['link', 'set', `port${links.eth0.index + 1}`, 'nomaster']);
    const isGateway = (address: string) => [networks.eth0.router4, networks.eth0.linkLocal].includes(address);
    const silent = await recorder.fact(
      'the router is silent',
      'neighbour.changed',
      (f) => f.seq > since && f.state === 'failed' && isGateway(f.address),
    );
    expect(Math.min(...(await Promise.all(checks)).map((d) => d.seq))).toBe(silent.seq);
    await applied(recorder, 'it is given up', both(isAt(ETH, 'unreachable'), leads(WLAN)));
    await pulse.stop();
    expect(await ways()).toEqual(by('wlan0'));
    const [first] = failures(recorder, ETH, silent.seq);
    expect((first?.at ?? 0) - silent.at).toBeLessThan(TIMEOUT + SLACK);
    expect(checksOf(recorder, WLAN, since)).toEqual([]);
    await machine.leave();
  });

  test('session-2: under the traffic of a program that knows nothing a dead upstream shows by what stalls: moved long before its check, and what stalls is ended', async () => {
    const { lab, networks, come } = ground();
    await startEcho(lab);
    const machine = await come('m6', { checks: 'every: 10min', secure: false, more: NO_HOLD }, ['eth0', 'wlan0']);
    const { host, recorder, ways } = machine;
    await applied(recorder, 'both are good', both(good(ETH, WLAN), leads(ETH)));
    const streams = await Promise.all(FAMILIES.map((family) => openStream(host, FAR[family])));
    await recorder.fact('they are counted', 'sockets.sampled', (f) => f.pvd === ETH && f.open >= 2);
    const since = lastSeq(recorder);
    const moved = FAMILIES.map((family) => recorder.decided(`IPv${family} is moved`, leads(WLAN, [family])));
    // Without a word: no packet comes through, and nobody says so.
    await networks.eth0.loss.set(100);
    const died = Date.now();
    const stalled = await recorder.fact('they stall', 'sockets.sampled', (f) => f.seq > since && f.pvd === ETH && f.stalled > 0);
    const seqs = (await Promise.all(moved)).map(({ seq }) => seq);
    const at = (seq: number): number => recorder.facts().find((f) => f.seq === seq)?.at ?? Number.POSITIVE_INFINITY;
    for (const seq of seqs) expect(at(seq) - died).toBeLessThan(MOVED + SLACK);
    // It was asked for that, and in each family once.
    expect(checksOf(recorder, ETH, since).filter(({ seq }) => seq < stalled.seq)).toEqual([]);
    await applied(recorder, 'it is given up', both(isAt(ETH, 'unreachable'), leads(WLAN)));
    for (const stream of streams) await stream.gone();
    expect(streams.flatMap((stream) => stream.failures())).toEqual(['ECONNABORTED', 'ECONNABORTED']);
    expect(await ways()).toEqual(by('wlan0'));
    await networks.eth0.loss.set(0);
    await machine.leave();
  });

  test('session-2: a metered network spends its budget and no more, and is good all the same', async () => {
    const BUDGET = 16 * 1_024;
    const config = { checks: 'every: 500ms, everyMetered: 200ms, budgetMetered: 16KiB', secure: false, interfaces: ALL };
    const machine = await ground().come('m3', config, ['eth0', 'wwan0']);
    const { recorder, traffic } = machine;
    const isSpent = (d: Decided): boolean => {
      const { spent, check4, check6 } = pvdOf(d, WWAN) ?? {};
      return [check4, check6].every((check) => (check?.due ?? 0) >= (spent?.since ?? 0) + 86_400_000);
    };
    const spent = await applied(recorder, 'the budget is spent', both(isSpent, isAt(WWAN, 'validated')));
    const told = pvdOf(spent, WWAN)?.spent;
    expect(told?.bytes).toBeLessThanOrEqual(BUDGET);
    expect(told?.bytes).toBeGreaterThan(BUDGET / 2);
    const since = lastSeq(recorder);
    await recorder.fact('another network is checked on', 'check.validated', (f) => f.pvd === ETH && f.seq > since + 8);
    expect(checksOf(recorder, WWAN, since)).toEqual([]);
    const wire = await traffic.packets('wwan0', 'udp port 53 or tcp');
    expect(sizeOf(wire)).toBeLessThan(1.25 * BUDGET);
    for (const family of FAMILIES) expect(placeOf(await recorder.status(), WWAN, family)).toMatchObject({ place: 2, reach: 'validated' });
    await machine.leave();
  });

  test('session-2: what is in doubt keeps its rank before what nobody knows, and is left once it is unreachable', async () => {
    const { networks, come } = ground();
    // Not even one check is within its budget: it is curtailed, and nothing is known.
    const config = { interfaces: ALL, checks: `every: 500ms, timeout: ${TIMEOUT}ms, budgetMetered: 4KiB`, more: NO_HOLD };
    const machine = await come('m4', config, ['eth0', 'wwan0']);
    const { recorder, ways } = machine;
    await applied(recorder, 'one is good, one is unknown', both(good(ETH), isAt(WWAN, 'unknown'), leads(ETH)));
    const doubted = doubts(recorder, ETH);
    await networks.eth0.upstream.kill();
    for (const [i, decided] of (await Promise.all(doubted)).entries()) expectKept(recorder, decided, FAMILIES[i] ?? 4, [ETH, WWAN]);
    const left = await applied(recorder, 'it is left', both(isAt(ETH, 'unreachable'), leads(WWAN)));
    for (const family of FAMILIES) expect(orderOf(left, family)).toEqual([WWAN]);
    expect(await ways()).toEqual(by('wwan0'));
    await networks.eth0.upstream.revive();
    await applied(recorder, 'it is good again', both(good(ETH), leads(ETH)));
    expect(await ways()).toEqual(by('eth0'));
    await machine.leave();
  });

  test('session-2: the only network is used unknown and in doubt; when it is unreachable, what is sent is refused at home', async () => {
    const { networks, come } = ground();
    const machine = await come('m5', rhythm('500ms'), ['eth0']);
    const { recorder, ways, traffic } = machine;
    await applied(recorder, 'it is good', both(good(ETH), leads(ETH)));
    expect(orderOf(await recorder.decided('first', leads(ETH)), 4)).toEqual([ETH]);
    const doubted = doubts(recorder, ETH);
    await networks.eth0.upstream.kill();
    for (const [i, decided] of (await Promise.all(doubted)).entries()) expectKept(recorder, decided, FAMILIES[i] ?? 4, [ETH]);
    await applied(recorder, 'nobody is left', (d) => FAMILIES.every((family) => orderOf(d, family).length === 0));
    expect(await ways()).toEqual({ 4: 'ENETUNREACH', 6: 'ENETUNREACH' });
    // What is bound to it may still try.
    expect(await traffic.ways({ 4: { to: FAR[4], port: 9, device: 'eth0' } })).toEqual({ 4: 'eth0' });
    await networks.eth0.upstream.revive();
    await applied(recorder, 'it is good again', both(good(ETH), leads(ETH)));
    expect(await ways()).toEqual(by('eth0'));
    await machine.leave();
  });

  /** In its place, and nothing in the kernel was changed for the doubt. */
  function expectKept(recorder: Recorder, decided: Decided, family: Family, order: readonly string[]): void {
    expect(orderOf(decided, family)).toEqual(order);
    const [first, second] = checksOf(recorder, ETH).filter((c) => c.family === family && c.seq >= decided.seq);
    expect(first?.type).toBe('check.failed');
    const until = second?.seq ?? Number.POSITIVE_INFINITY;
    const touched = recorder.facts().filter((f) => f.seq >= decided.seq && f.seq < until && 'priority' in f && f.family === family);
    expect(touched).toEqual([]);
  }
});
