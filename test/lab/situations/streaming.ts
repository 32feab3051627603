/** Long connections of programs that know nothing of all this, to a server in the Internet that sends all back and says from where it is reached. */
import { fileURLToPath } from 'node:url';
import { isInPrefix } from '../../../machines/model/address.ts';
import { spawnNode } from '../agent.ts';
import type { Host } from '../host.ts';
import type { Lab } from '../lab.ts';
import type { Network } from '../network.ts';
import { StreamLine as Line, type StreamLine } from './stream-child.ts';

type Far = Extract<StreamLine, { readonly at: number }>;
export type Stream = {
  /** From where the server is reached. */
  readonly from: string;
  /** How far it was when it said so at that moment (wall clock, ms), or later. */
  at(moment: number): Promise<Far>;
  /** From where the server is reached by a connection that is opened now. */
  another(): Promise<string>;
  /** Nothing more is sent: what became of it. */
  end(): Promise<Extract<StreamLine, { readonly ended: unknown }>['ended']>;
  /** It has ended by itself. */
  gone(): Promise<unknown>;
  failures(): readonly string[];
};

export const ECHO_PORT = 5007;
const WITHIN = 20_000;
const child = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** `mptcp`: it listens for multipath TCP too, on the port after the other. */
export async function startEcho(lab: Lab, { mptcp = false } = {}): Promise<void> {
  const { spawn } = await lab.internet();
  const server = spawnNode({ name: 'internet', spawn }, child('echo-child.ts'), [
    String(mptcp ? ECHO_PORT + 1 : ECHO_PORT),
    ...(mptcp ? ['mptcp'] : []),
  ]);
  await server.lines.waitFor('the far end listens', () => true, WITHIN);
}

export async function openStream(host: Pick<Host, 'name' | 'spawn'>, to: string, { mptcp = false } = {}): Promise<Stream> {
  const { lines, tell } = spawnNode(host, child('stream-child.ts'), [
    JSON.stringify({ to, port: mptcp ? ECHO_PORT + 1 : ECHO_PORT, mptcp }),
  ]);
  const wait = <T>(what: string, pick: (line: StreamLine) => T | undefined | false, within = WITHIN, from = 0): Promise<T> =>
    lines.waitFor(`${what} (${host.name} to ${to})`, (line) => pick(Line.parse(line)), within, from);
  const { from } = await wait('it is connected', (line) => 'from' in line && line);
  const later = (moment: number): number => Math.max(0, moment - Date.now()) + WITHIN;
  return {
    from,
    at: (moment) => wait('it goes on', (line) => 'at' in line && line.at >= moment && line, later(moment)),
    another: () => {
      const since = lines.all.length;
      tell('new');
      return wait('another connection', (line) => 'another' in line && line.another, WITHIN, since);
    },
    end: () => {
      tell('end');
      return wait('it has ended', (line) => 'ended' in line && line.ended);
    },
    gone: () => wait('it is gone', (line) => 'ended' in line && line.ended),
    failures: () => lines.all.map((line) => Line.parse(line)).flatMap((line) => ('failed' in line ? [line.failed] : [])),
  };
}

/** Whether the Internet sees this address where the network's hosts are: behind its router's own in IPv4, in its prefix in IPv6. */
export async function isBehind(network: Network, address: string): Promise<boolean> {
  const { ipv6 } = network.gives();
  if (address.includes(':')) return ipv6 !== undefined && isInPrefix(address, ipv6);
  const { stdout } = await network.run('ip', ['-4', '-o', 'addr', 'show', 'dev', 'wan']);
  return stdout.includes(` ${address}/`);
}
