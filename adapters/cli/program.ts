/** The command line as a whole: its commands, how mistakes are said, and which exit code they have. */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { register as ask } from './commands/ask.ts';
import { register as cache } from './commands/cache.ts';
import { register as check } from './commands/check.ts';
import { register as completion } from './commands/completion.ts';
import { register as diff } from './commands/diff.ts';
import { register as events } from './commands/events.ts';
import { register as exportLog } from './commands/export.ts';
import { register as graph } from './commands/graph.ts';
import { register as importLog } from './commands/import.ts';
import { register as interfaces } from './commands/interfaces.ts';
import { register as pvds } from './commands/pvds.ts';
import { register as reload } from './commands/reload.ts';
import { register as replay } from './commands/replay.ts';
import { register as resolve } from './commands/resolve.ts';
import { register as resolvers } from './commands/resolvers.ts';
import { register as restore } from './commands/restore.ts';
import { register as routes } from './commands/routes.ts';
import { register as run } from './commands/run.ts';
import { register as schema } from './commands/schema.ts';
import { register as sessions } from './commands/sessions.ts';
import { register as status } from './commands/status.ts';
import { register as view } from './commands/view.ts';
import { register as wait } from './commands/wait.ts';
import { register as why } from './commands/why.ts';
import { CliError, EXIT } from './exit.ts';
import { createIo, type Io, type IoOptions, type Register } from './io.ts';
import { printable } from './output.ts';

const COMMANDS: readonly Register[] = [
  run,
  status,
  check,
  wait,
  reload,
  restore,
  interfaces,
  pvds,
  routes,
  sessions,
  ask,
  resolve,
  resolvers,
  cache,
  why,
  events,
  replay,
  diff,
  exportLog,
  importLog,
  view,
  graph,
  schema,
  completion,
];

const HELP = `
Errors go to stderr, with --json as {"error":{"code","message","hint"}}; results to stdout.
Exit codes: 0 ok, 1 failed, 2 usage, 3 timeout, 5 diverged, 6 corrupt log, 8 no agent, 9 in use, 10 no such object,
11 captive portal, 12 unreachable, 13 no such name, 14 unresolved, 130 interrupted.

Examples:
  multihome run
  multihome run --apply
  multihome status
  multihome check wlan0
  multihome resolve nas.corp.example
  multihome why route 192.0.2.7
  multihome sessions
  multihome why name printer.corp.example --at 812 --log host.ndjson.gz`;

export function createProgram(io: Io): Command {
  const program = new Command('multihome')
    .description('connection manager for hosts with several networks: one decision, with its reasons')
    .version(VERSION, '-V, --version', 'print the version')
    .option('--json', 'results, and errors, as JSON')
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .option('--control <folder>', "the folder of the agent's sockets (also: MULTIHOME_CONTROL)")
    .showSuggestionAfterError()
    .addHelpText('after', HELP);
  for (const register of COMMANDS) register(program, io);
  for (const command of family(program))
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text), outputError: () => {} });
  return program;
}

const family = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(family)];

/** Runs one command line; resolves to its exit code. `args` are what stands after the program's name. */
export async function cli(args: readonly string[], options: Omit<IoOptions, 'isJson' | 'isColored'> = {}): Promise<number> {
  const isJson = () => args.slice(0, args.includes('--') ? args.indexOf('--') : undefined).includes('--json');
  const env = options.env ?? process.env;
  const isColored = () => !args.includes('--no-color') && !env.NO_COLOR && env.TERM !== 'dumb';
  const io = createIo({ ...options, isJson, isColored });
  try {
    await createProgram(io).parseAsync([...args], { from: 'user' });
    return io.exitCode;
  } catch (error) {
    return report(error, io, isJson());
  }
}

/** One clear line, or its JSON. A bug of ours shows its stack as well. */
export function report(error: unknown, io: Pick<Io, 'stderr'>, isJson: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  // No command at all: help has been printed.
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
  const failure = asCliError(error);
  const { code, message, hint } = failure;
  const text = isJson
    ? JSON.stringify({ error: { code, message, hint } })
    : `multihome: ${printable(message)}${hint === null ? '' : ` (${printable(hint)})`}`;
  io.stderr.write(`${text}\n`);
  if (code === 'ERR_INTERNAL' && !isJson && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT[failure.exit];
}

function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) {
    const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
    const meant = more
      .join(' ')
      .trim()
      .replace(/^\((.*)\)$/, '$1');
    return new CliError('usage', 'ERR_USAGE', first, meant === '' ? 'multihome --help lists what there is' : meant);
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_LOG'))
    return new CliError(error.code === 'ERR_LOG_CORRUPT' ? 'corruptLog' : 'failed', error.code, error.message, null, { cause: error });
  if (error instanceof Error && 'syscall' in error && error.syscall === 'write')
    return new CliError('failed', 'ERR_OUTPUT', `the output cannot be written: ${error.message}`, 'what came before is not whole', {
      cause: error,
    });
  return new CliError('failed', 'ERR_INTERNAL', error instanceof Error ? error.message : String(error), 'this is a bug in multihome', {
    cause: error,
  });
}
