/**
 * 500 users of the library at once, by `connect` and by `fetch`, while something happens to a network every 5 s: whatever fails does so
 * by one of the documented codes, nobody hangs, and sockets, listeners and memory are at the end what they were.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { median, type Outcome, type Skipped } from '../bench/bench.ts';
import { LabError } from '../lab/exec.ts';
import { openLab } from '../lab/lab.ts';
import type { Soak } from './run.ts';
import { type Sample, type Tally, UserLine } from './sessions-words.ts';
import { openWorld, type World } from './sessions-world.ts';

const [USERS, SEED] = [500, 1];
/** ms. */
const HELD = { least: 1_000, more: 6_000 };
/** ms between events, until users are at work and after the last event. */
const [EVENTS, WARM] = [5_000, 10_000];
/** ms: the last user's patience, or until TCP sends again on a network that was dead for long (RFC 6298 §5.5 doubles the wait, to 120 s in Linux), and some more. */
const LAST = 150_000;
/** The share of a run that is looked at, in its beginning and at its end. */
const SHARE = 0.25;
/** Of the last window to the first; the process of a short run still grows into its work, if not its heap. */
const [FLAT, FLAT_SHORT, SHORT] = [1.2, 1.5, 300];
/** Of all users, so many have something under way. */
const BUSY = 0.9;
/** So many of what was odd are printed. */
const ODD_MAX = 10;

export const sessions: Soak = {
  about: '500 connections and requests at once while networks come and go: documented failures only, nothing leaks or hangs',
  seconds: 600,
  run: async (seconds) => {
    const lab = await openLab({ seed: SEED }).catch(reasonOf);
    if (typeof lab === 'string') return { skipped: lab } satisfies Skipped;
    await using opened = lab;
    return await soak(await openWorld(opened, { users: USERS, seed: SEED, held: HELD }), seconds);
  },
};
/** Why there is no lab here. */
function reasonOf(error: unknown): string {
  if (error instanceof LabError) return error.message;
  throw error;
}

export async function soak({ users, step, calm }: World, seconds: number): Promise<Outcome> {
  const { lines } = users;
  const rest = (n: number): Promise<Sample> => {
    let seen = 0;
    return lines.waitFor(
      'the users are at rest',
      (line) => {
        const said = UserLine.parse(line);
        return 'rest' in said && ++seen === n && said.rest;
      },
      LAST,
    );
  };
  const before = await rest(1);
  const until = performance.now() + seconds * 1000;
  const happened: string[] = [];
  await pause(Math.min(WARM, seconds * 100));
  for (; performance.now() < until; await pause(EVENTS)) happened.push(await step());
  await calm();
  users.tell('stop');
  const after = await rest(2);
  const said = lines.all.map((line) => UserLine.parse(line));
  return told({
    ...{ seconds, before, after, events: happened.length },
    samples: said.flatMap((line) => ('sample' in line ? [line.sample] : [])),
    tally: said.findLast((line) => 'tally' in line)?.tally ?? { good: 0, failed: {}, hung: 0 },
    odd: said.flatMap((line) => ('odd' in line ? [line.odd] : [])),
  });
}

type Ran = {
  readonly seconds: number;
  readonly before: Sample;
  readonly after: Sample;
  readonly events: number;
  readonly samples: readonly Sample[];
  readonly tally: Tally;
  readonly odd: readonly string[];
};

function told({ seconds, before, after, events, samples, tally, odd }: Ran): Outcome {
  const window = Math.ceil(samples.length * SHARE);
  // Without those that grow into their work, and those that have stopped.
  const [first, last] = [samples.slice(WARM / 1000, WARM / 1000 + window), samples.slice(-window - 1, -1)];
  const heap = (list: readonly Sample[]) => Math.min(...list.map((one) => one.heap)) / 2 ** 20;
  const rss = (list: readonly Sample[]) => median(list.map((one) => one.rss)) / 2 ** 20;
  const failed = Object.values(tally.failed).reduce((sum, n) => sum + n, 0);
  const flat = seconds < SHORT ? FLAT_SHORT : FLAT;
  return {
    figures: {
      ...{ seconds, events, good: tally.good, failed, hung: tally.hung, odd: odd.length },
      ...{ underWay: median(samples.map((one) => one.underWay)) },
      ...{ heapMBFirst: heap(first), heapMBLast: heap(last), rssMBFirst: rss(first), rssMBLast: rss(last) },
      ...{ descriptorsBefore: before.descriptors, descriptorsAfter: after.descriptors, listenersAfter: after.listeners },
    },
    ratios: { heap: heap(last) / heap(first), rss: rss(last) / rss(first) },
    budgets: [
      { name: 'failures without a documented code, and warnings', is: odd.length, limit: 'atMost', at: 0 },
      { name: 'users that hung', is: tally.hung, limit: 'atMost', at: 0 },
      { name: 'connections and requests that went well', is: tally.good, limit: 'atLeast', at: USERS },
      { name: 'under way at once, of the users', is: median(samples.map((one) => one.underWay)) / USERS, limit: 'atLeast', at: BUSY },
      { name: 'descriptors at rest, more than before', is: after.descriptors - before.descriptors, limit: 'atMost', at: 0 },
      { name: 'listeners of a common signal at rest', is: after.listeners, limit: 'atMost', at: 0 },
      { name: 'heap, last to first', is: heap(last) / heap(first), limit: 'atMost', at: flat },
      { name: 'resident memory, last to first', is: rss(last) / rss(first), limit: 'atMost', at: flat },
    ],
    rows: [
      ...Object.entries(tally.failed).map(([code, n]) => `failed: ${code.padEnd(24)} ${n}`),
      ...odd.slice(0, ODD_MAX).map((what) => `odd: ${what}`),
    ],
  };
}
