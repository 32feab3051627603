/** A host loses the link that its programs are on: how long each of them waits, what becomes of its messages. */
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../lab/agent.ts';
import type { Link } from '../lab/link.ts';
import { isBehind } from '../lab/situations/streaming.ts';
import { type Delivered, FAR, type World } from './sessions-far.ts';
import type { Managed } from './sessions-hosts.ts';
import { type Attempt, ProgramLine as Line, moment, type Order, type ProgramLine } from './sessions-words.ts';

/** ms; null: not within the bound. `stream`: the longest time without a byte. */
export type Waited = Readonly<Record<'mqtt' | 'fetch' | 'curl' | 'stream', number | null>>;
/** Messages: that have not come by the end of the turn, with the link back; and that came more than once. */
export type Suffered = Waited & { readonly lost: number; readonly doubled: number };
export type Turn = { readonly topic: string; readonly family: 4 | 6; readonly by: Order['by']; readonly bound: number };

type Said = <T>(what: string, pick: (line: ProgramLine) => T | undefined | false, within?: number) => Promise<T>;
export type Running = {
  /** The far end sees them come from there. */
  readonly from: string;
  readonly said: Said;
  all(): readonly ProgramLine[];
  stop(): Promise<Delivered & { readonly sent: number }>;
};

const WITHIN = 20_000;
/** ms of undisturbed work before a loss, without a byte of a stream that is well, and until its longest gap is known. */
const [WARM, FLOWS, KNOWN] = [500, 60, 500];
/** ms for what is on its way, and between two looks. */
const [LATE, LOOK] = [3_000, 100];
const CHILD = fileURLToPath(new URL('./sessions-child.ts', import.meta.url));
const isGood = (attempt: Attempt, since: number): boolean => attempt.began > since && attempt.from !== null;

/** They all work. */
export async function startPrograms(world: World, { host }: Managed, { topic, family, by }: Omit<Turn, 'bound'>): Promise<Running> {
  const { lines, tell } = spawnNode(host, CHILD, [JSON.stringify({ to: FAR[family], topic, by } satisfies Order)]);
  const said: Said = (what, pick, within = WITHIN) =>
    lines.waitFor(`${what} (${host.name}, IPv${family})`, (line) => pick(Line.parse(line)), within);
  const since = moment() + WARM;
  const [from] = await Promise.all([
    said('fetch succeeds', (line) => 'fetched' in line && isGood(line.fetched, since) && line.fetched.from),
    said('a message is acknowledged', (line) => 'acked' in line && line.acked.sent > since),
    said('curl succeeds', (line) => 'curled' in line && isGood(line.curled, since)),
    said('the stream flows', (line) => 'stream' in line && line.stream.at > since && line.stream.silent < FLOWS),
  ]);
  return {
    ...{ from: from ?? '', said, all: () => lines.all.map((line) => Line.parse(line)) },
    stop: async () => {
      tell('stop');
      const { sent } = await said('they have stopped', (line) => 'stopped' in line && line.stopped);
      return { sent, ...(await deliveredBy(world, topic, sent)) };
    },
  };
}

/** What the broker has taken may still be on its way. */
async function deliveredBy(world: World, topic: string, sent: number): Promise<Delivered> {
  for (const until = moment() + LATE; moment() < until; await pause(LOOK)) {
    const told = await world.delivered(topic);
    if (told.delivered >= sent) return told;
  }
  return world.delivered(topic);
}

export async function suffer(world: World, managed: Managed, turn: Turn): Promise<Suffered> {
  const programs = await startPrograms(world, managed, turn);
  const link = await linkOf(managed.links, programs.from);
  const { at, done } = await world.cut(link);
  const waited = await waitedSince(programs, at, done, turn.bound);
  await link.up();
  const { sent, delivered, doubled } = await programs.stop();
  return { ...waited, lost: sent - delivered, doubled };
}

/** What began before `done` may still have been served by the link. */
async function waitedSince({ said, all }: Running, at: number, done: number, bound: number): Promise<Waited> {
  const within: Said = (what, pick) => said(what, pick, Math.max(1, at + bound - moment()));
  const until = <T>(what: string, pick: (line: ProgramLine) => T | undefined | false): Promise<T | null> =>
    within(what, pick).catch(() => null);
  const [mqtt, fetch, curl] = await Promise.all([
    until('a message is acknowledged again', (line) => 'acked' in line && line.acked.sent > done && line.acked.at - at),
    until('fetch succeeds again', (line) => 'fetched' in line && isGood(line.fetched, done) && line.fetched.ended - at),
    until('curl succeeds again', (line) => 'curled' in line && isGood(line.curled, done) && line.curled.ended - at),
    until('the stream flows again', (line) => 'stream' in line && line.stream.at > at + KNOWN && line.stream.silent < FLOWS),
  ]);
  const streams = all().flatMap((line) => ('stream' in line && line.stream.at > at ? [line.stream] : []));
  const isFlowing = (streams.at(-1)?.silent ?? bound) < FLOWS;
  return { mqtt, fetch, curl, stream: isFlowing ? Math.max(...streams.map(({ longest }) => longest)) : null };
}

/** The one by which the far end is reached now. */
async function linkOf(links: readonly Link[], from: string): Promise<Link> {
  for (const link of links) if (await isBehind(link.network(), from)) return link;
  throw new Error(`${from} is of none of the networks`);
}
