/**
 * A link is lost, or a network turns out to be dead: until traffic leaves by the next one, and until the kernel's ranking says so. In
 * turns with a C program that only swaps the routes. Both have their ends of veth pairs with distinct indices: linkwatch tells them at once.
 */
import { LabError } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { type Bench, type Budget, median, type Outcome, quantile } from './bench.ts';
import type { Answered } from './dnsperf.ts';
import { ASKED_RATE, startAsking, type Unasked } from './failover-asked.ts';
import { compile, hasCompiler, type Managed, openHear, openManaged, openNetworks, openSwapped, type Sufferer } from './failover-hosts.ts';
import type { Stretches } from './failover-marks.ts';
import { type Each, FAMILIES, fail, type Suffered, suffer } from './failover-turns.ts';
import { budgetInParses, parseMicros } from './floor.ts';

const TO_SWAPPED = 0.8;
/** The design's, in microseconds. */
const [CONFIRMED, CONFIRMED_BRIDGE, RANKED] = [5_000, 15_000, 2_000];
/** Of the rate that is asked for: less would not be busy. */
const ANSWERED = 0.9;
/** A bridge, a check, and a loss while names are asked, every second turn. */
const [TURNS, TURNS_QUICK] = [40, 4];

export const failover: Bench = {
  about: 'milliseconds from the loss of a link, or of what is behind it, to the next network, in turns with a C program',
  run: async ({ quick }) => {
    if (!hasCompiler()) return { skipped: 'no C compiler (cc)' };
    const lab = await openLab().catch(reasonOf);
    if (typeof lab === 'string') return { skipped: lab };
    await using opened = lab;
    compile(opened.folder);
    return measured(await measure(opened, quick ? TURNS_QUICK : TURNS));
  },
};
/** Why there is no lab here. */
function reasonOf(error: unknown): string {
  if (error instanceof LabError) return error.message;
  throw error;
}

type Measured = {
  readonly parses: readonly number[];
  readonly managed: readonly Suffered[];
  readonly bridged: readonly Suffered[];
  readonly swapped: readonly Suffered[];
  readonly failures: readonly Each[];
  readonly asked: Asked | Unasked;
};
/** Links lost while the resolver is busy. */
type Asked = { readonly managed: readonly Suffered[]; readonly answered: Answered };

async function measure(lab: Lab, turns: number): Promise<Measured> {
  const networks = await openNetworks(lab);
  const managed = await openManaged(lab, networks, 'managed', false);
  const bridged = await openManaged(lab, networks, 'bridged', true);
  const swapped = await openSwapped(lab, networks);
  const seen = { parses: [] as number[], managed: [] as Suffered[], bridged: [] as Suffered[], swapped: [] as Suffered[] };
  // What one returns to is news to the others too: a router advertises to all. Each is to suffer while nobody is busy.
  const calmly = async (who: Sufferer) => {
    await Promise.all([managed.settled(), bridged.settled()]);
    return suffer(who);
  };
  for (let turn = 0; turn < turns; turn += 1) {
    seen.parses.push(parseMicros());
    seen.managed.push(await calmly(managed));
    seen.swapped.push(await calmly(swapped));
    if (turn % 2 === 0) seen.bridged.push(await calmly(bridged));
  }
  const hear = await openHear(lab, managed.host);
  const failures: Each[] = [];
  for (let turn = 0; turn < turns; turn += 2) {
    seen.parses.push(parseMicros());
    failures.push(await fail(managed, hear));
  }
  return { ...seen, failures, asked: await measureAsked(managed, turns, () => calmly(managed)) };
}

async function measureAsked({ host }: Managed, turns: number, lose: () => Promise<Suffered>): Promise<Asked | Unasked> {
  const asking = startAsking(host);
  if ('skipped' in asking) return asking;
  const managed: Suffered[] = [];
  for (let turn = 0; turn < turns; turn += 2) managed.push(await lose());
  return { managed, answered: await asking.stop() };
}

