/** How values leave the agent: the newest counts, and whoever listens may stop at any time. */
import { describe, expect, test } from 'vitest';
import { createExit } from '../../../adapters/agent/exits.ts';

const [DONE, value] = [{ done: true, value: undefined }, (one: number) => ({ done: false, value: one })];

describe('an iterator', () => {
  test('is told the current value, then those that come; one that is slow skips to the newest', async () => {
    const { exit, push } = createExit<number>();
    push(1);
    const iterator = exit[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual(value(1));
    const [second, third] = [iterator.next(), iterator.next()];
    for (const one of [2, 3, 4, 5]) push(one);
    expect(await Promise.all([second, third, iterator.next()])).toEqual([value(2), value(3), value(5)]);
  });

  test('that is left while it waits for a value ends at once, and nothing is listened to any more', async () => {
    let listening = 0;
    const { exit } = createExit<number>(() => {
      listening += 1;
      return () => {
        listening -= 1;
      };
    });
    const iterator = exit[Symbol.asyncIterator]();
    const waiting = iterator.next();
    expect(listening).toBe(1);
    expect([await iterator.return?.(), await waiting, await iterator.next(), listening]).toEqual([DONE, DONE, DONE, 0]);
  });

  test('has what came last before it ends with the agent', async () => {
    const { exit, push, end } = createExit<number>();
    const iterator = exit[Symbol.asyncIterator]();
    const first = iterator.next();
    push(1);
    push(2);
    end();
    expect([await first, await iterator.next(), await iterator.next()]).toEqual([value(1), value(2), DONE]);
  });
});
