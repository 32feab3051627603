/** `multihome restore`: what a dead agent left in the kernel is removed, and what it changed is put back. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Flag, Texts } from '../../../machines/model/plain.ts';
import { type Host, INITIAL_HOST } from '../../../machines/state.ts';
import { replay } from '../../../streams/replay.ts';
import { bootId } from '../../agent/boot.ts';
import { defaultLogPath, resolvConfBackup } from '../../config/index.ts';
import type { Restored } from '../../linux/index.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { openToAsk } from '../logFile.ts';
import { asCliError } from '../offline/fault.ts';
import { oneLine } from '../output.ts';
import { lockApplying } from '../running/applying.ts';
import { forgottenLinks, restored, restoredConf, restoredInWords } from '../running/restoring.ts';
import { configured } from '../running/starting.ts';

/**
 * What `restore --json` prints: how many of each went, or are as they were; `guarded`: the interfaces that the packet filter was for;
 * `resolvConf`: it was ours, and is what it was before.
 */
export const RestoreOutput = z.object({
  v: z.literal(1),
  rules: z.number(),
  routes: z.number(),
  addresses: z.number(),
  endpoints: z.number(),
  sysctls: z.number(),
  guarded: Texts,
  resolvConf: Flag,
  problems: Texts,
});

type Options = { readonly log?: string; readonly config?: string; readonly resolvConf?: boolean };

export const register: Register = (program, io) => {
  const command = program
    .command('restore')
    .description('remove what an agent that has ended left in the kernel, and put back what it changed')
    .option('--config <file>', 'the configuration, which may say where the log is, and beside it what resolv.conf was before')
    .option('--resolv-conf', 'put back /etc/resolv.conf alone: routes and all else stay, as at a stop')
    .option('--log <file>', 'the log that knows what stood there before (default: the usual place)')
    .addHelpText('after', EXAMPLES);
  command.action((options: Options) => restore(io, options));
};

const EXAMPLES = `
Rules, routes and addresses with protocol 109, endpoints of multipath TCP from 109 to 124 and the nft table of multihome go; settings of the kernel are as the log first
saw them in this boot. /etc/resolv.conf is what it was before, where it is still ours. An agent that still applies is not
disturbed: exit code 9.

Examples:
  multihome restore
  multihome restore --resolv-conf
  multihome restore --log /var/lib/multihome/log.sqlite --json`;

async function restore(io: Io, { log, config: named, resolvConf = false }: Options): Promise<void> {
  const { config } = configured(named ?? null);
  const file = log ?? config.log.path ?? defaultLogPath();
  await using _lock = await lockApplying();
  // First: while it is ours nobody answers programs' questions.
  const conf = restoredConf(resolvConfBackup(config));
  const told = await forgottenLinks(resolvConfBackup(config));
  const kernel = resolvConf ? NOTHING : await restored(await lastOf(file, log !== undefined));
  const done = { ...kernel, resolvConf: conf.isDone, problems: [...conf.problems, ...told.problems, ...kernel.problems] };
  const output = io.output();
  output.data({ v: 1, ...done } satisfies z.infer<typeof RestoreOutput>);
  if (!resolvConf) for (const line of restoredInWords({ ...kernel, problems: [] })) output.line(line);
  if (conf.isDone || resolvConf) output.line(conf.isDone ? 'resolv.conf is what it was before' : 'resolv.conf was not ours');
  if (told.links > 0) output.line(`systemd-resolved has forgotten what it was told of ${told.links} links`);
  for (const problem of done.problems) output.note(oneLine(`not put back: ${problem}`));
  if (done.problems.length > 0) throw new CliError('failed', 'ERR_RESTORE', `${done.problems.length} things could not be put back`);
}

const NOTHING: Restored = { rules: 0, routes: 0, addresses: 0, endpoints: 0, sysctls: 0, guarded: [], problems: [] };

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
