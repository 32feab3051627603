import { describe, expect, test } from 'vitest';
import { createClock } from '../../adapters/clock/clock.ts';
import { memoryClock, openClock } from '../../adapters/clock/index.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { instant, after as later, millis } from '../../machines/model/units.ts';
import { clockContract } from '../contracts/clock.ts';

const START = instant(Date.UTC(2026, 0, 1));

clockContract('real', () => ({
  clock: openClock(),
  until: (condition) => expect.poll(condition, { timeout: 8000, interval: 2 }).toBe(true),
  wall: () => Date.now(),
}));
clockContract('memory', () => {
  const clock = memoryClock(START);
  const until = async (condition: () => boolean): Promise<void> => {
    for (let i = 0; !condition(); i++) {
      if (i > 8000) throw new Error('it has not come true within 8 s');
      clock.advance(millis(1));
    }
  };
  return { clock, until, wall: () => clock.now() };
});

describe('the clock in memory', () => {
  const opened = async () => {
    const clock = memoryClock(START);
    const facts: Unstamped[] = [];
    const batches: (readonly Unstamped[])[] = [];
    await clock.open(
      (batch) => {
        facts.push(...batch);
        batches.push(batch);
      },
      () => {},
    );
    return { clock, facts, batches };
  };
  const brief = (facts: readonly Unstamped[]) =>
    facts.map((fact) => {
      if (fact.type === 'deadline.passed') return fact.id;
      return fact.type === 'clock.stepped' ? `stepped ${fact.by}` : fact.type === 'host.resumed' ? `slept ${fact.slept}` : fact.type;
    });
  type Act = readonly ['advance' | 'step' | 'sleep', number];

  test.each<readonly [string, readonly Act[], readonly string[]]>([
    ['session-7: nothing happens: nothing is told', [['advance', 3_600_000]], []],
    [
      'session-7: a step of the wall clock, told once',
      [
        ['step', 5000],
        ['advance', 10_000],
      ],
      ['stepped 5000'],
    ],
    [
      'session-7: a step back',
      [
        ['step', -7_200_000],
        ['advance', 10_000],
      ],
      ['stepped -7200000'],
    ],
    [
      'session-7: two steps',
      [
        ['step', 800],
        ['advance', 2000],
        ['step', -800],
        ['advance', 2000],
      ],
      ['stepped 800', 'stepped -800'],
    ],
    [
      'a step is no step below 500 ms',
      [
        ['step', 499],
        ['advance', 10_000],
      ],
      [],
    ],
    [
      'two small ones shortly after one another are one',
      [
        ['step', 300],
        ['advance', 2000],
        ['step', 300],
        ['advance', 2000],
      ],
      ['stepped 598'],
    ],
    [
      'session-7: sleep, told once',
      [
        ['sleep', 3_600_000],
        ['advance', 10_000],
      ],
      ['slept 3600000'],
    ],
    [
      'sleep is none below 1 s',
      [
        ['sleep', 999],
        ['advance', 10_000],
      ],
      [],
    ],
    [
      'short sleeps add up',
      [
        ['sleep', 600],
        ['advance', 2000],
        ['sleep', 600],
        ['advance', 2000],
      ],
      ['slept 1200'],
    ],
    [
      'sleep, and the clock set on waking',
      [
        ['sleep', 60_000],
        ['step', 2000],
        ['advance', 1000],
      ],
      ['slept 60000', 'stepped 2000'],
    ],
  ])('%s', async (_name, acts, expected) => {
    const { clock, facts } = await opened();
    for (const [act, n] of acts) act === 'step' ? clock.step(n) : clock[act](millis(n));
    expect(brief(facts)).toEqual(expected);
  });

  test('session-7: a step of the wall clock moves no deadline', async () => {
    const { clock, facts } = await opened();
    const before = clock.now();
    clock.arm('lease', later(before, millis(60_000)));
    clock.step(3_600_000);
    expect(clock.now()).toBe(before);
    clock.advance(millis(59_999));
    expect(brief(facts)).toEqual(['stepped 3600000']);
    clock.advance(millis(1));
    expect(brief(facts)).toEqual(['stepped 3600000', 'lease']);
  });

  test('session-7: after sleep, all that was due meanwhile comes at once, with the sleep itself first', async () => {
    const { clock, batches } = await opened();
    const due = (n: number) => later(clock.now(), millis(n));
    clock.arm('second', due(1_800_000));
    clock.arm('first', due(900_000));
    clock.arm('later', due(7_200_000));
    clock.sleep(millis(3_600_000));
    expect(batches).toEqual([]);
    clock.advance(millis(1000));
    expect(batches.map(brief)).toEqual([['slept 3600000', 'first', 'second']]);
    clock.advance(millis(3_598_999));
    expect(batches).toHaveLength(1);
    clock.advance(millis(1));
    expect(batches.map(brief).at(-1)).toEqual(['later']);
  });

  test('a deadline of 60 days comes on time, though a timer holds 24', async () => {
    const { clock, facts } = await opened();
    const duration = millis(60 * 86_400_000);
    clock.arm('far', later(clock.now(), duration));
    // The looks of each second would take a while: sleep takes none, and the timer is then set anew.
    clock.sleep(millis(duration - 5_000));
    clock.advance(millis(4_999));
    expect(brief(facts)).toEqual([`slept ${duration - 5_000}`]);
    clock.advance(millis(1));
    expect(brief(facts).at(-1)).toBe('far');
  });

  test('a deadline of 60 days is waited for in pieces that a timer can hold', async () => {
    const [delays, facts]: [number[], Unstamped[]] = [[], []];
    let time = 0;
    let ring = (): void => {};
    const timer = (delay: number, run: () => void, isIdle: boolean) => {
      if (!isIdle) {
        delays.push(delay);
        ring = run;
      }
      return () => {};
    };
    const clock = createClock({ wall: () => time, boot: () => time, monotonic: () => time, timer });
    await clock.open(
      (batch) => void facts.push(...batch),
      () => {},
    );
    clock.arm('far', instant(60 * 86_400_000));
    for (let i = 0; i < 3 && facts.length === 0; i++) {
      time += delays.at(-1) ?? 0;
      ring();
    }
    expect(delays).toEqual([2 ** 31 - 1, 2 ** 31 - 1, 60 * 86_400_000 - 2 * (2 ** 31 - 1)]);
    expect(brief(facts)).toEqual(['far']);
    await clock.close();
  });

  test('after a step, a new epoch stands on the new wall time', async () => {
    const { clock } = await opened();
    clock.step(86_400_000);
    clock.rebase();
    expect(clock.now()).toBe(START + 86_400_000);
  });
});
