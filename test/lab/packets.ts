/**
 * Packets told apart by their source port, sent from a space and looked for on wires: which way each went.
 *
 *   const traffic = await openTraffic(lab, host, [eth, wlan]);
 *   await traffic.ways({ plain: { to, port: 9 }, marked: { to, port: 9, mark: 7 } })   // { plain: 'eth0', marked: 'wlan0' }
 *   await traffic.sent({ plain: { to, port: 9 } })                                      // { plain: [{ device, from, to, mac }] }
 */
import { fileURLToPath } from 'node:url';
import { spawnNode } from './agent.ts';
import type { Capture } from './capture.ts';
import { waitUntil } from './exec.ts';
import type { Host } from './host.ts';
import type { Lab } from './lab.ts';
import type { Wire } from './wire.ts';

/** UDP where nothing is said. `from` and `device` bind it; `uid` owns the socket (root only). */
export type Packet = {
  readonly to: string;
  readonly port: number;
  readonly protocol?: 'udp' | 'tcp';
  readonly dscp?: number;
  readonly mark?: number;
  readonly uid?: number;
  readonly from?: string;
  readonly device?: string;
};
/** One packet on one wire; `mac` is to whom the frame was addressed. */
export type Seen = { readonly device: string; readonly from: string; readonly to: string; readonly mac: string };
/** On each wire where it was; or why it was not sent. */
export type Fate = readonly Seen[] | string;
type Named<T> = { readonly [name: string]: T };

export type Traffic = AsyncDisposable & {
  /** All of these at once; resolves when each that the kernel took is on some wire, or `lost` after `within` ms. */
  sent<P extends Named<Packet>>(packets: P, within?: number): Promise<{ readonly [K in keyof P]: Fate }>;
  /** The same, as the device (`eth0+wlan0`, were it on both) or the error's name. */
  ways<P extends Named<Packet>>(packets: P, within?: number): Promise<{ readonly [K in keyof P]: string }>;
  /** Everything so far on this wire that passes the filter (pcap-filter(7)). */
  packets(device: string, filter: string): Promise<readonly string[]>;
  stop(): Promise<void>;
};

const CHILD = fileURLToPath(new URL('packet-child.ts', import.meta.url));
/** Below what the kernel gives by itself (32768 and above): a check of the agent’s with the same port would be on another wire. */
const FIRST_PORT = 20_000;
const LINE = /^\S+ \S+ > (\S+), .*?: (\S+)\.(\d+) > (\S+)\.\d+: /;

export async function openTraffic(lab: Pick<Lab, 'capture'>, host: Pick<Host, 'name' | 'spawn'>, wires: readonly Wire[]): Promise<Traffic> {
  const captures = await Promise.all(wires.map(async (wire): Promise<[string, Capture]> => [wire.device, await lab.capture(wire)]));
  const child = spawnNode(host, CHILD);
  await child.lines.waitFor('packets can be sent', (line) => isReady(line) || undefined, 20_000);
  let sport = FIRST_PORT;

  const onWires = async (): Promise<ReadonlyMap<number, readonly Seen[]>> => {
    const seen = new Map<number, Seen[]>();
    for (const [device, capture] of captures) {
      for (const line of await capture.packets(`src portrange ${FIRST_PORT}-29999`)) {
        const [, mac = '', from = '', port = '', to = ''] = LINE.exec(line) ?? [];
        const before = seen.get(Number(port)) ?? [];
        if (!before.some((one) => one.device === device)) seen.set(Number(port), [...before, { device, from, to, mac }]);
      }
    }
    return seen;
  };
  const order = async (packet: Packet): Promise<readonly [number, string | null]> => {
    const port = sport++;
    child.tell(JSON.stringify({ ...packet, sport: port }));
    const answered = (line: unknown) => (isAnswer(line) && line.sport === port ? line : undefined);
    return [port, (await child.lines.waitFor(`packet ${port} is sent`, answered, 20_000)).refused];
  };
  const sent = async (packets: Named<Packet>, within = 5_000): Promise<{ [name: string]: Fate }> => {
    const orders = await Promise.all(Object.entries(packets).map(async ([name, packet]) => [name, await order(packet)] as const));
    const taken = orders.filter(([, [, refused]]) => refused === null).map(([, [port]]) => port);
    const areThere = async () => {
      const seen = await onWires();
      return taken.every((port) => seen.has(port));
    };
    await waitUntil('all packets are on a wire', areThere, { within }).catch(() => {});
    const seen = await onWires();
    return Object.fromEntries(orders.map(([name, [port, refused]]) => [name, seen.get(port) ?? refused ?? 'lost']));
  };
  const named = (fate: Fate): string => (typeof fate === 'string' ? fate : fate.map((one) => one.device).join('+'));
  const stop = async (): Promise<void> => {
    await Promise.all([child.stop(), ...captures.map(([, capture]) => capture.stop())]);
  };
  return {
    sent: sent as Traffic['sent'],
    ways: (async (packets: Named<Packet>, within?: number) =>
      Object.fromEntries(Object.entries(await sent(packets, within)).map(([name, fate]) => [name, named(fate)]))) as Traffic['ways'],
    packets: async (device, filter) => (await captures.find(([name]) => name === device)?.[1].packets(filter)) ?? [],
    ...{ stop, [Symbol.asyncDispose]: stop },
  };
}

const isReady = (line: unknown): boolean => typeof line === 'object' && line !== null && 'ready' in line;
const isAnswer = (line: unknown): line is { readonly sport: number; readonly refused: string | null } =>
  typeof line === 'object' && line !== null && 'sport' in line;
