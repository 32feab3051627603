/** Programs with a session that they declare, and the way that a packet would go. */
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../agent.ts';
import type { Host } from '../host.ts';
import { STATE_SOCKET } from '../service.ts';
import { MovingLine as Line, type MovingLine } from './moving-child.ts';
import { ECHO_PORT } from './streaming.ts';

export type Moving = {
  /** The first line, or one that comes, of which it makes anything; `i`: its number. */
  said<T>(what: string, pick: (line: MovingLine, i: number) => T | undefined | false): Promise<T>;
  all(): readonly MovingLine[];
  /** It is at work until then. */
  idle(): void;
};
const WITHIN = 20_000;
const CHILD = fileURLToPath(new URL('./moving-child.ts', import.meta.url));

export async function openMoving(host: Pick<Host, 'name' | 'spawn'>, to: string): Promise<Moving> {
  const { lines, tell } = spawnNode(host, CHILD, [JSON.stringify({ to, port: ECHO_PORT, socket: STATE_SOCKET })]);
  return {
    said: (what, pick) => {
      let i = 0;
      return lines.waitFor(`${what} (${host.name} to ${to})`, (line) => pick(Line.parse(line), i++), WITHIN);
    },
    all: () => lines.all.map((line) => Line.parse(line)),
    idle: () => tell('idle'),
  };
}

/** The device by which what is new would leave; undefined: none. */
export async function wayOf(host: Pick<Host, 'run'>, to: string): Promise<string | undefined> {
  const { stdout } = await host.run('ip', [to.includes(':') ? '-6' : '-4', 'route', 'get', to], { accept: 'any' });
  return / dev (\S+)/.exec(stdout)?.[1];
}
