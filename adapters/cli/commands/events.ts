/** `multihome events`: the facts, stored and live. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Command } from 'commander';
import { Fact } from '../../../machines/model/facts/index.ts';
import { iso, stream, summary } from '../../control/index.ts';
import { refusal, socketOf, value } from '../ask.ts';
import { CliError } from '../exit.ts';
import { interruptible } from '../interrupt.ts';
import type { Io, Register } from '../io.ts';
import { openToAsk } from '../logFile.ts';
import { asCliError } from '../offline/fault.ts';
import { type Output, oneLine } from '../output.ts';

const SLICE = 256;

type Options = { readonly follow?: boolean; readonly filter?: string; readonly from?: string; readonly log?: string };

export const register: Register = (program, io) => {
  const command = program
    .command('events')
    .description('the facts that were recorded, oldest first')
    .option('-f, --follow', 'go on with those that come')
    .option('--filter <pattern>', 'beginnings of types, separated by commas: link,lease4.bound')
    .option('--from <seq>', 'from this fact on (default: all that are stored; with --follow only new ones)')
    .option('--log <file>', 'read a stored log or an export instead of asking the agent')
    .addHelpText('after', EXAMPLES);
  command.action((options: Options) => events(io, command, options));
};

const EXAMPLES = `
Examples:
  multihome events --filter lease4,router
  multihome events --follow --json
  multihome events --from 800 --log host.ndjson.gz`;

async function events(io: Io, command: Command, options: Options): Promise<void> {
  const { follow = false, filter = '', from, log } = options;
  if (from !== undefined && !/^\d{1,15}$/.test(from))
    throw new CliError('usage', 'ERR_USAGE', `not a fact's number: ${from}`, 'for example --from 812');
  if (follow && log !== undefined)
    throw new CliError('usage', 'ERR_USAGE', 'a stored log has no facts to come', 'leave --follow or --log out');
  const output = io.output();
  if (log !== undefined) return stored(log, filter, Number(from ?? 0), output, io);
  using interrupt = interruptible(io);
  const search = new URLSearchParams({
    filter,
    follow: follow ? '1' : '0',
    ...(from !== undefined ? { from } : follow ? {} : { from: '0' }),
  });
  const { status, events: told } = value(
    await stream({ socket: socketOf(io, command), path: `events?${search}`, signal: interrupt.signal }),
  );
  try {
    for await (const { event, data } of told) {
      if (status !== 200 || event === 'error') throw refusal(status, JSON.parse(data) as unknown);
      tell(output, Fact.parse(JSON.parse(data)));
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  }
  io.exitWith(interrupt.code);
}

async function stored(file: string, filter: string, from: number, output: Output, io: Io): Promise<void> {
  const types = filter
    .split(',')
    .map((t) => t.replace(/\*$/, ''))
    .filter((t) => t !== '');
  const log = await openToAsk(file);
  using interrupt = interruptible(io);
  try {
    let count = 0;
    for (const fact of log.facts({ from })) {
      // A reader that has gone, or Ctrl-C, is heard between slices only.
      if (++count % SLICE === 0) await turn();
      if (interrupt.signal.aborted) break;
      if (types.length === 0 || types.some((t) => fact.type.startsWith(t))) tell(output, fact);
    }
  } catch (error) {
    throw asCliError(file, error);
  } finally {
    log.close();
  }
  io.exitWith(interrupt.code);
}

function tell(output: Output, fact: Fact): void {
  output.data(fact);
  output.line(oneLine(`${fact.seq} ${iso(fact.at)} ${fact.type.padEnd(20)} ${summary(fact)}`));
}
