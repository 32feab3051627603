/** Attempts across networks, in virtual time: `wlan a 0` is an attempt to `a` on `wlan` that begins at 0 ms. */
import { describe, expect, test } from 'vitest';
import { LaneOver } from '../../../adapters/programs/failure.ts';
import { type Lane, race } from '../../../adapters/programs/race.ts';
import { manualTime } from './manualTime.ts';

/** After so many ms it says so; `null`: never. */
type Fate = { readonly after: number | null; readonly connects: boolean };
const connects = (after: number): Fate => ({ after, connects: true });
const refused = (after: number): Fate => ({ after, connects: false });
const SILENT: Fate = { after: null, connects: false };

/** What a network tells, and when; an error after that is its end. */
type Script = {
  readonly name: string;
  readonly told: readonly (readonly [at: number, addresses: string])[];
  readonly over?: Error;
  readonly reluctance?: number;
};

async function run(scripts: readonly Script[], fates: Readonly<Record<string, Fate>>, until = 10_000) {
  const time = manualTime();
  const begun: string[] = [];
  const ended: string[] = [];
  const lanes = scripts.map(
    ({ name, told, over, reluctance = 0 }): Lane<string> => ({
      ...{ name, reluctance },
      open: async (tell, signal) => {
        for (const [at, addresses] of told) {
          await new Promise<void>((resolve) => void time.wait(at, resolve));
          if (signal.aborted) return;
          tell(
            addresses
              .split(' ')
              .filter((a) => a !== '')
              .map((a) => `${name} ${a}`),
          );
        }
        if (over) throw over;
      },
    }),
  );
  const attempt = (pair: string, signal: AbortSignal): Promise<string> => {
    begun.push(`${pair} ${time.now()}`);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fate = fates[pair] ?? SILENT;
    signal.addEventListener('abort', () => ended.push(pair), { once: true });
    if (fate.after !== null)
      time.wait(fate.after, () => (fate.connects ? resolve(pair) : reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))));
    return promise;
  };
  const raced = race({ lanes, attempt, keyOf: (pair) => pair.split(' ')[1] ?? '', time });
  let result: Awaited<typeof raced> | null = null;
  raced.then((told) => {
    result = told;
  });
  await time.run(until, () => result !== null);
  return {
    begun,
    ended,
    waits: time.waits(),
    told: await raced.then((r) => (r.ok ? r.value : r.failures.map((f) => `${f.at} ${f.code}`))),
  };
}

const wlan = (told: Script['told'], more: Partial<Script> = {}): Script => ({ name: 'wlan', told, ...more });
const lte = (told: Script['told'], more: Partial<Script> = {}): Script => ({ name: 'lte', told, ...more });

describe('RFC 8305 §5: attempts one after the other, each with its time', () => {
  test.each<[string, readonly Script[], Record<string, Fate>, readonly string[], unknown]>([
    ['one address', [wlan([[0, 'a']])], { 'wlan a': connects(30) }, ['wlan a 0'], 'wlan a'],
    [
      'a silent one is given 250 ms before the next',
      [wlan([[0, 'a b']])],
      { 'wlan b': connects(30) },
      ['wlan a 0', 'wlan b 250'],
      'wlan b',
    ],
    [
      'one that is refused gives way at once',
      [wlan([[0, 'a b']])],
      { 'wlan a': refused(20), 'wlan b': connects(30) },
      ['wlan a 0', 'wlan b 20'],
      'wlan b',
    ],
    [
      'the first may still win while the second tries',
      [wlan([[0, 'a b']])],
      { 'wlan a': connects(300), 'wlan b': connects(100) },
      ['wlan a 0', 'wlan b 250'],
      'wlan a',
    ],
    [
      'an early one that fails late does not hurry the newest',
      [wlan([[0, 'a b c']])],
      { 'wlan a': refused(260), 'wlan c': connects(10) },
      ['wlan a 0', 'wlan b 250', 'wlan c 500'],
      'wlan c',
    ],
    [
      'what comes later joins in its order',
      [
        wlan([
          [0, 'b'],
          [100, 'a b c'],
        ]),
      ],
      { 'wlan c': connects(1) },
      ['wlan b 0', 'wlan a 250', 'wlan c 500'],
      'wlan c',
    ],
    [
      'slow servers are waited for where there is nobody else',
      [wlan([[1_500, 'a']])],
      { 'wlan a': connects(30) },
      ['wlan a 1500'],
      'wlan a',
    ],
    [
      'all fail',
      [wlan([[0, 'a b']])],
      { 'wlan a': refused(20), 'wlan b': refused(20) },
      ['wlan a 0', 'wlan b 20'],
      ['wlan a ERR_NOT_REACHABLE', 'wlan b ERR_NOT_REACHABLE'],
    ],
  ])('%s', async (_name, scripts, fates, begun, told) => {
    const ran = await run(scripts, fates);
    expect(ran.begun).toEqual(begun);
    expect(ran.told).toEqual(told);
  });
});

