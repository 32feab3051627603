/** `multihome graph [MACHINE]`: the state machines, drawn from their own definitions; as SVG also an actor's states at a fact. */
import { writeFileSync } from 'node:fs';
import { Argument, Option } from 'commander';
import { defaultLogPath, thisUser } from '../../config/index.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { COLOURS, type Colours, seenIn, svgOf } from '../offline/charts.ts';
import { dot, mermaid } from '../offline/drawing.ts';
import { openLogFile } from '../offline/logFile.ts';
import { graphs, MACHINE_NAMES } from '../offline/machines.ts';
import { parseMoment, seqOf } from '../offline/moment.ts';
import { printable } from '../output.ts';

const EXAMPLES = `
Machines: ${MACHINE_NAMES.join(', ')}; without a name all of them. With --at or --log an actor is drawn, by its id or by its
machine where there is one only: the states that it was in are lit, with what it did last and the guards that refused.

Examples:
  multihome graph pvd --format mermaid
  multihome graph interface --format svg --output interface.svg
  multihome graph pvd:wlan0 --format svg --at 1200 --output wlan0.svg
  multihome graph pvd:wlan0 --format svg --log incident.ndjson.gz > wlan0.svg
  multihome graph --json`;

type Options = {
  readonly format: 'mermaid' | 'dot' | 'json' | 'svg';
  readonly colours: Colours;
  readonly at?: string;
  readonly log?: string;
  readonly output?: string;
};

export const register: Register = (program, io) => {
  program
    .command('graph')
    .description('the state machines, drawn from their own definitions')
    .addArgument(new Argument('[machine]', 'one of them, or an actor').argOptional())
    .addOption(new Option('--format <format>', 'how').choices(['mermaid', 'dot', 'json', 'svg']).default('mermaid'))
    .addOption(new Option('--colours <colours>', 'of an SVG').choices(COLOURS).default('auto'))
    .option('--at <seq|time>', "an actor's states at a fact's number, or at an ISO time (SVG)")
    .option('--log <file>', 'of a stored log or an export instead of the log of the agent (SVG)')
    .option('--output <file>', 'into a new file')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: Options) => {
      const text = await (options.format === 'svg' ? svg(io, name, options) : graph(io, name, options));
      if (options.output !== undefined) write(options.output, text);
      else if (options.format === 'svg') io.stdout.write(text);
      else io.output().line(text);
    });
};

function graph(io: Io, name: string | undefined, { format, at, log }: Options): string {
  if (at !== undefined || log !== undefined)
    throw new CliError('usage', 'ERR_USAGE', `--at and --log do not go with --format ${format}`, 'give --format svg');
  const drawn = graphs(name ?? null);
  if (drawn.length === 0) throw noMachine(name);
  const value = name === undefined ? drawn : drawn[0];
  io.output().data(value);
  return format === 'json' ? JSON.stringify(value, null, 2) : drawn.map(format === 'dot' ? dot : mermaid).join('\n\n');
}

async function svg(io: Io, name: string | undefined, { colours, at, log }: Options): Promise<string> {
  if (name === undefined)
    throw new CliError('usage', 'ERR_USAGE', 'an SVG is of one machine or actor', `the machines are ${MACHINE_NAMES.join(', ')}`);
  if (MACHINE_NAMES.includes(name) && at === undefined && log === undefined) return svgOf(name, colours, null);
  if (!MACHINE_NAMES.includes(name) && !name.includes(':') && at === undefined && log === undefined) throw noMachine(name);
  const from = openLogFile(log ?? defaultLogPath({ ...thisUser(), env: io.env }));
  try {
    const seen = await seenIn(from, name, at === undefined ? Number.MAX_SAFE_INTEGER : await seqOf(from, parseMoment(at)));
    return svgOf(seen.machine, colours, seen);
  } finally {
    from.close();
  }
}

const noMachine = (name: string | undefined): CliError =>
  new CliError('noSuchObject', 'ERR_NO_SUCH_MACHINE', `there is no machine ${name}`, `the machines are ${MACHINE_NAMES.join(', ')}`);

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const isThere = error.code === 'EEXIST';
    const problem = isThere ? 'there is such a file already' : `cannot be written (${error.code})`;
    throw new CliError('failed', isThere ? 'ERR_EXISTS' : 'ERR_ACCESS', `${printable(file)}: ${problem}`, null, { cause: error });
  }
}
