/** `multihome run`: the agent in this process. It prints the decision with its reasons, and goes on recording. */
import type { Command } from 'commander';
import type { Agent } from '../../agent.ts';
import { type Config, defaultControlDirectory, defaultLogPath, errorLine, findConfig } from '../../config/index.ts';
import { type Control, ControlError, decisionAnswer, look, serve } from '../../control/index.ts';
import { type EventLog, memoryLog, openSqliteLog } from '../../log/index.ts';
import { changesInWords, decisionInWords } from '../decision.ts';
import { CliError } from '../exit.ts';
import { aborted, interruptible } from '../interrupt.ts';
import type { Io, Register } from '../io.ts';
import { logError } from '../offline/fault.ts';
import { type Output, oneLine } from '../output.ts';

type Options = { readonly once?: boolean; readonly config?: string; readonly log?: string };

export const register: Register = (program, io) => {
  const command = program
    .command('run')
    .description('hear this host, decide, say why, and record; changes and sends nothing')
    .option('--once', 'print the decision and end')
    .option('--config <file>', 'the configuration (default: the usual place, if there is one)')
    .option('--log <file>', 'where to record (default: the usual place; with --once nowhere)')
    .addHelpText('after', EXAMPLES);
  command.action((options: Options) => run(io, command, options));
};

const EXAMPLES = `
Ends with 0 at SIGTERM, 130 at Ctrl-C. With --json: the decision, then one line for each that differs.

Examples:
  multihome run
  multihome run --once --json
  multihome run --config ./multihome.yaml --log ./log.sqlite`;

async function run(io: Io, command: Command, options: Options): Promise<void> {
  const output = io.output();
  const config = configured(options.config ?? null);
  const log = options.once && options.log === undefined ? memoryLog() : opened(options.log ?? config.log.path ?? defaultLogPath());
  using interrupt = interruptible(io);
  // What cannot be seen is told before what is concluded from the rest.
  const notice = (line: string) =>
    output.isJson ? output.note(`note: ${line}`) : output.line(output.style('yellow', oneLine(`note: ${line}`)));
  const agent = await started(log, config, notice);
  try {
    tell(agent, output);
    if (options.once) return;
    const told = command.optsWithGlobals<{ readonly control?: string }>().control ?? io.env.MULTIHOME_CONTROL;
    const control = await served(agent, config, told ?? null, notice);
    try {
      follow(agent, output);
      if (control) output.line(output.style('dim', 'Recording; multihome status asks this agent. Changes of the decision follow.'));
      await aborted(interrupt.signal);
    } finally {
      await control?.close();
    }
  } finally {
    await agent.close();
  }
  io.exitWith(interrupt.code);
}

function configured(named: string | null): Config {
  const found = findConfig(named);
  if (found.ok) return found.value;
  const [first, ...more] = found.errors;
  const text = first ? errorLine(first) : 'the configuration cannot be read';
  throw new CliError(
    'failed',
    'ERR_CONFIG',
    `${text}${more.length > 0 ? `, and ${more.length} more mistakes` : ''}`,
    'multihome schema config has all that may stand there',
  );
}

function opened(file: string): EventLog {
  const result = openSqliteLog(file);
  if (result.ok) return result.log;
  throw logError(file, result.error);
}

async function started(log: EventLog, config: Config, notice: (line: string) => void): Promise<Agent> {
  const { createAgent } = await import('../../agent.ts');
  try {
    return await createAgent({ config, log, notice });
  } catch (error) {
    log.close();
    throw error;
  }
}

/** Without a place for its sockets an agent still records; beside another one it would only seem to answer. */
async function served(agent: Agent, config: Config, told: string | null, notice: (line: string) => void): Promise<Control | null> {
  const folder = told ?? config.control.directory ?? defaultControlDirectory();
  try {
    return await serve(agent, { folder, ...(config.control.group !== undefined && { group: config.control.group }) });
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