const NOT_FOUND = new LaneOver('ERR_NAME_NOT_FOUND', 'no', true);
const NOT_ANSWERED = new LaneOver('ERR_NAME_NOT_ANSWERED', 'silent');

describe('route-1: racing across networks', () => {
  test.each<[string, readonly Script[], Record<string, Fate>, readonly string[], unknown]>([
    [
      'slow servers may still answer when the next network has failed',
      [wlan([[1_500, 'a']]), lte([[0, 'b']])],
      { 'lte b': refused(20), 'wlan a': connects(30) },
      ['lte b 1000', 'wlan a 1500'],
      'wlan a',
    ],
    [
      'route-1: one that is silent on the first network is tried on the second',
      [wlan([[0, 'a']]), lte([[0, 'b']])],
      { 'lte b': connects(50) },
      ['wlan a 0', 'lte b 250'],
      'lte b',
    ],
    [
      'route-1: one that fails on the first is tried on the second at once',
      [wlan([[0, 'a']]), lte([[0, 'b']])],
      { 'wlan a': refused(5), 'lte b': connects(50) },
      ['wlan a 0', 'lte b 5'],
      'lte b',
    ],
    [
      'route-1: the same address is another attempt on another network',
      [wlan([[0, 'a']]), lte([[0, 'a']])],
      { 'lte a': connects(50) },
      ['wlan a 0', 'lte a 250'],
      'lte a',
    ],
    [
      'all addresses of the first come before those of the second',
      [wlan([[0, 'a b']]), lte([[0, 'c']])],
      { 'lte c': connects(50) },
      ['wlan a 0', 'wlan b 250', 'lte c 500'],
      'lte c',
    ],
    [
      'one that costs money waits a second more',
      [wlan([[0, 'a']]), lte([[0, 'b']], { reluctance: 1_000 })],
      { 'lte b': connects(50) },
      ['wlan a 0', 'lte b 1250'],
      'lte b',
    ],
    [
      '… and no longer than until the first has failed',
      [wlan([[0, 'a']]), lte([[0, 'b']], { reluctance: 1_000 })],
      { 'wlan a': refused(600), 'lte b': connects(50) },
      ['wlan a 0', 'lte b 600'],
      'lte b',
    ],
    [
      'a network that tells nothing for a second: the next begins',
      [wlan([[5_000, 'a']]), lte([[0, 'b']])],
      { 'lte b': connects(5) },
      ['lte b 1000'],
      'lte b',
    ],
    [
      'servers that are silent: the next',
      [wlan([[100, '']], { over: NOT_ANSWERED }), lte([[0, 'b']])],
      { 'lte b': connects(5) },
      ['lte b 100'],
      'lte b',
    ],
    [
      'a name that does not exist there is asked nowhere else',
      [wlan([[100, '']], { over: NOT_FOUND }), lte([[0, 'b']])],
      { 'lte b': connects(5) },
      [],
      ['wlan ERR_NAME_NOT_FOUND'],
    ],
    ['nobody', [], {}, [], []],
  ])('%s', async (_name, scripts, fates, begun, told) => {
    const ran = await run(scripts, fates);
    expect(ran.begun).toEqual(begun);
    expect(ran.told).toEqual(told);
  });

  test('the losers are called off, the winner is not, and no timer is left', async () => {
    const ran = await run([wlan([[0, 'a b']]), lte([[0, 'c']])], { 'lte c': connects(50) });
    expect(ran.ended).toEqual(['wlan a', 'wlan b']);
    expect(ran.waits).toBe(0);
  });

  test('a call that is aborted rejects with its reason, and everything under way is called off', async () => {
    const [given, time, ended] = [new AbortController(), manualTime(), [] as string[]];
    const raced = race<string, string>({
      lanes: [{ name: 'wlan', reluctance: 0, open: async (tell) => tell(['a']) }],
      attempt: (pair, signal) => new Promise<string>(() => signal.addEventListener('abort', () => ended.push(pair))),
      keyOf: (pair) => pair,
      time,
      signal: given.signal,
    });
    await time.run(100, () => false);
    const reason = new Error('given up');
    given.abort(reason);
    await expect(raced).rejects.toBe(reason);
    expect([ended, time.waits()]).toEqual([['a'], 0]);
  });
});
