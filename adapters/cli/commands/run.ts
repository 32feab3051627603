/** `multihome run`: the agent in this process. It prints the decision with its reasons, and goes on: recording, checking, applying. */
import type { Command } from 'commander';
import type { Agent } from '../../agent.ts';
import { type Config, DEFAULT_WEB_PORT, defaultControlDirectory, defaultLogPath } from '../../config/index.ts';
import { type Control, ControlError, type ControlOptions, decisionAnswer, look, type Served, serve } from '../../control/index.ts';
import { memoryLog } from '../../log/index.ts';
import { changesInWords, decisionInWords } from '../decision.ts';
import { CliError } from '../exit.ts';
import { aborted, interruptible } from '../interrupt.ts';
import type { Io, Register } from '../io.ts';
import type { Output } from '../output.ts';
import { lockApplying } from '../running/applying.ts';
import { type ModeOptions, modeOf, warningOf } from '../running/mode.ts';
import { createNotices } from '../running/notices.ts';
import { openPage, type PageOptions, pageWanted } from '../running/page.ts';
import { createReload } from '../running/reloading.ts';
import { restored, restoredInWords } from '../running/restoring.ts';
import { openService } from '../running/service.ts';
import { configured, openedLog, started } from '../running/starting.ts';

type Options = ModeOptions & PageOptions & { readonly config?: string; readonly log?: string };

export const register: Register = (program, io) => {
  const command = program
    .command('run')
    .description('hear this host, decide, say why, and record; with --apply put the decision into the kernel')
    .option('--once', 'print the decision and end; changes and sends nothing')
    .option('--apply', 'routes, rules, addresses and settings of the kernel follow the decision (also: mode: apply)')
    .option('--restore', 'with --apply: at the end remove all that is ours, and put back what was there before')
    .option('--check', 'check how each network reaches the Internet, without changing anything; --apply does so anyway')
    .option(
      '--web [port]',
      `serve the page on 127.0.0.1, for whoever has the address that is printed (port: ${DEFAULT_WEB_PORT}; 0: any free one)`,
    )
    .option('--config <file>', 'the configuration (default: the usual place, if there is one)')
    .option('--log <file>', 'where to record (default: the usual place; with --once nowhere)')
    .addHelpText('after', EXAMPLES);
  command.action((options: Options) => run(io, command, options));
};

const EXAMPLES = `
Without --apply nothing on this host is changed, and without --check or --apply nothing is sent.
Ends with 0 at SIGTERM, 130 at Ctrl-C; routes stay, unless --restore says otherwise. 9: another agent applies here already.
SIGHUP reads the configuration again; SIGUSR2 writes the whole state into a file beside the log.
With --json: the decision, then one line for each that differs.

Examples:
  multihome run
  multihome run --once --json
  multihome run --check --config ./multihome.yaml --log ./log.sqlite
  multihome run --apply
  multihome run --apply --restore
  multihome run --web`;

async function run(io: Io, command: Command, options: Options): Promise<void> {
  const output = io.output();
  const { config, file, find } = configured(options.config ?? null);
  const mode = modeOf(options, config);
  const wanted = pageWanted(options, config);
  const logPath = options.log ?? config.log.path ?? defaultLogPath();
  await using _lock = mode.mode === 'apply' ? await lockApplying() : null;
  const log = options.once && options.log === undefined ? memoryLog() : openedLog(logPath);
  using interrupt = interruptible(io);
  // What cannot be seen is told before what is concluded from the rest.
  const notices = createNotices(output);
  const warning = warningOf(mode, config);
  if (warning) notices.say(warning);
  const from = file === null ? {} : { configFrom: file };
  const agent = await started(log, { config, ...from, mode: mode.mode, checks: mode.checks, notice: notices.print });
  try {
    tell(agent, output);
    if (options.once) return;
    const served = notices.serving(agent);
    const reload = createReload({ config, find, tell: (facts) => agent.tell(facts), notice: notices.say });
    const service = openService(io, { agent, served, config, mode, logPath, reload, notice: notices.say });
    try {
      const told = command.optsWithGlobals<{ readonly control?: string }>().control ?? io.env.MULTIHOME_CONTROL;
      const surroundings = { tell: agent.tell, reload: service.reload };
      await using control = await serving(served, config, told ?? null, surroundings, notices.say);
      await using _page = await openPage(served, wanted, output, notices.say);
      follow(agent, output);
      service.ready();
      if (control) output.line(output.style('dim', 'Recording; multihome status asks this agent. Changes of the decision follow.'));
      await aborted(interrupt.signal);
    } finally {
      await service.close();
    }
  } finally {
    await agent.close();
    if (mode.restores) for (const line of restoredInWords(await restored(agent.fold.host))) output.line(line);
  }
  io.exitWith(interrupt.code);
}

/** Without a place for its sockets an agent still records; beside another one it would only seem to answer. */
async function serving(
  served: Served,
  config: Config,
  told: string | null,
  surroundings: Pick<ControlOptions, 'tell' | 'reload'>,
  notice: (line: string) => void,
): Promise<Control | null> {
  const folder = told ?? config.control.directory ?? defaultControlDirectory();
  const group = config.control.group === undefined ? {} : { group: config.control.group };
  try {
    return await serve(served, { folder, ...group, ...surroundings });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    if (error.code === 'ERR_SOCKET_IN_USE') throw new CliError('failed', error.code, error.message, error.hint, { cause: error });
    notice(`nobody can ask this agent: ${error.message}`);
    return null;
  }
}

const lookIn = (agent: Agent) => (seq: number) => look(agent, seq);

function tell(agent: Agent, output: Output): void {
  output.data(decisionAnswer(agent.fold));
  if (!output.isJson) for (const line of decisionInWords(agent.fold, lookIn(agent), output)) output.line(line);
}

function follow(agent: Agent, output: Output): void {
  let isFirst = true;
  agent.decisions.subscribe((tick) => {
    if (!isFirst) {
      output.data({ ...decisionAnswer(tick.fold), changed: tick.changed.map(([path]) => path) });
      if (!output.isJson) for (const line of changesInWords(tick, lookIn(agent))) output.line(line);
    }
    isFirst = false;
  });
}
