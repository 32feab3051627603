/** Two networks, and hosts with a link to each: one that is managed by an agent, one by a C program that only swaps routes. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type NodeChild, spawnNode } from '../lab/agent.ts';
import { waitUntil } from '../lab/exec.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { hasCarrier, type Link } from '../lab/link.ts';
import { type Lines, readLines } from '../lab/ndjson.ts';
import type { Network } from '../lab/network.ts';
import { ASKED } from './failover-asked.ts';
import { Mark } from './failover-marks.ts';

/** Where the probes go: their routers drop them in silence. RFC 5737, RFC 3849. */
const [DESTINATION4, DESTINATION6] = ['203.0.113.77', '2001:db8:ffff::77'];
const METRIC = '100';
const WITHIN = 20_000;
const QUIET = 150;
const PROGRAMS = ['listener', 'loss', 'hear'] as const;

const Family = z.object({
  ...{ moved: z.number(), rule: z.number(), route: z.number() },
  ...{ before: z.number(), lost: z.number(), next: z.number(), foreign: z.number() },
});
/** One loss as loss.c tells it: −1 is never. */
export const Loss = z.object({ down: z.number(), carrier: z.number(), v4: Family, v6: Family });
export type Loss = z.infer<typeof Loss>;
/** As hear.c tells it. */
export const Told = z.object({ verb: z.enum(['add', 'delete']), family: z.number(), priority: z.number(), at: z.number() });
export type Told = z.infer<typeof Told>;

export type Networks = readonly [Network, Network];
export type Sufferer = {
  lose(): Promise<Loss>;
  /** The link is back, and traffic goes by it again. */
  restore(): Promise<void>;
};
export type Managed = Sufferer & {
  readonly host: Host;
  readonly pvd: string;
  readonly child: NodeChild;
  /** All so far. */
  marks(): readonly Mark[];
  settled(): Promise<void>;
};

export const hasCompiler = (): boolean => spawnSync('cc', ['--version']).status === 0;
export function compile(folder: string): void {
  for (const name of PROGRAMS) {
    const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url));
    const ran = spawnSync('cc', ['-O2', '-Wall', '-pthread', '-o', join(folder, name), source], { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`${name}.c: ${ran.stderr}`);
  }
}

