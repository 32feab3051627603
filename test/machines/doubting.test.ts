/** session-2: connections that stall put a network in doubt: checked at once and with little patience, the rarer the more often that was in vain. */
import { describe, expect, test } from 'vitest';
import type { CommandOf } from '../../machines/model/command.ts';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { patience, trustOf } from '../../machines/model/rhythm.ts';
import { DEFAULT_SETTINGS } from '../../machines/model/settings.ts';
import { after, instant, millis, seconds } from '../../machines/model/units.ts';
import { pvdDeadlines, pvdState } from '../../machines/pvd.ts';
import { createLoop } from '../../streams/loop.ts';
import { live } from '../streams/live.ts';
import { WIRED, wired } from '../streams/networks.ts';
import * as f from './facts.ts';

const sampled = (stalled: number, generation = 1): Unstamped => world('sockets.sampled', { pvd: WIRED, generation, open: 3, stalled });
const good = f.check('validated', WIRED);
const bad = f.check('failed', WIRED);
const CHECKED = { checks: true };
const on = [...wired(), good];
const stateOf = (script: Parameters<typeof live>[0]) => {
  const snapshot = live(script, CHECKED).fold.host.pvds.find((p) => p.id === WIRED)?.snapshot;
  if (!snapshot) throw new Error('no such PvD');
  return { ...pvdState(snapshot), context: snapshot.context, deadlines: pvdDeadlines(snapshot) };
};

describe('a PvD whose connections stall', () => {
  test.each<[string, Parameters<typeof live>[0], string]>([
    ['is checked at once', [...on, f.wait(2), sampled(1)], 'doubting'],
    ['not for connections that do not stall', [...on, f.wait(2), sampled(0)], 'waiting'],
    ['not for those of another generation', [...on, f.wait(2), sampled(1, 2)], 'waiting'],
    ['not while it is checked anyway', [...wired(), sampled(1)], 'running'],
    ['not when it has failed already: its second look is due', [...on, f.wait(2), sampled(1), bad, sampled(2)], 'waiting'],
    ['looked at a moment ago, it is doubtful first', [...on, sampled(1)], 'doubtful'],
    ['… and doubted once that moment is over', [...on, sampled(1), f.wait(1)], 'doubting'],
    ['… or checked at once, when somebody wants to know', [...on, sampled(1), world('check.requested', { pvd: WIRED })], 'running'],
    ['answered in doubt, it waits as ever', [...on, f.wait(2), sampled(1), good], 'waiting'],
    ['a lost link ends the doubt', [...on, f.wait(2), sampled(1), f.carrier('eth0', false)], 'idle'],
  ])('%s', (_name, script, state) => {
    expect(stateOf(script).check4).toBe(state);
  });

  test('each time that it was in vain it is trusted four times as long, up to its rhythm; a check of its own takes one back, a failure none', () => {
    const rhythm = { every: seconds(3_600), budget: null };
    expect([0, 1, 2, 3, 5, 8].map((alarms) => trustOf(alarms, rhythm))).toEqual([1_000, 4_000, 16_000, 64_000, 1_024_000, 3_600_000]);
    expect(trustOf(8, { every: seconds(5), budget: null })).toBe(5_000);
    const twice = [...on, f.wait(2), sampled(1), good, sampled(2)];
    const { check4, context, deadlines } = stateOf(twice);
    expect([check4, context.alarms4]).toEqual(['doubtful', 2]);
    const due = after(context.reach4?.at ?? f.at(0), trustOf(1, context.rhythm));
    expect(deadlines).toContainEqual({ id: `${WIRED}:check4`, due });
  });

  test('in doubt an answer is waited for as long as a few round trips take, never longer than else', () => {
    const all = seconds(2);
    expect([null, 5, 100, 1_000].map((rtt) => patience(rtt, all))).toEqual([1_000, 600, 1_000, 2_000]);
    expect(patience(null, millis(500))).toBe(500);
    const { commands } = live([...wired(), f.check('validated', WIRED, 4, 1, { rtt: 70, sent: 1 }), f.wait(2), sampled(1)], CHECKED);
    expect(commands.filter(({ type }) => type === 'check.run')).toMatchObject([{ pvd: WIRED, timeout: 700 }]);
  });

  test('idle and unmetered: as it comes a dead upstream is left and given up within ten seconds', () => {
    const { every, timeout } = DEFAULT_SETTINGS.checks;
    const [SECOND_LOOK] = [250];
    expect(every + timeout + SECOND_LOOK + timeout).toBeLessThanOrEqual(10_000);
  });
});

describe('a virtual day of a metered network', () => {
  /** A check of one family over both protocols: what the lab sees on the wire is less. */
  const BYTES = 3_000;
  const DAY = 86_400;
  /** Every so many seconds a connection stalls, and nothing is wrong with the network: each check is answered. */
  function day(every: number): { readonly bytes: number; readonly checks: number; readonly longest: number } {
    let [bytes, checks, last, longest, seq, at] = [0, 0, 0, 0, 0, Number(f.START)];
    const loop = createLoop();
    const take = (fact: Unstamped): void => {
      const commands = loop.take(f.stamped(fact, ++seq, instant(at)))?.commands ?? [];
      for (const command of commands) if (command.type === 'check.run') run(command);
    };
    const run = ({ budget }: CommandOf<'check.run'>): void => {
      const [spent, now] = [Math.min(budget, BYTES), at - f.START];
      [bytes, checks, longest, last] = [bytes + spent, checks + 1, Math.max(longest, now - last), now];
      take(f.check(spent < BYTES ? 'curtailed' : 'validated', WIRED, 4, 1, { bytes: spent, sent: 1, rtt: 40 }));
    };
    const metered = f.settings({ interfaces: [{ name: 'eth0', metered: true }] });
    for (const fact of [f.started(CHECKED), metered, f.opened(), ...wired({ lifetime: null })]) take(fact);
    for (let stall = every * 1_000; stall < DAY * 1_000; stall += every * 1_000) {
      const until = f.START + stall;
      for (;;) {
        const [next] = loop.fold.plan.armed.filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due);
        if (!next) break;
        at = Math.max(at, next.due);
        take(f.passed(next.id, next.due));
      }
      at = until;
      for (const stalled of [1, 0]) take(sampled(stalled));
    }
    return { bytes, checks, longest: Math.max(longest, DAY * 1_000 - last) };
  }

  test.each([
    ['with one at its end', DAY - 1],
    ['with one every ten minutes', 600],
    ['with one every five seconds', 5],
  ])('%s: 100 kB of checks at most, and it is looked at to the end', (_name, every) => {
    const { bytes, checks, longest } = day(every);
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(checks).toBeGreaterThan(20);
    expect(longest).toBeLessThanOrEqual(2 * 3_600_000);
  });
});
