/** The end of the story: what the agent put into the kernel is taken out of it, as `multihome restore` does, and looked for. */
import { fileURLToPath } from 'node:url';
import { RestoreOutput } from '../../adapters/cli/commands/restore.ts';
import type { Host } from './host.ts';
import type { Undone } from './story-lines.ts';

const CLI = fileURLToPath(new URL('../../adapters/cli/main.ts', import.meta.url));
/** Ours: rules by their priorities, routes by their protocol, the packet filter by its name. */
const RULE = /^2[0-2]\d{3}:/;

export async function undo(host: Host, log: string): Promise<Undone> {
  const { stdout } = await host.run(process.execPath, [CLI, 'restore', '--log', log, '--json'], { within: 20_000 });
  const { rules, routes, addresses, sysctls, problems } = RestoreOutput.parse(JSON.parse(stdout));
  return { rules, routes, addresses, sysctls, left: [...problems, ...(await whatIsLeft(host))] };
}

async function whatIsLeft(host: Host): Promise<readonly string[]> {
  const lines = async (command: string, ...args: readonly string[]): Promise<readonly string[]> =>
    (await host.run(command, args, { accept: 'any' })).stdout.split('\n').filter((line) => line !== '');
  const [rules4, rules6, routes4, routes6, tables] = await Promise.all([
    lines('ip', '-4', 'rule'),
    lines('ip', '-6', 'rule'),
    lines('ip', '-4', 'route', 'show', 'table', 'all', 'proto', '109'),
    lines('ip', '-6', 'route', 'show', 'table', 'all', 'proto', '109'),
    lines('nft', 'list', 'tables'),
  ]);
  return [
    ...[...rules4, ...rules6].filter((rule) => RULE.test(rule)),
    ...routes4,
    ...routes6,
    ...tables.filter((t) => t.includes('multihome')),
  ];
}
