/** `multihome export OUT`: the log as NDJSON, or as a page with the log inside. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Writable } from 'node:stream';
import { Option } from 'commander';
import { defaultLogPath, findConfig, thisUser } from '../../config/index.ts';
import { type ExportOptions, type ExportResult, exportLog, type NamesMode } from '../../log/index.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { logError } from '../offline/fault.ts';
import { type LogFile, openLog } from '../offline/logFile.ts';
import { parseSeq } from '../offline/moment.ts';
import { enclose, packedExport, readPage, writePage } from '../offline/page.ts';
import { printable } from '../output.ts';

const EXAMPLES = `
Names (search, zone and PvD names) are hashed label by label unless --names says otherwise, with a key that
is kept nowhere. A page (--html) does with them what the configuration's log.names says. Only with --names keep the export carries the decisions' digests, so that replay compares them.

Examples:
  multihome export --gzip incident.ndjson.gz
  multihome export --html incident.html
  multihome export --log log.sqlite --names keep --from 800 --to 900 - | less`;

type Options = {
  readonly log?: string;
  readonly gzip?: boolean;
  readonly html?: boolean;
  readonly names?: NamesMode;
  readonly from?: string;
  readonly to?: string;
};

export const register: Register = (program, io) => {
  program
    .command('export')
    .description('write the log as NDJSON, whole transactions, or as a page to look at it')
    .argument('<out>', 'a new file, or - for standard output')
    .option('--log <file>', 'the log (default: that of the agent)')
    .option('--gzip', 'packed')
    .option('--html', 'one HTML file with the page and the log inside, which opens from disk')
    .addOption(new Option('--names <mode>', 'what becomes of names (default: hash)').choices(['omit', 'hash', 'keep']))
    .option('--from <seq>', 'the first fact')
    .option('--to <seq>', 'the last fact')
    .addHelpText('after', EXAMPLES)
    .action((out: string, options: Options) => run(io, out, options));
};

async function run(io: Io, target: string, { log: named, gzip = false, html = false, names: said, from, to }: Options): Promise<void> {
  const range = { ...(from === undefined ? {} : { from: parseSeq(from) }), ...(to === undefined ? {} : { to: parseSeq(to) }) };
  if ((range.from ?? 0) > (range.to ?? Number.POSITIVE_INFINITY))
    throw new CliError('usage', 'ERR_USAGE', `--from ${from} is behind --to ${to}`, 'the first fact comes first');
  const asker = { ...thisUser(), env: io.env };
  const file = named ?? defaultLogPath(asker);
  const isStream = target === '-';
  if (html && (gzip || isStream))
    throw new CliError(
      'usage',
      'ERR_USAGE',
      `--html does not go with ${gzip ? '--gzip' : '-'}`,
      'a page is a file, and its log is packed already',
    );
  const names = said ?? (html ? configured(asker) : 'hash');
  const source = openLog(file);
  try {
    if (!isStream && existsSync(target))
      throw new CliError('failed', 'ERR_EXISTS', `${target}: there is such a file already`, 'give another name, or remove it');
    const last = source.log.last?.seq ?? 0;
    if (range.from !== undefined && range.from > last)
      throw new CliError('noSuchObject', 'ERR_NO_SUCH_FACT', `${printable(file)}: there is no fact ${range.from}: it ends at ${last}`);
    const result = html
      ? await exportPage(source, target, { names, range })
      : await exportLog(source.log, isStream ? through(io.stdout) : target, { gzip, names, range });
    if (!result.ok) throw logError(file, result.error, html ? '; no page was made' : '; what is before it was exported');
    const { transactions, facts, hash } = result;
    const words = `${printable(isStream ? file : target)}: ${facts.toLocaleString('en')} facts in ${transactions.toLocaleString('en')} transactions`;
    if (isStream) return io.output().note(words);
    io.output().line(words);
    io.output().data({ file: target, transactions, facts, hash, names });
  } finally {
    source.close();
  }
}

/** What a configuration that cannot be read says is not known, so names are hidden. */
function configured(asker: Parameters<typeof findConfig>[1]): NamesMode {
  const found = findConfig(null, asker);
  return found.ok ? found.value.log.names : 'hash';
}

async function exportPage(source: LogFile & { readonly kind: 'log' }, target: string, options: ExportOptions): Promise<ExportResult> {
  const page = readPage();
  const { bytes, result } = await packedExport(source, options);
  if (result.ok) writePage(target, enclose(page, basename(target).replace(/\.html?$/, ''), bytes));
  return result;
}

/** Standard output stays open after it. */
const through = (stdout: NodeJS.WritableStream): Writable =>
  new Writable({ write: (chunk, _encoding, done) => void stdout.write(chunk, done) });
