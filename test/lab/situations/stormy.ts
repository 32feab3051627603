/** A host in apply mode in a storm, that sends without pause while others send it what is not for this wire; and what was on each wire. */
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../agent.ts';
import type { Capture } from '../capture.ts';
import { PUBLIC } from '../internet.ts';
import { type Recorder, record } from '../recorder.ts';
import { type Counted, counted } from './counted.ts';
import { haveRanks } from './evidence.ts';
import { openProber, type Prober } from './probers.ts';
import { applied } from './standing.ts';
import { calm, type Happened, storm } from './storm.ts';
import type { TrafficLine, TrafficOrder } from './traffic-child.ts';
import { type Bed, openUplinks, PORT, type UplinkOptions } from './uplinks.ts';

export const UPLINKS: readonly UplinkOptions[] = [
  { ifname: 'eth0', ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', later: '2001:db8:11::/64' },
  { ifname: 'wlan0', ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', later: '2001:db8:21::/64' },
  { ifname: 'wwan0', ipv4: '192.168.30.0/24', ipv6: '2001:db8:30::/64', later: '2001:db8:31::/64' },
];
const configOf = (hostModel: 'strong' | 'weak'): string => `
version: 1
mode: apply
hostModel: ${hostModel}
steadiness: { holdDown: 50ms, failBack: 50ms }
interfaces: { eth0: { kind: ethernet }, wlan0: { kind: wifi }, wwan0: { kind: cellular } }
`;
export const haveAll = haveRanks(...UPLINKS.map(({ ifname }) => `pvd:${ifname}`));

export type Stormy = {
  readonly bed: Bed;
  readonly recorder: Recorder;
  /** One in each network, in the order of the uplinks; so are the captures. */
  readonly probers: readonly Prober[];
  readonly captures: readonly Capture[];
  /** So many events, between two of them so many attempts of programs, and then all as it was; the packets are counted afterwards, so that none is on its way. */
  rage(events: number, attempts: number): Promise<Raged>;
  close(): Promise<void>;
};
export type Raged = {
  readonly happened: readonly Happened[];
  /** By the device. */
  readonly wires: Readonly<Record<string, Counted>>;
  /** What was sent to the host on a wire for an address of another. */
  readonly probes: number;
  /** What became of what programs sent, by `KIND FAMILY BINDING: OUTCOME`. */
  readonly tally: Readonly<Record<string, number>>;
};
const child = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function openStormy(seed: number, hostModel: 'strong' | 'weak'): Promise<Stormy> {
  const bed = await openUplinks(seed, UPLINKS);
  try {
    const { host, uplinks } = bed;
    const captures = await bed.capture();
    const recorder = await record(host, { config: configOf(hostModel) });
    await calm(bed, recorder);
    await applied(recorder, 'all networks', haveAll);
    const server = spawnNode(host, child('sink-child.ts'), [String(PORT)]);
    const probers = await Promise.all(
      uplinks.map((uplink, i) =>
        openProber(
          uplink,
          uplinks.filter((other) => other !== uplink),
          i + 1,
        ),
      ),
    );
    await server.lines.waitFor('the host has a server', (line) => line !== undefined, 20_000);
    const order: TrafficOrder = {
      ...{ seed, port: PORT, pace: 5 },
      ...{ devices: uplinks.map(({ ifname }) => ifname), to: [PUBLIC.server4, PUBLIC.server6] },
    };
    return {
      ...{ bed, recorder, probers, captures },
      rage: (events, attempts) => rage({ bed, recorder, captures, probers, order, events, attempts }),
      close: async () => {
        await recorder.stop();
        await bed.lab.close();
      },
    };
  } catch (error) {
    await bed.lab.close();
    throw error;
  }
}

type Rage = {
  readonly bed: Bed;
  readonly recorder: Recorder;
  readonly captures: readonly Capture[];
  readonly probers: readonly Prober[];
  readonly order: TrafficOrder;
  readonly events: number;
  readonly attempts: number;
};

async function rage({ bed, recorder, captures, probers, order, events, attempts }: Rage): Promise<Raged> {
  const traffic = spawnNode(bed.host, child('traffic-child.ts'), [JSON.stringify(order)]);
  const told = () => traffic.lines.all.findLast((line) => isProgress(line)) as { readonly attempts: number } | undefined;
  let probes = 0;
  const happened = await storm(bed, recorder, {
    ...{ seed: order.seed, events },
    between: async () => {
      const addresses = addressesIn(recorder);
      for (const prober of probers) probes += prober.probe(addresses);
      const from = told()?.attempts ?? 0;
      await traffic.lines.waitFor('programs go on', (line) => isProgress(line) && line.attempts >= from + attempts, 20_000);
    },
  });
  traffic.tell();
  const { tally } = await traffic.lines.waitFor('what became of it', (line) => isTally(line) && line, 20_000);
  await calm(bed, recorder);
  await applied(recorder, 'all networks again', haveAll);
  const wires = await Promise.all(
    bed.uplinks.map(async (uplink, i) => [uplink.ifname, await counted(uplink, captures[i] ?? { packets: async () => [] })] as const),
  );
  return { happened, probes, tally, wires: Object.fromEntries(wires) };
}

/** All that the host has now, of every wire. */
function addressesIn(recorder: Recorder): readonly string[] {
  const held = new Set<string>();
  for (const fact of recorder.facts()) {
    if (fact.type === 'address.added') held.add(fact.address);
    if (fact.type === 'address.removed') held.delete(fact.address);
  }
  return [...held];
}
const isLine = (line: unknown): line is TrafficLine => typeof line === 'object' && line !== null;
const isProgress = (line: unknown): line is Extract<TrafficLine, { readonly attempts: number }> => isLine(line) && 'attempts' in line;
const isTally = (line: unknown): line is Extract<TrafficLine, { readonly tally: unknown }> => isLine(line) && 'tally' in line;
