/** What the bench of sessions comes to: medians, ratios to the better of the peers, and what never came as more than the bound. */
import { type Budget, median, type Outcome } from './bench.ts';
import type { Costs, Day } from './sessions-day.ts';
import type { Dead } from './sessions-dead.ts';
import { MANAGERS, type Manager } from './sessions-hosts.ts';
import type { Suffered, Waited } from './sessions-turns.ts';

/** Programs that connect by our library, under an agent of ours; all others know nothing of networks. */
export const LIBRARY = 'by its library';
export type Who = Manager | typeof LIBRARY;
const [OURS, ...PEERS] = MANAGERS;
const ALL: readonly Who[] = [OURS, LIBRARY, ...PEERS];

export type Measured = {
  readonly turns: number;
  readonly bound: number;
  readonly deadBound: number;
  readonly suffered: readonly (Suffered & { readonly who: Who })[];
  readonly deaths: readonly Dead[];
  readonly days: Readonly<Record<Day, number>>;
  readonly costs: Costs;
};

/** The issue's: ms without a byte of a stream with several paths, ms until a host has left a dead network, busy and idle, and bytes a day. */
const [GAP, BUSY, IDLE, DAILY] = [50, 3_000, 10_000, 100_000];
/** To the better of the peers. A guess: a curl takes as long to begin as the losses that are told apart by it. */
const NO_WORSE = 1.5;
const WAITS = ['mqtt', 'fetch', 'curl', 'stream'] as const;
const WORDS: Readonly<Record<keyof Waited, string>> = {
  mqtt: 'next MQTT message acknowledged',
  fetch: 'fetch loop goes on',
  curl: 'curl loop goes on',
  stream: 'longest gap of an MPTCP stream',
};

export function told(measured: Measured): Outcome {
  const { suffered, deaths, days, bound, deadBound, costs } = measured;
  /** What never came counts as the bound: its ratio is at least so good. */
  const waits = (who: Who, what: keyof Waited): readonly number[] =>
    suffered.filter((one) => one.who === who).map((one) => one[what] ?? bound);
  const best = (what: keyof Waited): number => Math.min(...PEERS.map((peer) => median(waits(peer, what))));
  const ratio = (what: keyof Waited): number => median(waits(OURS, what)) / best(what);
  const sum = (who: Who, what: 'lost' | 'doubled'): number =>
    suffered.filter((one) => one.who === who).reduce((all, one) => all + one[what], 0);
  const left = (name: string): readonly number[] => deaths.filter((one) => one.name === name).map(({ took }) => took ?? deadBound);
  const hung = ([OURS, LIBRARY] as const)
    .flatMap((who) => WAITS.flatMap((what) => waits(who, what)))
    .filter((wait) => wait >= bound).length;
  const most = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : Math.max(...values));
  const daily = most(Object.values(days));
  return {
    figures: {
      ...{ turns: measured.turns, boundMs: bound },
      ...{ mqttMs: median(waits(OURS, 'mqtt')), fetchMs: median(waits(OURS, 'fetch')), curlMs: median(waits(OURS, 'curl')) },
      ...{ streamGapMs: median(waits(OURS, 'stream')), lost: sum(OURS, 'lost'), doubled: sum(OURS, 'doubled') },
      ...{ busyMs: most(left(OURS)), idleMs: most(left('idle')), checkBytes: costs.good, meteredDayBytes: daily },
    },
    ratios: { mqttToPeers: ratio('mqtt'), fetchToPeers: ratio('fetch'), curlToPeers: ratio('curl') },
    budgets: [
      ...(['mqtt', 'fetch', 'curl'] as const).map(
        (what): Budget => ({ name: `${WORDS[what]}, to the better of the peers`, is: ratio(what), limit: 'atMost', at: NO_WORSE }),
      ),
      { name: 'waits of programs without an end, here', is: hung, limit: 'atMost', at: 0 },
      { name: 'messages lost', is: sum(OURS, 'lost') + sum(LIBRARY, 'lost'), limit: 'atMost', at: 0 },
      { name: `${WORDS.stream}, ms`, is: median(waits(OURS, 'stream')), limit: 'atMost', at: GAP },
      { name: 'upstream dead under traffic: left, ms', is: most(left(OURS)), limit: 'atMost', at: BUSY },
      { name: 'upstream dead and nobody there: left, ms', is: most(left('idle')), limit: 'atMost', at: IDLE },
      { name: 'checks of a metered network, bytes a day', is: daily, limit: 'atMost', at: DAILY },
    ],
    rows: [
      `${'ms after a link was lost, p50 and most'.padEnd(38)} ${ALL.map((name) => name.padStart(18)).join(' ')}`,
      ...WAITS.map((what) => `${WORDS[what].padEnd(38)} ${ALL.map((name) => cell(waits(name, what), bound)).join(' ')}`),
      ...(['lost', 'doubled'] as const).map(
        (what) =>
          `${`messages ${what} by the end of a turn`.padEnd(38)} ${ALL.map((name) => String(sum(name, what)).padStart(18)).join(' ')}`,
      ),
      ...[...new Set(deaths.map(({ name }) => name))].map((name) => `upstream dead, ${name.padEnd(23)} ${cell(left(name), deadBound)}`),
      ...Object.entries(days).map(([day, bytes]) => `${`metered, a ${day} day`.padEnd(38)} ${String(bytes).padStart(18)} bytes`),
    ],
  };
}

const cell = (values: readonly number[], bound: number): string =>
  `${within(median(values), bound)} / ${within(Math.max(...values), bound)}`.padStart(18);
const within = (value: number, bound: number): string => (value >= bound ? `> ${bound / 1000} s` : value.toFixed(0));
