/**
 * The resolver under programs that ask it 2,000 times a second while networks come and go and servers die: no answer is lost, none is of
 * a network that was not in the view that was shown and acknowledged before the query was sent (or in a later one), and it stays as it is.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { NO_NAMES } from '../../machines/model/names.ts';
import type { Seq } from '../../machines/model/units.ts';
import { median, type Outcome, quantile } from '../bench/bench.ts';
import { type ResolverChild, type Sample, spawnResolver } from '../bench/dns-said.ts';
import { randoms } from '../lab/random.ts';
import { type Asked, openAsker } from './dns-asker.ts';
import { openWorld, type World } from './dns-world.ts';
import { here } from './here.ts';
import type { Soak } from './run.ts';

const ADDRESS = '127.0.0.56';
const RATE = 2_000;
const SEED = 1;
/** ms between events: the least, and what is added by chance. */
const [CALM, RESTLESS] = [50, 300];
/** ms between samples. */
const SAMPLED = 500;
/** Seconds until memory is compared, and for how long it is then looked at, at the beginning and at the end; of a shorter run so much. */
const [WARM, WINDOW, SHARE] = [60, 60, 0.3];
/** Of the last window to the first; the process of a short run still grows into its work, if not its heap. */
const [FLAT, FLAT_SHORT] = [1.2, 1.5];
/** A guess: a route later than the resolver waits for, on a busy machine. */
const AGAIN = 0.01;
/** Every collection is of the whole heap, so that what is in use after it is what is held. */
const COLLECTING = ['--gc-global'];
/** ms after which all that is under way has ended. */
const REST = 3_000;

type Tally = {
  right: number;
  again: number;
  silent: number;
  failed: number;
  crossed: number;
  readonly took: number[];
  readonly wrong: string[];
};
type Rest = { readonly before: number; readonly after: number };

export const dns: Soak = {
  about: 'names asked 2,000 times a second while networks come and go and servers die: no answer lost or crossed, memory flat',
  seconds: 600,
  run: async (seconds) => {
    const resolver = await spawnResolver(here, ADDRESS, 0, COLLECTING);
    const world = openWorld(SEED);
    try {
      return await soak(resolver, world, seconds);
    } finally {
      await resolver.child.stop();
      await world.close();
    }
  },
};

async function soak(resolver: ResolverChild, world: World, seconds: number): Promise<Outcome> {
  const tally: Tally = { right: 0, again: 0, silent: 0, failed: 0, crossed: 0, took: [], wrong: [] };
  await pause(REST);
  const before = (await resolver.measure()).descriptors;
  const views = follow(resolver, world);
  await views.step();
  const asker = await openAsker<Seq>({
    ...{ address: ADDRESS, port: resolver.port, rate: RATE, seed: SEED },
    now: () => views.acknowledged,
    told: (asked) => judge(tally, asked, world, views.shown),
  });
  const samples: Sample[] = [];
  const until = performance.now() + seconds * 1000;
  const random = randoms(SEED);
  const happening = during(until, () => CALM + (random() % RESTLESS), views.step);
  const sampling = during(
    until,
    () => SAMPLED,
    async () => void samples.push(await resolver.measure()),
  );
  await Promise.all([happening, sampling]);
  await asker.stop();
  await resolver.show({ ...NO_NAMES, seq: (views.shown + 1) as Seq });
  await pause(REST);
  const after = (await resolver.measure()).descriptors;
  return told({ tally, samples, rest: { before, after }, sent: asker.sent, events: world.events, views: views.shown, seconds });
}

async function during(until: number, every: () => number, work: () => Promise<void>): Promise<void> {
  while (performance.now() < until) {
    await pause(every());
    await work();
  }
}

/** What has been shown, and what of it has been acknowledged. */
function follow(resolver: ResolverChild, world: World) {
  let [shown, acknowledged]: [Seq, Seq] = [0 as Seq, 0 as Seq];
  return {
    step: async () => {
      const view = await world.step();
      if (!view) return;
      shown = view.seq;
      await resolver.show(view);
      acknowledged = view.seq;
    },
    get shown() {
      return shown;
    },
    get acknowledged() {
      return acknowledged;
    },
  };
}

/** So many of what was wrong are printed. */
const WRONG_MAX = 10;

/** A failure is for the asker to ask again: routes may be late, and servers die under a question. */
function judge(tally: Tally, { name, isLast, with: from, answer, took }: Asked<Seq>, world: World, to: Seq): boolean {
  tally.took.push(took);
  if (answer !== undefined && world.isRight(name, answer, from, to)) {
    tally.right += 1;
    return false;
  }
  if (answer === null && !isLast) {
    tally.again += 1;
    return true;
  }
  const kind = answer === undefined ? 'silent' : answer === null ? 'failed' : 'crossed';
  tally[kind] += 1;
  if (tally.wrong.length < WRONG_MAX)
    tally.wrong.push(`${kind}: ${name} ${answer ?? ''}, by views ${from} to ${to}, after ${took.toFixed(0)} ms`);
  return false;
}

type Ran = {
  readonly tally: Tally;
  readonly samples: readonly Sample[];
  readonly rest: Rest;
  readonly sent: number;
  readonly events: number;
  readonly views: number;
  readonly seconds: number;
};

function told({ tally, samples, rest, sent, events, views, seconds }: Ran): Outcome {
  const warm = Math.min(WARM, seconds * SHARE);
  const within = Math.min(WINDOW, seconds * SHARE);
  const at = (second: number): number => Math.floor((second / seconds) * samples.length);
  const [first, last] = [samples.slice(at(warm), at(warm + within)), samples.slice(at(seconds - within))];
  // What is left after a collection.
  const heap = (list: readonly Sample[]) => Math.min(...list.map((one) => one.heap)) / 2 ** 20;
  const rss = (list: readonly Sample[]) => median(list.map((one) => one.rss)) / 2 ** 20;
  const flat = seconds < WARM + 2 * WINDOW ? FLAT_SHORT : FLAT;
  const { hits = 0, pins = 0, asked = 0, unpinned = 0 } = samples.at(-1)?.counts ?? {};
  return {
    figures: {
      ...{ seconds, sent, right: tally.right, again: tally.again, events, views, hits, asked, pins, unpinned },
      ...{ p50Ms: quantile(tally.took, 0.5), p99Ms: quantile(tally.took, 0.99), mostMs: quantile(tally.took, 1) },
      ...{ heapMBFirst: heap(first), heapMBLast: heap(last), rssMBFirst: rss(first), rssMBLast: rss(last) },
      ...{ descriptorsBefore: rest.before, descriptorsAfter: rest.after },
    },
    ratios: { heap: heap(last) / heap(first), rss: rss(last) / rss(first) },
    budgets: [
      { name: 'queries without an answer', is: tally.silent, limit: 'atMost', at: 0 },
      { name: 'queries told again and again that there is none', is: tally.failed, limit: 'atMost', at: 0 },
      { name: 'queries that had to be asked again, of all', is: tally.again / sent, limit: 'atMost', at: AGAIN },
      { name: 'answers of another network', is: tally.crossed, limit: 'atMost', at: 0 },
      { name: 'queries sent, to the rate', is: sent / (seconds * RATE), limit: 'atLeast', at: 0.95 },
      { name: 'heap, last to first', is: heap(last) / heap(first), limit: 'atMost', at: FLAT },
      { name: 'resident memory, last to first', is: rss(last) / rss(first), limit: 'atMost', at: flat },
      { name: 'descriptors at rest, more than before', is: rest.after - rest.before, limit: 'atMost', at: 0 },
    ],
    rows: tally.wrong,
  };
}
