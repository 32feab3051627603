/**
 * Random events around a host with several uplinks, from a seed: links, leases, advertisements, and somebody who takes our routes
 * and rules away or puts his own before them. Each is over when the agent has heard of it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Fact, FactType } from '../../../machines/model/facts/index.ts';
import type { Recipe } from '../ra-recipe.ts';
import { randoms } from '../random.ts';
import type { Recorder } from '../recorder.ts';
import type { Bed, Uplink } from './uplinks.ts';

export type Happened = { readonly number: number; readonly what: string; readonly from: number; readonly to: number };
export type StormOptions = {
  readonly seed: number;
  readonly events: number;
  /** After each: what has to happen before the next. */
  between(): Promise<void>;
};

type State = {
  readonly uplink: Uplink;
  isUp: boolean;
  /** The address it holds; while `isRefused`, the client waits (3 s in udhcpc) before it asks anew. */
  number: number;
  isRefused: boolean;
  says: Recipe;
};
type Ctx = {
  readonly bed: Bed;
  readonly recorder: Recorder;
  readonly state: State;
  /** How often. */
  readonly taken: Map<string, number>;
  random(below: number): number;
  /** Waits for a fact that came after the event began. */
  heard(type: FactType, holds?: (fact: Fact) => boolean): Promise<unknown>;
};
type Event = { readonly what: string; readonly weight: number; can?(c: Ctx): boolean; run(c: Ctx): Promise<void> };

const about = (ifname: string) => (fact: Fact) => 'ifname' in fact && fact.ifname === ifname;
/** The advertisement as it is usual here. */
export const usual = ({ ipv6, network, names }: Uplink): Recipe => ({
  prefixes: [{ prefix: ipv6 }],
  dns: [{ servers: [names?.servers[6] ?? network.router6 ?? ''] }],
  ...(names ? { search: [{ domains: [names.search] }] } : {}),
});

/** ms; well below ten a second, more of which the agent does not hear. */
const AGAIN = 300;

async function say({ state, heard }: Ctx, says: Recipe): Promise<void> {
  state.says = says;
  if (!state.isUp) return;
  await insist(state.uplink, says, heard('router.advertised', about(state.uplink.ifname)));
}
/** A bridge whose port has just come up may not forward yet. */
async function insist(uplink: Uplink, says: Recipe, heard: Promise<unknown>): Promise<void> {
  for (let isOver = false; !isOver; ) {
    await uplink.advertise(says);
    isOver = await Promise.race([heard.then(() => true), wait(AGAIN, false)]);
  }
}
/** Ms after which a client that was told to renew in the midst of something else, or was just ended, is told again. */
const PATIENCE = 1_000;
async function renew({ bed, state, heard }: Ctx, until: 'lease4.bound' | 'lease4.lost'): Promise<void> {
  const { ifname } = state.uplink;
  const isHeard = heard(until, about(ifname)).then(() => true);
  const tell = `kill -USR1 "$(cat /run/multihome/dhcp4/udhcpc/udhcpc.${ifname}.pid)"`;
  do await bed.host.run('sh', ['-c', tell], { accept: 'any' });
  while (!(await Promise.race([isHeard, wait(PATIENCE, false)])));
}
const isLeased = ({ state }: Ctx): boolean => state.isUp && !state.isRefused;
const pick = <T>({ random }: Ctx, [first, ...rest]: readonly [T, ...T[]]): T => [first, ...rest][random(rest.length + 1)] ?? first;
const isUp = ({ state }: Ctx): boolean => state.isUp;

const FAMILY = ['-4', '-6'] as const;
const PRIORITIES = [20_100, 20_101, 20_200, 20_300, 20_400, 20_500, 20_550, 20_800, 22_001, 22_002, 22_999] as const;
const ONE_RULE = FAMILY.flatMap((f) => PRIORITIES.map((priority) => [f, 'rule', 'del', 'pref', String(priority), 'protocol', '109']));
const ALL_RULES = FAMILY.map((f) => [f, 'rule', 'flush', 'protocol', '109']);
const ONE_TABLE = FAMILY.flatMap((f) => [0, 1, 2].map((n) => ['-s', f, 'route', 'flush', 'table', String(27_000 + n)]));

/** Takes away, as another program would, the first of these that there is, from anywhere on; over when the agent has heard. */
async function take({ bed, random, taken, heard }: Ctx, what: 'rule' | 'route', ways: readonly string[][], atMost: number): Promise<void> {
  const first = random(ways.length);
  for (const argv of [...ways.slice(first), ...ways.slice(0, first)]) {
    const key = argv.join(' ');
    if ((taken.get(key) ?? 0) >= atMost || !(await takes(bed, argv))) continue;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return void (await heard(`${what}.removed`));
  }
}
async function takes({ host }: Bed, argv: readonly string[]): Promise<boolean> {
  const [family = '', isRule] = [argv[0], argv.includes('rule')];
  if (isRule && !(await host.run('ip', [family, 'rule', 'show'])).stdout.includes('proto 109')) return false;
  const ran = await host.run('ip', argv, { accept: 'any' });
  return ran.code === 0 && (isRule || ran.stdout.includes('deleting'));
}

