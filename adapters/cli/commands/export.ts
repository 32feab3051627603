/** `multihome export OUT`: the log as NDJSON. */
import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { Option } from 'commander';
import { defaultLogPath, thisUser } from '../../config/index.ts';
import { exportLog, type NamesMode } from '../../log/index.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { logError } from '../offline/fault.ts';
import { openLog } from '../offline/logFile.ts';
import { parseSeq } from '../offline/moment.ts';
import { printable } from '../output.ts';

const EXAMPLES = `
Names (search, zone and PvD names) are hashed label by label unless --names says otherwise, with a key that
is kept nowhere. Only with --names keep the export carries the decisions' digests, so that replay compares them.

Examples:
  multihome export --gzip incident.ndjson.gz
  multihome export --log log.sqlite --names keep --from 800 --to 900 - | less`;

type Options = { readonly log?: string; readonly gzip?: boolean; readonly names: NamesMode; readonly from?: string; readonly to?: string };

export const register: Register = (program, io) => {
  program
    .command('export')
    .description('write the log as NDJSON, whole transactions')
    .argument('<out>', 'a new file, or - for standard output')
    .option('--log <file>', 'the log (default: that of the agent)')
    .option('--gzip', 'packed')
    .addOption(new Option('--names <mode>', 'what becomes of names').choices(['omit', 'hash', 'keep']).default('hash'))
    .option('--from <seq>', 'the first fact')
    .option('--to <seq>', 'the last fact')
    .addHelpText('after', EXAMPLES)
    .action((out: string, options: Options) => run(io, out, options));
};

async function run(io: Io, target: string, { log: named, gzip = false, names, from, to }: Options): Promise<void> {
  const range = { ...(from === undefined ? {} : { from: parseSeq(from) }), ...(to === undefined ? {} : { to: parseSeq(to) }) };
  const file = named ?? defaultLogPath({ ...thisUser(), env: io.env });
  const isStream = target === '-';
  const { log, close } = openLog(file);
  try {
    if (!isStream && existsSync(target))
      throw new CliError('failed', 'ERR_EXISTS', `${target}: there is such a file already`, 'give another name, or remove it');
    const result = await exportLog(log, isStream ? through(io.stdout) : target, { gzip, names, range });
    if (!result.ok) throw logError(file, result.error, '; what is before it was exported');
    const { transactions, facts, hash } = result;
    const words = `${printable(isStream ? file : target)}: ${facts.toLocaleString('en')} facts in ${transactions.toLocaleString('en')} transactions`;
    if (isStream) return io.output().note(words);
    io.output().line(words);
    io.output().data({ file: target, transactions, facts, hash, names });
  } finally {
    close();
  }
}

/** Standard output stays open after it. */
const through = (stdout: NodeJS.WritableStream): Writable =>
  new Writable({ write: (chunk, _encoding, done) => void stdout.write(chunk, done) });
