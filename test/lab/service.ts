/** An agent in a host as people run it: the command, with its sockets in /run/multihome. */
import { fileURLToPath } from 'node:url';
import { spawnNode } from './agent.ts';
import { tailOf, waitUntil } from './exec.ts';
import type { Host } from './host.ts';

/** What it has said so far, its end. */
export type Service = { readonly tail: () => string };

export const STATE_SOCKET = '/run/multihome/state.sock';
const MAIN = fileURLToPath(new URL('../../adapters/cli/main.ts', import.meta.url));
const WITHIN = 40_000;

/** `log` as the machine names it, or a path in the host: its own folders are in memory. */
export async function startService(host: Host, config: string, log = '/run/multihome.sqlite'): Promise<Service> {
  host.write('/run/multihome.yaml', config);
  const { lines, stderr } = spawnNode(host, MAIN, ['run', '--config', '/run/multihome.yaml', '--log', log]);
  const said = (): string => `${lines.strays.join('\n')}\n${stderr()}`;
  const tail = (): string => tailOf(said());
  await waitUntil('the agent runs', () => said().includes('Recording'), { within: WITHIN, tail });
  return { tail };
}
