/** `multihome restore`: what a dead agent left in the kernel is removed, and what it changed is put back. */
import { existsSync } from 'node:fs';
import { type Host, INITIAL_HOST } from '../../../machines/state.ts';
import { replay } from '../../../streams/replay.ts';
import { bootId } from '../../agent/boot.ts';
import { defaultLogPath } from '../../config/index.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { openToAsk } from '../logFile.ts';
import { asCliError } from '../offline/fault.ts';
import { oneLine } from '../output.ts';
import { lockApplying } from '../running/applying.ts';
import { originalsOf, restored } from '../running/restoring.ts';
import { configured } from '../running/starting.ts';

type Options = { readonly log?: string; readonly config?: string };

export const register: Register = (program, io) => {
  const command = program
    .command('restore')
    .description('remove what an agent that has ended left in the kernel, and put back what it changed')
    .option('--config <file>', 'the configuration, which may say where the log is')
    .option('--log <file>', 'the log that knows what stood there before (default: the usual place)')
    .addHelpText('after', EXAMPLES);
  command.action((options: Options) => restore(io, options));
};

const EXAMPLES = `
Rules, routes and addresses with protocol 109 and the nft table of multihome go; settings of the kernel are as the log first
saw them in this boot. An agent that still applies is not disturbed: exit code 9.

Examples:
  multihome restore
  multihome restore --log /var/lib/multihome/log.sqlite --json`;

async function restore(io: Io, { log, config }: Options): Promise<void> {
  const file = log ?? configured(config ?? null).config.log.path ?? defaultLogPath();
  using _lock = lockApplying();
  const host = await lastOf(file, log !== undefined);
  const problems = await restored(host);
  const output = io.output();
  const sysctls = originalsOf(host).map(({ family, ifname, key, value }) => `net.ipv${family}.conf.${ifname}.${key}=${value}`);
  output.data({ v: 1, sysctls, problems });
  output.line(`Removed what was ours; ${sysctls.length} settings of the kernel are as they were`);
  for (const line of problems) output.note(oneLine(line));
  if (problems.length > 0) throw new CliError('failed', 'ERR_RESTORE', `${problems.length} things could not be put back`);
}

/** Without a log, or after another boot, there are no settings to put back: the kernel has its own again. */
async function lastOf(file: string, isNamed: boolean): Promise<Host> {
  if (!isNamed && !existsSync(file)) return INITIAL_HOST;
  const log = await openToAsk(file);
  try {
    if (log.last === null) return INITIAL_HOST;
    const { host } = replay(log.transactions({ epoch: log.last.epoch }), { keepGoing: true }).fold;
    return host.started?.boot === bootId() ? host : INITIAL_HOST;
  } catch (error) {
    throw asCliError(file, error);
  } finally {
    log.close();
  }
}
