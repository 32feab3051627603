/** What every clock of the agent does, whatever makes its time pass. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../adapters/clock/index.ts';
import { Fact, type Unstamped } from '../../machines/model/facts/index.ts';
import { type Instant, after as later, millis } from '../../machines/model/units.ts';

/** `until` lets time pass till the condition holds, and rejects when it does not within a few seconds. `wall` is what now() stands for after a rebase. */
export type Subject = { readonly clock: Clock; until(condition: () => boolean): Promise<void>; wall(): number };

export function clockContract(name: string, subject: () => Subject): void {
  describe(`the clock (${name})`, () => {
    let under: Subject;
    let clock: Clock;
    let batches: (readonly Unstamped[])[];
    let moments: Instant[];
    const emit = (facts: readonly Unstamped[]): void => {
      batches.push(facts);
      moments.push(clock.now());
    };
    const passed = (): readonly string[] => batches.flat().flatMap((fact) => ('id' in fact ? [fact.id] : []));
    const all = (...ids: readonly string[]) => under.until(() => ids.every((id) => passed().includes(id)));
    const soon = (n: number): Instant => later(clock.now(), millis(n));
    beforeEach(async () => {
      [batches, moments] = [[], []];
      under = subject();
      clock = under.clock;
      await clock.open(emit, () => {});
    });
    afterEach(() => clock.close());

    test('a deadline fires once, as a fact, not before it is due', async () => {
      const due = soon(30);
      clock.arm('a', due);
      expect(batches).toEqual([]);
      await all('a');
      expect(batches).toEqual([[{ type: 'deadline.passed', v: 1, class: 'world', id: 'a', due }]]);
      expect(moments[0]).toBeGreaterThanOrEqual(due);
      expect(Fact.parse({ ...batches[0]?.[0], seq: 1, at: moments[0] })).toMatchObject({ id: 'a', due });
      clock.arm('b', soon(60));
      await all('b');
      expect(passed()).toEqual(['a', 'b']);
    });

    test('none of many fires before it is due', async () => {
      const dues = new Map(Array.from({ length: 40 }, (_, i) => [`d${i}`, soon((i * 37) % 101)] as const));
      for (const [id, due] of dues) clock.arm(id, due);
      await all(...dues.keys());
      expect([...passed()].sort()).toEqual([...dues.keys()].sort());
      batches.forEach((batch, i) => {
        for (const fact of batch) expect(moments[i]).toBeGreaterThanOrEqual('due' in fact ? fact.due : Number.POSITIVE_INFINITY);
      });
      const order = batches.flat().map((fact) => ('due' in fact ? fact.due : 0));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    });

    test('what is due already fires soon, but not within the call', async () => {
      clock.arm('now', clock.now());
      clock.arm('past', later(clock.now(), millis(0)));
      expect(batches).toEqual([]);
      await all('now', 'past');
    });

    test('those that are due together come together, the earliest first, then by id', async () => {
      const due = soon(20);
      clock.arm('b', due);
      clock.arm('a', due);
      await all('a', 'b');
      expect(passed()).toEqual(['a', 'b']);
      expect(batches).toHaveLength(1);
    });

    test('the same id again replaces, earlier or later', async () => {
      const [sooner, later] = [soon(20), soon(80)];
      clock.arm('earlier', soon(60_000));
      clock.arm('earlier', sooner);
      clock.arm('later', sooner);
      clock.arm('later', later);
      await all('earlier', 'later');
      expect(batches.flat()).toMatchObject([
        { id: 'earlier', due: sooner },
        { id: 'later', due: later },
      ]);
    });

    test('what is disarmed does not fire; to disarm what is not armed does nothing', async () => {
      clock.arm('a', soon(20));
      clock.disarm('a');
      clock.disarm('unknown');
      clock.arm('b', soon(60));
      await all('b');
      expect(passed()).toEqual(['b']);
    });

    test('a deadline that is armed when another fires fires too', async () => {
      await clock.close();
      await clock.open(
        (facts) => {
          emit(facts);
          if (facts.some((fact) => 'id' in fact && fact.id === 'a')) clock.arm('b', soon(10));
        },
        () => {},
      );
      clock.arm('a', soon(10));
      await all('a', 'b');
      expect(passed()).toEqual(['a', 'b']);
    });

    test('one beyond what a timer can hold is waited for, and others are not held up', async () => {
      clock.arm('in 60 days', soon(60 * 86_400_000));
      clock.arm('a', soon(20));
      await all('a');
      expect(passed()).toEqual(['a']);
    });

    test('a new epoch takes wall time anew and drops what was armed', async () => {
      clock.arm('old', soon(20));
      clock.rebase();
      expect(Math.abs(clock.now() - under.wall())).toBeLessThan(1000);
      clock.arm('new', soon(60));
      await all('new');
      expect(passed()).toEqual(['new']);
    });

    test('now never goes back', async () => {
      const seen: Instant[] = [];
      clock.arm('end', soon(30));
      await under.until(() => seen.push(clock.now()) > 0 && passed().includes('end'));
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect((seen.at(-1) ?? 0) - (seen[0] ?? 0)).toBeGreaterThanOrEqual(30);
    });

    test('a closed clock fires nothing, and can be opened again', async () => {
      clock.arm('a', soon(20));
      await clock.close();
      await clock.close();
      await clock.open(emit, () => {});
      clock.arm('b', soon(60));
      await all('b');
      expect(passed()).toEqual(['b']);
    });

    test('what was armed before it is opened fires afterwards', async () => {
      await clock.close();
      clock.arm('early', clock.now());
      await clock.open(emit, () => {});
      await all('early');
      expect(passed()).toEqual(['early']);
    });
  });
}