const EVENTS: readonly Event[] = [
  {
    ...{ what: 'carrier lost', weight: 14, can: isUp },
    run: async ({ state, heard }) => {
      await state.uplink.link.down();
      state.isUp = false;
      await heard('link.carrierChanged', about(state.uplink.ifname));
    },
  },
  {
    ...{ what: 'carrier back', weight: 60, can: ({ state }) => !state.isUp },
    run: async (c) => {
      const { state, heard } = c;
      await state.uplink.link.up();
      state.isUp = true;
      await heard('link.carrierChanged', about(state.uplink.ifname));
      await say(c, state.says);
    },
  },
  {
    ...{ what: 'lease renewed', weight: 8, can: isLeased },
    run: (c) => renew(c, 'lease4.bound'),
  },
  {
    ...{ what: 'lease refused', weight: 5, can: isLeased },
    run: async (c) => {
      const { state } = c;
      state.number = 100 + ((state.number + 1) % 100);
      await state.uplink.hold(state.number);
      await renew(c, 'lease4.lost');
      state.isRefused = true;
    },
  },
  { what: 'advertised as usual', weight: 10, run: (c) => say(c, usual(c.state.uplink)) },
  {
    ...{ what: 'prefix deprecated', weight: 5 },
    run: (c) => say(c, { ...usual(c.state.uplink), prefixes: [{ prefix: c.state.uplink.ipv6, preferred: 0 }] }),
  },
  {
    ...{ what: 'prefix withdrawn', weight: 5 },
    run: (c) => say(c, { ...usual(c.state.uplink), prefixes: [{ prefix: c.state.uplink.ipv6, valid: 0, preferred: 0 }] }),
  },
  { what: 'router leaves', weight: 5, run: (c) => say(c, { ...usual(c.state.uplink), lifetime: 0 }) },
  {
    // It ends two seconds later (RFC 4862 §5.5.3 leaves a new address what it was given), and its address with it.
    ...{ what: 'new prefix', weight: 10 },
    run: async (c) => {
      const { ipv6, later } = c.state.uplink;
      const short = { prefix: later, valid: 2, preferred: 1 };
      await say(c, { ...usual(c.state.uplink), prefixes: [{ prefix: ipv6 }, short] });
      c.state.says = usual(c.state.uplink);
    },
  },
  {
    // More than five times in half a minute, and the agent calls it a conflict, and lets it be for as long; a flush may come round twice.
    ...{ what: 'a rule taken', weight: 12 },
    run: (c) => take(c, 'rule', ONE_RULE, 3),
  },
  { what: 'all rules taken', weight: 2, run: (c) => take(c, 'rule', ALL_RULES, 2) },
  { what: 'a table emptied', weight: 5, run: (c) => take(c, 'route', ONE_TABLE, 2) },
  {
    ...{ what: 'a default before ours', weight: 8, can: isUp },
    run: async (c) => {
      const { bed, state, heard } = c;
      const { network, ifname } = state.uplink;
      const [family, via] = pick(c, [
        ['-6', network.linkLocal],
        ['-4', network.router4 ?? ''],
      ] as const);
      const argv = [family, 'route', 'replace', 'default', 'via', via, 'dev', ifname, 'metric', '1'];
      const ran = await bed.host.run('ip', argv, { accept: 'any' });
      if (ran.code !== 0) return; // no address of that family there
      await heard('route.added', about(ifname));
      await bed.host.run('ip', [family, 'route', 'del', 'default', 'metric', '1'], { accept: 'any' });
    },
  },
];

/** What happened when, by the wall clock in ms, as the captures have it. */
export async function storm(bed: Bed, recorder: Recorder, { seed, events, between }: StormOptions): Promise<readonly Happened[]> {
  const next = randoms(seed);
  const random = (below: number): number => next() % below;
  const states: readonly State[] = bed.uplinks.map((uplink) => ({
    uplink,
    isUp: true,
    number: 100,
    isRefused: false,
    says: usual(uplink),
  }));
  const taken = new Map<string, number>();
  const happened: Happened[] = [];
  for (let number = 1; number <= events; number++) {
    const state = states[random(states.length)];
    if (!state) throw new RangeError('a storm needs an uplink');
    const { ifname } = state.uplink;
    const since = recorder.facts().at(-1)?.seq ?? 0;
    if (state.isRefused) state.isRefused = !hasLease(recorder, ifname);
    let what = '';
    const heard: Ctx['heard'] = (type, holds = () => true) =>
      recorder.fact(`event ${number}, ${what} on ${ifname}`, type, (fact) => fact.seq > since && holds(fact));
    const c: Ctx = { bed, recorder, state, taken, random, heard };
    const event = drawn(c);
    what = event.what;
    const from = Date.now();
    await event.run(c);
    happened.push({ number, what: `${event.what} ${ifname}`, from, to: Date.now() });
    await between();
  }
  return happened;
}

/** All links up, and each router says what is usual. */
export async function calm({ uplinks }: Bed, recorder: Recorder): Promise<void> {
  for (const uplink of uplinks) {
    await uplink.link.up();
    const since = recorder.facts().at(-1)?.seq ?? 0;
    const isUsual = (fact: Fact): boolean => fact.seq > since && about(uplink.ifname)(fact);
    const heard = recorder.fact(`${uplink.ifname} is calm`, 'router.advertised', isUsual);
    await insist(uplink, usual(uplink), heard);
  }
}

function drawn(c: Ctx): Event {
  const possible = EVENTS.filter((event) => event.can?.(c) ?? true);
  let at = c.random(possible.reduce((sum, event) => sum + event.weight, 0));
  for (const event of possible) {
    if (at < event.weight) return event;
    at -= event.weight;
  }
  throw new RangeError('no event is possible');
}

const hasLease = (recorder: Recorder, ifname: string): boolean =>
  recorder.facts().findLast((f) => (f.type === 'lease4.bound' || f.type === 'lease4.lost') && f.ifname === ifname)?.type === 'lease4.bound';
