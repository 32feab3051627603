/** `multihome import FILE --log NEWLOG`: an export becomes a log again. */
import { existsSync } from 'node:fs';
import { type EventLog, importLog, openSqliteLog } from '../../log/index.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { logError } from '../offline/fault.ts';
import { openLogFile } from '../offline/logFile.ts';
import { printable } from '../output.ts';

const EXAMPLES = `
Of a damaged file the good transactions are kept; where it ends is said, with exit code 6.

Examples:
  multihome import incident.ndjson.gz --log incident.sqlite
  multihome replay incident.sqlite`;

export const register: Register = (program, io) => {
  program
    .command('import')
    .description('make a new log of an export')
    .argument('<file>', 'what multihome export wrote (.ndjson, .ndjson.gz)')
    .requiredOption('--log <file>', 'the new log; must not be there yet')
    .addHelpText('after', EXAMPLES)
    .action((file: string, { log }: { readonly log: string }) => run(io, file, log));
};

async function run(io: Io, file: string, target: string): Promise<void> {
  const source = openLogFile(file);
  if (source.kind === 'log') {
    source.close();
    throw new CliError(
      'usage',
      'ERR_USAGE',
      `${file}: is a log already, no export of one`,
      `copy it, or: multihome export --log ${file} --names keep OUT`,
    );
  }
  if (existsSync(target))
    throw new CliError('failed', 'ERR_EXISTS', `${target}: there is such a log already`, 'give another name: nothing is merged');
  let log: EventLog | null = null;
  try {
    const result = await importLog(file, (base) => {
      const opened = openSqliteLog(target, { base });
      if (opened.ok) log = opened.log;
      return opened;
    });
    const { transactions, facts } = result;
    const words = `${facts.toLocaleString('en')} facts in ${transactions.toLocaleString('en')} transactions`;
    if (!result.ok) throw logError(file, result.error, `; ${log ? `${words} before it are in ${target}` : 'nothing was imported'}`);
    io.output().line(`${printable(target)}: ${words}`);
    io.output().data({ file, log: target, transactions, facts });
  } finally {
    closeLog(log);
  }
}

const closeLog = (log: EventLog | null): void => log?.close();