function measured({ parses, managed, bridged, swapped, failures, asked }: Measured): Outcome {
  const parse = median(parses);
  const moved = (list: readonly Suffered[], family: keyof Each) => list.map((one) => one.moved[family]);
  const ratio = (family: keyof Each) => median(moved(managed, family)) / median(moved(swapped, family));
  const confirmed = median(pluck(managed, 'confirmed'));
  const confirmedBridge = median(pluck(bridged, 'confirmed'));
  const busy = 'skipped' in asked ? null : asked;
  const confirmedAsked = median(pluck(busy?.managed ?? [], 'confirmed'));
  const ranked = failures.flatMap((each) => FAMILIES.map((family) => each[family]));
  const foreign = [...managed, ...bridged, ...(busy?.managed ?? [])].reduce((sum, one) => sum + one.foreign, 0);
  const inParses = (name: string, value: number, budget: number): Budget => {
    return { name: `${name}, in parses of an event`, is: (value * 1000) / parse, limit: 'atMost', at: budgetInParses(budget) };
  };
  return {
    figures: {
      turns: managed.length,
      parseMicros: parse,
      confirmedMs: confirmed,
      confirmedBridgeMs: confirmedBridge,
      rankedMs: median(ranked),
      ...(busy ? { confirmedAskedMs: confirmedAsked, askedPerSecond: busy.answered.perSecond } : {}),
    },
    ratios: { toSwapped4: ratio(4), toSwapped6: ratio(6), ...(busy ? { askedToCalm: confirmedAsked / confirmed } : {}) },
    budgets: [
      ...FAMILIES.map((family): Budget => {
        return { name: `link lost, IPv${family}, to the C program`, is: ratio(family), limit: 'atMost', at: TO_SWAPPED };
      }),
      inParses('link lost and confirmed', confirmed, CONFIRMED),
      ...(busy
        ? [
            inParses(`link lost and confirmed at ${ASKED_RATE} queries a second`, confirmedAsked, CONFIRMED),
            { name: 'queries answered a second', is: busy.answered.perSecond, limit: 'atLeast', at: ANSWERED * ASKED_RATE } as const,
          ]
        : []),
      inParses('port of a bridge lost and confirmed', confirmedBridge, CONFIRMED_BRIDGE),
      inParses('unreachable and ranked so', median(ranked), RANKED),
      { name: 'datagrams with a foreign source', is: foreign, limit: 'atMost', at: 0 },
    ],
    rows: [
      `${''.padEnd(38)} ${['p50', 'p90', 'most'].map((name) => name.padStart(8)).join(' ')}   ms`,
      ...FAMILIES.flatMap((family) => [
        row(`link lost, IPv${family} moved: multihome`, moved(managed, family)),
        row(`link lost, IPv${family} moved: C program`, moved(swapped, family)),
        row(`port of a bridge lost, IPv${family} moved`, moved(bridged, family)),
      ]),
      ...wayOf('link lost', managed),
      ...wayOf('port of a bridge lost', bridged),
      ...('skipped' in asked ? [`skipped: ${asked.skipped}`] : wayOf('link lost while asked', asked.managed)),
      ...FAMILIES.map((family) =>
        row(
          `check failed, IPv${family}: rule gone`,
          failures.map((each) => each[family]),
        ),
      ),
    ],
  };
}

/** The whole, and where it went. */
function wayOf(name: string, list: readonly Suffered[]): readonly string[] {
  const known = list.flatMap((one) => one.stretches ?? []);
  const stretch = (words: string, of: keyof Stretches) => row(`  ${words}`, pluck(known, of));
  return [
    row(`${name}: rules gone`, pluck(list, 'confirmed')),
    stretch('until heard', 'wakeAndRead'),
    stretch('decided', 'fold'),
    stretch('durable', 'commit'),
    stretch('carried out and told', 'netlink'),
    stretch('CPU time to decide and to keep', 'cpu'),
  ];
}
const row = (name: string, values: readonly number[]): string =>
  `${name.padEnd(38)} ${[median(values), quantile(values, 0.9), Math.max(...values)].map((value) => value.toFixed(2).padStart(8)).join(' ')}`;
const pluck = <K extends string>(list: readonly Readonly<Record<K, number>>[], of: K): readonly number[] => list.map((one) => one[of]);
