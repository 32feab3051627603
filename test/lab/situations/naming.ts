/** A host in apply mode in a storm whose programs ask for names without pause: who answered each, by which names the resolver answered at the time, and which names were on each wire. */
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../agent.ts';
import { nth } from '../dnsmasq.ts';
import type { Lines } from '../ndjson.ts';
import { type Recorder, record } from '../recorder.ts';
import type { AnsweringOrder } from './answering-child.ts';
import type { Asked, AskingOrder } from './asking-child.ts';
import { haveRanks } from './evidence.ts';
import { applied } from './standing.ts';
import { calm, type Happened, storm } from './storm.ts';
import { type Bed, openUplinks, type Uplink, type UplinkOptions } from './uplinks.ts';

const uplink = (ifname: string, number: number): UplinkOptions => {
  const [ipv4, ipv6] = [`192.168.${number}.0/24`, `2001:db8:${number}::/64`];
  const names = { servers: { 4: nth(ipv4, 53), 6: nth(ipv6, 0x53) }, search: `${ifname}.example` };
  return { ifname, ipv4, ipv6, later: `2001:db8:${number + 1}::/64`, names };
};
export const UPLINKS: readonly UplinkOptions[] = [uplink('eth0', 10), uplink('wlan0', 20), uplink('wwan0', 30)];
export const pvdOf = ({ ifname }: Pick<UplinkOptions, 'ifname'>): string => `pvd:${ifname}`;
/** Names of these networks are asked nowhere else; those of the other one are its own only while it is there. */
export const EXCLUSIVE: readonly string[] = ['eth0', 'wwan0'];
/** Every network knows all names: private ones by their suffixes, and these. */
export const PUBLIC_ZONE = 'public.example';
const CONFIG = `
version: 1
mode: apply
linger: 400ms
steadiness: { holdDown: 50ms, failBack: 50ms }
interfaces:
  eth0: { kind: ethernet, names: exclusive }
  wlan0: { kind: wifi }
  wwan0: { kind: cellular, names: exclusive }
`;
const haveAll = haveRanks(...UPLINKS.map(pvdOf));

export type Naming = {
  readonly bed: Bed;
  readonly recorder: Recorder;
  /** So many events, after each of them so many answers at least, and then all as it was. */
  rage(events: number, answers: number): Promise<Asking>;
  close(): Promise<void>;
};
export type Asking = {
  readonly happened: readonly Happened[];
  readonly asked: readonly Asked[];
  /** By the device: a line a question that the host sent by it. */
  readonly questions: Readonly<Record<string, readonly string[]>>;
};
/** Also into the resolver's thread: see there. */
const SHOWN = fileURLToPath(new URL('../shown.ts', import.meta.url));
const child = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const WITHIN = 20_000;
/** Questions in a second. */
const PACE = 60;

export async function openNaming(seed: number): Promise<Naming> {
  const bed = await openUplinks(seed, UPLINKS);
  try {
    const servers = await Promise.all(bed.uplinks.map(openAnswering));
    const captures = await bed.capture();
    const recorder = await record(bed.host, {
      config: CONFIG,
      log: '/run/multihome.sqlite',
      env: { SHOWN: '1' },
      node: ['--import', SHOWN],
    });
    await calm(bed, recorder);
    await applied(recorder, 'all networks', haveAll);
    const rage: Naming['rage'] = async (events, answers) => {
      const asking = await openAsking(bed, seed);
      const happened = await storm(bed, recorder, {
        ...{ seed, events },
        between: async () => {
          for (const [i, server] of servers.entries()) await server.number(losses(recorder, bed.uplinks[i]));
          await asking.go(answers);
        },
      });
      await calm(bed, recorder);
      await applied(recorder, 'all networks again', haveAll);
      const asked = await asking.stop();
      const lines = await Promise.all(
        captures.map((capture, i) => capture.packets(`ether src ${bed.uplinks[i]?.link.mac} and dst port 53`)),
      );
      return { happened, asked, questions: Object.fromEntries(bed.uplinks.map(({ ifname }, i) => [ifname, lines[i] ?? []])) };
    };
    const close = async (): Promise<void> => {
      await recorder.stop();
      await bed.lab.close();
    };
    return { bed, recorder, rage, close };
  } catch (error) {
    await bed.lab.close();
    throw error;
  }
}

/** How often a network was lost so far: what its answers are numbered by, so that an old one is known. */
export const losses = (recorder: Recorder, uplink: Pick<Uplink, 'ifname'> | undefined): number =>
  recorder.facts().filter((fact) => fact.type === 'link.carrierChanged' && !fact.carrier && fact.ifname === uplink?.ifname).length;

async function openAnswering({ network, names }: Uplink, i: number): Promise<{ number(number: number): Promise<void> }> {
  const addresses = [names?.servers[4] ?? '', names?.servers[6] ?? ''];
  for (const address of addresses)
    await network.run('ip', ['addr', 'add', `${address}/${address.includes(':') ? '64' : '24'}`, 'dev', network.device, 'nodad']);
  const order: AnsweringOrder = { addresses, network: i + 1 };
  const server = spawnNode(network, child('answering-child.ts'), [JSON.stringify(order)]);
  const isAt = (number: number) => (line: unknown) => JSON.stringify(line) === JSON.stringify({ number }) || undefined;
  await server.lines.waitFor('the DNS server is ready', isAt(0), WITHIN);
  let last = 0;
  return {
    number: async (number) => {
      if (number === last) return;
      const from = server.lines.all.length;
      server.tell(String(number));
      await server.lines.waitFor(`the DNS server has number ${number}`, isAt(number), WITHIN, from);
      last = number;
    },
  };
}

async function openAsking({ host }: Bed, seed: number) {
  const suffixes = [...UPLINKS.flatMap(({ names }) => names?.search ?? []), PUBLIC_ZONE];
  const order: AskingOrder = { seed, servers: ['127.0.0.55', '::1'], suffixes, pace: PACE };
  const { lines, tell, exited } = spawnNode(host, child('asking-child.ts'), [JSON.stringify(order)]);
  return {
    go: async (answers: number): Promise<void> => void (await more(lines, answers)),
    stop: async (): Promise<readonly Asked[]> => {
      tell();
      await exited;
      return lines.all as readonly Asked[];
    },
  };
}
const more = (lines: Lines, count: number): Promise<boolean> => {
  let left = count;
  return lines.waitFor('programs go on', () => --left <= 0, WITHIN, lines.all.length);
};
