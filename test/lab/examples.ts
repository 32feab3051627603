/** A host with two networks and the agent as it comes, servers in the Internet for the examples of docs/examples, and those that run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, Routes } from '../../adapters/control/index.ts';
import { type NodeChild, spawnNode } from './agent.ts';
import { LabError, tailOf, waitUntil } from './exec.ts';
import { findExtra } from './extras.ts';
import type { Host } from './host.ts';
import { type Internet, PUBLIC } from './internet.ts';
import { openLab } from './lab.ts';
import type { Link } from './link.ts';
import { openWeb } from './web.ts';

export type Running = {
  /** All that it has said. */
  lines(): readonly string[];
  /** Waits until it has said as many more lines that fit. */
  goesOn(good: RegExp, count: number): Promise<void>;
  stop(): void;
};
export type Examples = {
  readonly host: Host;
  readonly links: readonly [eth: Link, wlan: Link];
  /** By its file's name. */
  start(file: string, ...args: readonly string[]): Running;
  /** How many connections came to each echo. */
  connections(): { readonly ws: number; readonly tcp: number };
  /** From where the page was fetched last, by node. */
  fetchedFrom(): Promise<string>;
  /** Resolves when so many networks carry both families. */
  carry(count: number): Promise<unknown>;
  /** The agent ends, and another begins; resolves when it has decided as the first one did. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** What is talked to, from both networks. */
export const NAME = 'www.example.net';

export const PORTS = { mqtt: 1883, ws: 8080, tcp: 7007 } as const;
const CONFIG = `
version: 1
mode: apply
steadiness: { holdDown: 100ms, failBack: 100ms }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
`;
const NETWORKS = {
  eth0: { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
  wlan0: { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
} as const;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WITHIN = 20_000;

export async function openExamples(seed: number): Promise<Examples> {
  const lab = await openLab({ seed });
  try {
    const internet = await lab.internet();
    const [host, eth, wlan, authority] = await Promise.all([
      lab.host('m1', { client: 'none' }),
      lab.network('office', NETWORKS.eth0),
      lab.network('home', NETWORKS.wlan0),
      lab.authority(),
    ]);
    const links = await Promise.all([lab.connect(host, eth, { as: 'eth0' }), lab.connect(host, wlan, { as: 'wlan0' })]);
    const certificate = await authority.issue([NAME]);
    const [first, echoes, web] = await Promise.all([
      openAgent(host),
      serve(internet, lab.folder),
      openWeb(internet.space, ADDRESSES, certificate, PAGE),
    ]);
    let agent = first;
    const carry = (count: number) =>
      waitUntil(`${count} networks carry`, async () => (await carrying(host)) === count, {
        within: WITHIN,
        tail: () => tailOf(agent.stderr()),
      });
    for (const network of [eth, wlan]) network.advertiseNow();
    await carry(2);
    return {
      ...{ host, links, carry, start: (file, ...args) => start(host, file, args) },
      connections: () => ({ ws: countOf(echoes.lines.all, 'ws'), tcp: countOf(echoes.lines.all, 'tcp') }),
      fetchedFrom: async () => (await web.requests()).findLast((asked) => asked.headers['user-agent'] === 'undici')?.from ?? '',
      restart: async () => {
        const before = await carrying(host);
        await agent.stop();
        agent = await openAgent(host);
        await carry(before);
      },
      close: async () => {
        await agent.stop();
        await lab.close();
      },
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

const countOf = (lines: readonly unknown[], what: string): number =>
  lines.filter((line) => typeof line === 'object' && line !== null && what in line).length;
const ADDRESSES = [PUBLIC.server4, PUBLIC.server6];
const PAGE = [{ body: 'hello' }];

async function openAgent(host: Host): Promise<NodeChild> {
  host.write('/run/multihome.yaml', CONFIG);
  const args = ['--json', 'run', '--apply', '--config', '/run/multihome.yaml', '--log', '/run/log.sqlite'];
  const child = spawnNode(host, join(ROOT, 'adapters/cli/main.ts'), args);
  await child.lines.waitFor('its decision', () => true, WITHIN);
  return child;
}

/** In the Internet: mosquitto, and the echoes. */
async function serve({ space }: Internet, folder: string): Promise<NodeChild> {
  const mosquitto = findExtra('mosquitto');
  if (!mosquitto.ok) throw new LabError(mosquitto.skipped);
  const config = join(folder, 'mosquitto.conf');
  const listeners = ADDRESSES.map((address) => `listener ${PORTS.mqtt} ${address}\n`).join('');
  writeFileSync(config, `${listeners}allow_anonymous true\nuser root\nlog_dest stderr\n`);
  const child = spawnNode({ name: 'internet', spawn: space.spawn }, join(ROOT, 'test/lab/examples-child.ts'), [
    ...[PORTS.ws, PORTS.tcp].map(String),
    ...ADDRESSES,
  ]);
  await Promise.all([
    space.daemon(mosquitto.path, ['-c', config], /running/),
    child.lines.waitFor('the echoes', () => true, WITHIN),
    space.run('ip', ['mptcp', 'limits', 'set', 'subflow', '4', 'add_addr_accepted', '4'], { accept: 'any' }),
  ]);
  return child;
}

/** How many carry both families, by rules that stand. */
async function carrying(host: Host): Promise<number> {
  const asked = await ask({ socket: host.file('/run/multihome/state.sock'), path: 'routes' });
  if (!asked.ok || asked.value.status !== 200) return 0;
  const { ranking, rules } = Routes.parse(asked.value.body);
  const families = ([4, 6] as const).map((family) => ranking.filter((row) => row.family === family).length);
  return rules.every(({ isApplied }) => isApplied) ? Math.min(...families) : 0;
}

function start(host: Host, file: string, args: readonly string[]): Running {
  const path = join(ROOT, 'docs/examples', file);
  const isShell = file.endsWith('.sh');
  const words = isShell ? [path, ...args] : ['--import', join(ROOT, 'test/lab/itself.ts'), path, ...args];
  const child = host.spawn(isShell ? 'sh' : process.execPath, words);
  let [text, errors] = ['', ''];
  child.process.stdout?.setEncoding('utf8').on('data', (piece) => {
    text += piece;
  });
  child.process.stderr?.setEncoding('utf8').on('data', (piece) => {
    errors += piece;
  });
  const lines = () => text.split('\n').slice(0, -1);
  return {
    lines,
    goesOn: async (good, count) => {
      const from = lines().length;
      const found = () =>
        lines()
          .slice(from)
          .filter((line) => good.test(line)).length;
      await waitUntil(`${file} goes on`, () => found() >= count, { within: WITHIN, tail: () => tailOf(text + errors) });
    },
    stop: () => child.kill(),
  };
}
