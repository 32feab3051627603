import { describe, expect, test } from 'vitest';
import { admit, type Cap, newCap, takeFlooded, type Verdict } from '../../../adapters/linux/ra/index.ts';
import { instant } from '../../../machines/model/units.ts';

/** [router (null: a stranger), at, how many, bytes: a number that tells them apart; left out, all differ] */
type Burst = readonly [router: string | null, at: number, count: number, same?: number | undefined];
type Counts = { readonly [V in Verdict]?: number };

let serial = 0;
const bytesOf = (n: number): Uint8Array => Uint8Array.from([n >>> 24, n >>> 16, n >>> 8, n]);
function run(bursts: readonly Burst[], start: Cap = newCap(instant(0))): { readonly cap: Cap; readonly counts: readonly Counts[] } {
  let cap = start;
  const counts = bursts.map(([router, at, count, same]) => {
    const tally: { [V in Verdict]?: number } = {};
    for (let i = 0; i < count; i++) {
      const [next, verdict] = admit(cap, router, bytesOf(same ?? serial++), instant(at));
      cap = next;
      tally[verdict] = (tally[verdict] ?? 0) + 1;
    }
    return tally;
  });
  return { cap, counts };
}

const routers = (from: number, to: number, at: number, count = 1): Burst[] =>
  Array.from({ length: to - from }, (_, i) => [`fe80::${(from + i).toString(16)}`, at, count]);

describe('sec-2: the cap at the door', () => {
  test.each<readonly [string, readonly Burst[], readonly Counts[]]>([
    ['a router may send 20 at once', [['a', 0, 30]], [{ admitted: 20, flooded: 10 }]],
    [
      'then 10 a second',
      [
        ['a', 0, 30],
        ['a', 1000, 30],
        ['a', 1500, 30],
      ],
      [
        { admitted: 20, flooded: 10 },
        { admitted: 10, flooded: 20 },
        { admitted: 5, flooded: 25 },
      ],
    ],
    [
      'quiet gives the burst back, no more',
      [
        ['a', 0, 30],
        ['a', 60_000, 30],
      ],
      [
        { admitted: 20, flooded: 10 },
        { admitted: 20, flooded: 10 },
      ],
    ],
    [
      'one router does not use up the other',
      [
        ['a', 0, 100],
        ['b', 0, 5],
      ],
      [{ admitted: 20, flooded: 80 }, { admitted: 5 }],
    ],
    [
      'all of an interface together may send 50, then 50 a second',
      [...['a', 'b', 'c'].map((r): Burst => [r, 0, 20]), ['d', 100, 20]],
      [{ admitted: 20 }, { admitted: 20 }, { admitted: 10, flooded: 10 }, { admitted: 5, flooded: 15 }],
    ],
    [
      'the same bytes within a second are no news; another packet, or a second later, they are',
      [
        ['a', 0, 1, 7],
        ['a', 999, 1, 7],
        ['a', 999, 1, 8],
        ['a', 999, 1, 7],
        ['a', 1999, 1, 7],
      ],
      [{ admitted: 1 }, { repeated: 1 }, { admitted: 1 }, { admitted: 1 }, { admitted: 1 }],
    ],
    ['the same bytes over and over are a flood', [['a', 0, 100, 7]], [{ admitted: 1, repeated: 19, flooded: 80 }]],
    ['the same bytes of another router are news', [...['a', 'b'].map((r): Burst => [r, 0, 1, 7])], [{ admitted: 1 }, { admitted: 1 }]],
    ['strangers share one bucket', [[null, 0, 100]], [{ admitted: 20, flooded: 80 }]],
    [
      'a clock that goes back gives nothing',
      [
        ['a', 5000, 20],
        ['a', 0, 5],
      ],
      [{ admitted: 20 }, { flooded: 5 }],
    ],
  ])('%s', (_name, bursts, counts) => {
    expect(run(bursts).counts).toEqual(counts);
  });

  test('32 routers have a place; a new one gets one only when another has been quiet for a minute', () => {
    const { cap } = run(routers(0, 32, 0));
    const early = run([['new', 59_999, 1]], cap);
    expect(early.counts).toEqual([{ flooded: 1 }]);
    expect(run([['new', 60_000, 1]], early.cap).counts).toEqual([{ admitted: 1 }]);
    expect(run([['new', 60_000, 1]], early.cap).cap.routers.size).toBe(32);
  });

  test('the one that goes is the one that was heard longest ago', () => {
    const { cap } = run([...routers(0, 31, 100), ['old', 50, 1], ['new', 70_000, 1]]);
    expect([cap.routers.has('old'), cap.routers.has('fe80::0'), cap.routers.has('new')]).toEqual([false, true, true]);
  });

  test('a router that is heard all the while keeps its place and its rate in a flood of forged ones', () => {
    let { cap } = run([['real', 0, 1]]);
    for (let second = 0; second < 120; second++) {
      const forged = run(routers(second * 1000, second * 1000 + 1000, second * 1000), cap);
      const real = run([['real', second * 1000 + 999, 1]], forged.cap);
      expect(real.counts).toEqual([{ admitted: 1 }]);
      cap = real.cap;
      expect(cap.routers.size).toBeLessThanOrEqual(32);
    }
  });

  test('strangers cost no router its place', () => {
    expect(run([[null, 0, 100]]).cap.routers.size).toBe(0);
  });

  test('what was dropped is told once: a line a router, one for the interface', () => {
    const { cap } = run([...routers(0, 32, 0), ['fe80::1', 0, 25], ['new', 0, 3], [null, 0, 21]]);
    const [next, flooded] = takeFlooded(cap);
    expect(flooded).toEqual([
      { router: 'fe80::1', dropped: 6 },
      { router: null, dropped: 3 + 1 + 1 },
    ]);
    expect(takeFlooded(next)).toEqual([next, []]);
    expect([next.routers.size, takeFlooded(newCap(instant(0)))[1]]).toEqual([32, []]);
  });

  test('nothing is lost: every packet is admitted, repeated, or counted as dropped', () => {
    const { cap, counts } = run(
      Array.from({ length: 500 }, (_, i): Burst => [`r${(i * 7) % 40}`, i * 20, (i * 13) % 30, i % 3 ? undefined : 1]),
    );
    const sum = (v: Verdict) => counts.reduce((n, c) => n + (c[v] ?? 0), 0);
    const told = takeFlooded(cap)[1].reduce((n, { dropped }) => n + dropped, 0);
    expect(told).toBe(sum('flooded'));
    expect(sum('admitted') + sum('repeated') + sum('flooded')).toBe(
      Array.from({ length: 500 }, (_, i) => (i * 13) % 30).reduce((a, b) => a + b),
    );
    expect(sum('admitted')).toBeLessThanOrEqual(50 + 10 * 50);
  });
});
