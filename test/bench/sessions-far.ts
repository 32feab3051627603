/** Two networks with the Internet behind them, and in it what the bench's programs talk to: a real mosquitto, a web server, a Multipath TCP server. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../lab/agent.ts';
import { type CheckWeb, PUBLIC } from '../lab/internet.ts';
import type { Lab } from '../lab/lab.ts';
import type { Link } from '../lab/link.ts';
import type { Network } from '../lab/network.ts';
import type { Space } from '../lab/space.ts';
import { FarLine, moment, PORTS } from './sessions-words.ts';

export type Delivered = Pick<Extract<FarLine, { readonly topic: string }>, 'delivered' | 'doubled'>;
export type World = {
  readonly lab: Lab;
  /** The first one is plugged in first. */
  readonly networks: readonly [Network, Network];
  /** Where connectivity checks go. */
  readonly web: CheckWeb;
  delivered(topic: string): Promise<Delivered>;
  /** The far end of the wire goes down: when it was told to, and when it had, at the latest. */
  cut(link: Link): Promise<{ readonly at: number; readonly done: number }>;
};

/** Where the far end is. */
export const FAR = { 4: PUBLIC.server4, 6: PUBLIC.server6 } as const;
const WITHIN = 20_000;

export async function openWorld(lab: Lab, mosquitto: string): Promise<World> {
  const internet = await lab.internet();
  const web = await internet.web();
  await startMosquitto(internet.space, mosquitto);
  const script = fileURLToPath(new URL('./sessions-far-child.ts', import.meta.url));
  const far = spawnNode({ name: 'internet', spawn: internet.spawn }, script, [FAR[4]]);
  const said = <T>(what: string, pick: (line: FarLine) => T | undefined | false, from = 0): Promise<T> =>
    far.lines.waitFor(what, (line) => pick(FarLine.parse(line)), WITHIN, from);
  await said('the far end listens', (line) => 'ready' in line);
  const networks = await Promise.all([
    lab.network('alpha', { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' }),
    lab.network('beta', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' }),
  ]);
  const cutters = new Map(networks.map((network) => [network, openCutter(network)]));
  return {
    ...{ lab, networks, web },
    delivered: (topic) => {
      const since = far.lines.all.length;
      far.tell(topic);
      return said(`what came to ${topic}`, (line) => 'topic' in line && line.topic === topic && line, since);
    },
    cut: async (link) => {
      const at = moment();
      await cutters.get(link.network())?.(link);
      return { at, done: moment() };
    },
  };
}

/** A command is carried out as it is written, and the next one answers: an `ip` of its own would take longer than what is measured. */
function openCutter(network: Network): (link: Link) => Promise<void> {
  const { stdin, stdout } = network.spawn('ip', ['-oneline', '-batch', '-'], { stdio: ['pipe', 'pipe', 'ignore'] }).process;
  return async ({ index }) => {
    const port = `port${index + 1}`;
    const answered = new Promise((done) => stdout?.once('data', done));
    stdin?.write(`link set ${port} down\nlink show ${port}\n`);
    await answered;
  };
}

/** It keeps nothing, and drops nothing of a subscriber's. */
const CONFIG = `user root
allow_anonymous true
persistence false
max_queued_messages 0
listener ${PORTS.mqtt}
`;
async function startMosquitto({ daemon, file }: Space, program: string): Promise<void> {
  const path = '/run/mosquitto.conf';
  writeFileSync(file(path), CONFIG);
  // By its path: a lab's PATH has not got it.
  await daemon('sh', ['-c', 'exec "$0" "$@"', program, '-c', path], /mosquitto version \S+ running/);
}