export async function openNetworks(lab: Lab): Promise<Networks> {
  const [first, next] = await Promise.all([
    lab.network('alpha', { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64', internet: false, ...ASKED }),
    lab.network('beta', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', internet: false, ...ASKED }),
  ]);
  for (const { run } of [first, next])
    for (const to of [DESTINATION4, DESTINATION6]) await run('ip', [...(to.includes(':') ? ['-6'] : []), 'route', 'add', 'blackhole', to]);
  return [first, next];
}

/** `bridged`: the first uplink is a bridge, whose port the wire is plugged into. */
export async function openManaged(lab: Lab, networks: Networks, name: string, bridged: boolean): Promise<Managed> {
  const host = await lab.host(name, { client: 'none' });
  const wire = await lab.connect(host, networks[0], { as: bridged ? 'port0' : 'eth0' });
  const uplink = bridged ? 'br0' : 'eth0';
  if (bridged) for (const line of BRIDGE) await host.run('ip', line.split(' '));
  const next = await lab.connect(host, networks[1], { as: 'wlan0' });
  host.write('/run/multihome.yaml', configOf(uplink));
  // On a disk, as a log is: the host's own folders are in memory.
  const child = spawnNode(host, fileURLToPath(new URL('./failover-child.ts', import.meta.url)), [
    join(lab.folder, `${name}.sqlite`),
    '/run/multihome.yaml',
  ]);
  await child.lines.waitFor('the agent is open', (line) => (isReady(line) ? true : undefined), WITHIN);
  const cutter = openLoss(lab, host, [wire, next]);
  const settled = async () => {
    const shown = async () => (await host.run('sh', ['-c', SHOWN], { accept: 'any' })).stdout;
    const isSettled = (text: string) =>
      (text.match(new RegExp(` dev ${uplink} `, 'g')) ?? []).length === 2 && (text.match(/^22\d{3}:.*lookup/gm) ?? []).length === 4;
    const tail = async () => `${await shown()}${child.stderr()}`;
    await waitUntil(`${uplink} leads in ${name}, wlan0 stands by`, async () => isSettled(await shown()), { within: WITHIN, tail });
    let seen = -1;
    const isQuiet = () => {
      const before = seen;
      seen = child.lines.all.length;
      return seen === before;
    };
    await waitUntil(`nothing goes on in ${name}`, isQuiet, { within: WITHIN, every: QUIET });
  };
  const begin = async () => {
    // A bridge has its carrier later than its port, and hears no advertisement before.
    await waitUntil(`${uplink} has its carrier in ${name}`, () => hasCarrier({ space: host.space, device: uplink }));
    for (const network of networks) network.advertiseNow();
    await settled();
    await meet(host, networks, [uplink, 'wlan0']);
  };
  await begin();
  return {
    ...{ host, child, settled, pvd: `pvd:${uplink}` },
    marks: () => child.lines.all.flatMap((line) => Mark.safeParse(line).data ?? []),
    lose: () => cutter.cut(),
    restore: async () => {
      await wire.up();
      await begin();
    },
  };
}

/** The link-layer addresses of the routers are known before it begins: who waits for them has lost nothing. */
async function meet(host: Host, networks: Networks, devices: readonly [string, string]): Promise<void> {
  const routers = networks.flatMap(({ router4 = '', linkLocal }, i) => [
    ['-4', '-I', devices[i] ?? '', router4],
    ['-6', `${linkLocal}%${devices[i]}`],
  ]);
  await Promise.all(routers.map((words) => host.run('ping', ['-c', '1', '-w', '5', ...words])));
}

const SHOWN = `ip route get ${DESTINATION4}; ip -6 route get ${DESTINATION6}; ip rule; ip -6 rule`;
const BRIDGE = ['link add br0 type bridge', 'link set port0 master br0', 'link set br0 up'];
/** Nothing is held back, for what holds still is not what is measured; checks come only when they are asked for. */
const configOf = (uplink: string): string => `version: 1
mode: apply
interfaces:
  ${uplink}: { kind: ethernet }
  wlan0: { kind: wifi }
steadiness: { holdDown: 1ms, failBack: 1ms, moves: 64, per: 1ms }
checks: { every: 1h }
`;

/** The control: routes in main, by hand, and nobody but the C program to swap them. */
export async function openSwapped(lab: Lab, networks: Networks): Promise<Sufferer> {
  const host = await lab.host('swapped', { client: 'none' });
  await host.run('sh', ['-c', 'for net in all default; do echo 0 > /proc/sys/net/ipv6/conf/$net/accept_ra; done']);
  const wires = [await lab.connect(host, networks[0], { as: 'eth0' }), await lab.connect(host, networks[1], { as: 'wlan0' })] as const;
  for (const [i, { device }] of wires.entries()) {
    await host.run('ip', ['address', 'add', `192.168.${10 * (i + 1)}.99/24`, 'dev', device]);
    await host.run('ip', ['-6', 'address', 'add', `2001:db8:${10 * (i + 1)}::99/64`, 'dev', device, 'nodad']);
  }
  const route = async () => {
    const { router4 = '', linkLocal } = networks[0];
    for (const [family, via] of [
      ['-4', router4],
      ['-6', linkLocal],
    ] as const)
      await host.run('ip', [family, 'route', 'replace', 'default', 'via', via, 'dev', 'eth0', 'metric', METRIC]);
  };
  const begin = async () => {
    await route();
    await meet(host, networks, ['eth0', 'wlan0']);
  };
  await begin();
  const { router4 = '', linkLocal } = networks[1];
  await start(host, join(lab.folder, 'listener'), ['eth0', 'wlan0', router4, linkLocal, METRIC]);
  const cutter = openLoss(lab, host, wires);
  return {
    lose: () => cutter.cut(),
    restore: async () => {
      await wires[0].up();
      await begin();
    },
  };
}

function openLoss(lab: Lab, host: Host, wires: readonly [Link, Link]): { cut(): Promise<Loss> } {
  const namespaces = wires.map((wire) => openSync(`/proc/${wire.network().space.pid}/ns/net`, 'r'));
  const [first = 0, next = 0] = namespaces;
  const ports = wires.map((wire) => `port${wire.index + 1}`);
  const argv = ['3', ports[0] ?? '', '4', ports[1] ?? '', DESTINATION4, DESTINATION6];
  const child = host.spawn(join(lab.folder, 'loss'), argv, { stdio: ['pipe', 'pipe', 'pipe', first, next] });
  for (const fd of namespaces) closeSync(fd);
  const lines = linesOf(child.process);
  return {
    cut: () => {
      const from = lines.all.length;
      child.process.stdin?.write('\n');
      return lines.waitFor('a loss', (line) => Loss.safeParse(line).data, WITHIN, from);
    },
  };
}

/** What the kernel tells of ranked rules there. */
export const openHear = (lab: Lab, host: Host): Promise<Lines> => start(host, join(lab.folder, 'hear'), []);

async function start(host: Host, program: string, words: readonly string[]): Promise<Lines> {
  const lines = linesOf(host.spawn(program, words).process);
  await lines.waitFor('it listens', (line) => (isReady(line) ? true : undefined), WITHIN);
  return lines;
}

function linesOf({ stdout, stderr }: ReturnType<Host['spawn']>['process']): Lines {
  if (!stdout || !stderr) throw new TypeError('a child with pipes has both streams');
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return readLines(stdout, () => said);
}
const isReady = (line: unknown): boolean => z.object({ ready: z.literal(true) }).safeParse(line).success;
