/**
 * Names of programs answered: our resolver in turns with dnsmasq, systemd-resolved and unbound, on one host and with one server behind
 * them. Out of the cache as fast as it can, out of the cache at a rate that leaves it idle, and, with names never asked before, forwarded.
 */
import { writeFileSync } from 'node:fs';
import { LabError } from '../lab/exec.ts';
import { findExtra } from '../lab/extras.ts';
import type { Host } from '../lab/host.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { type Bench, type Budget, median, type Outcome } from './bench.ts';
import { type Peer, type PeerName, startPeers, startServer } from './dns-peers.ts';
import { type Answered, dnsperf } from './dnsperf.ts';

/** At least systemd-resolved's answers a second, at most so many times dnsmasq's latency. */
const [TO_RESOLVED, TO_DNSMASQ] = [1, 1.5];
/** Queries a second at which latency is judged. */
const RATE = 2_000;
/** Names that are asked again and again. */
const CACHED = 1_000;
/** More than anybody forwards in a second. */
const FRESH = 80_000;
/** Unbound is a recursive server of its own: only its cache is compared. */
const FORWARDING: readonly PeerName[] = ['multihome', 'dnsmasq', 'systemd-resolved'];
const KINDS = ['cached', 'paced', 'forwarded'] as const;
type Kind = (typeof KINDS)[number];

type Seen = { readonly peer: PeerName; readonly kind: Kind; readonly answered: Answered };
type Run = { readonly turns: number; readonly seconds: number };

export const dns: Bench = {
  about: 'answers a second and their latency, cached and forwarded, in turns with dnsmasq, systemd-resolved and unbound',
  run: async ({ quick }) => {
    const program = findExtra('dnsperf');
    if (!program.ok) return program;
    const lab = await openLab().catch(reasonOf);
    if (typeof lab === 'string') return { skipped: lab };
    await using opened = lab;
    return await measure(opened, program.path, quick ? { turns: 1, seconds: 1 } : { turns: 7, seconds: 2 });
  },
};
/** Why there is no lab here. */
function reasonOf(error: unknown): string {
  if (error instanceof LabError) return error.message;
  throw error;
}

async function measure(lab: Lab, program: string, { turns, seconds }: Run): Promise<Outcome> {
  const host = await lab.host('resolving', { client: 'none' });
  await startServer(host);
  const { peers, skipped } = await startPeers(host);
  const names = writeNames(host, 'cached', CACHED, '');
  for (const { name, address } of peers) {
    const { lost, failed } = await dnsperf(host, program, { server: address, names, seconds: 10, rounds: 1 });
    if (lost + failed > 0) throw new LabError(`${name} does not answer: ${lost} lost, ${failed} failed`);
  }
  const seen: Seen[] = [];
  const ask = async (kind: Kind, { name, address }: Peer, names: string): Promise<void> => {
    const rate = kind === 'paced' ? { rate: RATE } : {};
    seen.push({ peer: name, kind, answered: await dnsperf(host, program, { server: address, names, seconds, ...rate }) });
  };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const peer of rotated(peers, turn)) await ask('cached', peer, names);
    for (const peer of rotated(peers, turn)) await ask('paced', peer, names);
    for (const peer of rotated(peers, turn).filter(({ name }) => FORWARDING.includes(name)))
      await ask('forwarded', peer, writeNames(host, 'fresh', FRESH * seconds, `${turn}.${peer.name}.`));
  }
  return told(seen, skipped, turns);
}

/** Nobody is always the one after somebody else. */
const rotated = <T>(list: readonly T[], by: number): readonly T[] =>
  list.map((_, i) => list[(i + by) % list.length]).filter((one) => one !== undefined);

function writeNames(host: Host, file: string, count: number, below: string): string {
  const path = `/run/${file}.names`;
  writeFileSync(host.file(path), Array.from({ length: count }, (_, i) => `n${i}.${below}bench.example A\n`).join(''));
  return path;
}

function told(seen: readonly Seen[], skipped: readonly string[], turns: number): Outcome {
  const all = (kind: Kind, peer: PeerName, what: keyof Answered): readonly number[] =>
    seen.filter((one) => one.kind === kind && one.peer === peer).map(({ answered }) => answered[what]);
  const of = (kind: Kind, peer: PeerName, what: keyof Answered): number => median(all(kind, peer, what));
  // Turn by turn: what else the machine does is the same for both.
  const ratio = (kind: Kind, peer: PeerName, what: keyof Answered): number => {
    const theirs = all(kind, peer, what);
    return median(all(kind, 'multihome', what).map((ours, turn) => ours / (theirs[turn] ?? Number.NaN)));
  };
  const unanswered = seen
    .filter(({ peer }) => peer === 'multihome')
    .reduce((sum, { answered: { lost, failed } }) => sum + lost + failed, 0);
  const has = (peer: PeerName): boolean => seen.some((one) => one.peer === peer);
  const budget = (name: string, peer: PeerName, is: number, limit: Budget['limit'], at: number): readonly Budget[] =>
    has(peer) ? [{ name, is, limit, at }] : [];
  const throughput = ratio('cached', 'systemd-resolved', 'perSecond');
  const latency = ratio('paced', 'dnsmasq', 'latency');
  const forwarding = ratio('forwarded', 'systemd-resolved', 'perSecond');
  return {
    figures: {
      turns,
      cachedPerSecond: of('cached', 'multihome', 'perSecond'),
      latencyMicros: of('paced', 'multihome', 'latency'),
      forwardedPerSecond: of('forwarded', 'multihome', 'perSecond'),
    },
    ratios: {
      ...(has('systemd-resolved') ? { cachedToResolved: throughput, forwardedToResolved: forwarding } : {}),
      ...{ latencyToDnsmasq: latency, forwardedToDnsmasq: ratio('forwarded', 'dnsmasq', 'perSecond') },
    },
    budgets: [
      ...budget('cached answers a second, to systemd-resolved', 'systemd-resolved', throughput, 'atLeast', TO_RESOLVED),
      ...budget(`mean latency cached at ${RATE}/s, to dnsmasq`, 'dnsmasq', latency, 'atMost', TO_DNSMASQ),
      ...budget('forwarded a second, to systemd-resolved', 'systemd-resolved', forwarding, 'atLeast', TO_RESOLVED),
      { name: 'lost or failed', is: unanswered, limit: 'atMost', at: 0 },
    ],
    rows: [
      ...skipped.map((why) => `skipped: ${why}`),
      `${''.padEnd(18)} ${['cached/s', 'µs cached', 'forwarded/s'].map((name) => name.padStart(12)).join(' ')}`,
      ...[...new Set(seen.map(({ peer }) => peer))].map((peer) => {
        const values = [of('cached', peer, 'perSecond'), of('paced', peer, 'latency'), of('forwarded', peer, 'perSecond')];
        return `${peer.padEnd(18)} ${values.map((value) => (Number.isNaN(value) ? '–' : value.toFixed(0)).padStart(12)).join(' ')}`;
      }),
    ],
  };
}
