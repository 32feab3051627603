/** `multihome replay FILE`: fold a log again and compare every digest. */
import type { Verdict } from '../../../streams/replay.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { type LogFile, openLogFile } from '../offline/logFile.ts';
import { parseMoment, seqOf } from '../offline/moment.ts';
import { progress } from '../offline/progress.ts';
import { replayFile } from '../offline/replaying.ts';
import { printable } from '../output.ts';

const EXAMPLES = `
Examples:
  multihome replay log.sqlite
  multihome replay incident.ndjson.gz --until 812
  multihome replay log.sqlite --until 2026-03-01T12:00:00Z --json

Exit codes: 0 equal (or of another version: not compared), 5 diverged, 6 the file is damaged.`;

type Options = { readonly until?: string; readonly keepGoing?: boolean };

export const register: Register = (program, io) => {
  program
    .command('replay')
    .description('fold a log again and compare every decision’s digest with the stored one')
    .argument('<file>', 'log.sqlite, or an export of it (.ndjson, .ndjson.gz)')
    .option('--until <seq|time>', 'stop after this fact, or at this time')
    .option('--keep-going', 'go on after the first difference')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options) => {
      const moment = options.until === undefined ? null : parseMoment(options.until);
      const from = openLogFile(file);
      try {
        await run(io, from, moment && (await seqOf(from, moment)), options.keepGoing === true);
      } finally {
        from.close();
      }
    });
};

async function run(io: Io, from: LogFile, until: number | null, keepGoing: boolean): Promise<void> {
  const out = io.output();
  const bar = progress(io, 'facts', totalOf(from, until));
  const began = performance.now();
  const { damage, ...done } = await replayFile(from, { until, keepGoing, onFacts: bar.at });
  bar.end();
  const factsPerSecond = Math.round(done.facts / Math.max(0.001, (performance.now() - began) / 1000));
  if (damage instanceof CliError) throw afterwards(damage, done.facts, done.verdict);
  if (done.facts === 0 && done.skipped > 0)
    throw new CliError(
      'failed',
      'ERR_NO_EPOCH',
      `${from.file}: no epoch begins in it, so nothing can be folded`,
      'export from the first fact of an epoch',
    );
  out.line(
    `${printable(from.file)}: ${counted(done.facts, 'fact')}, ${counted(done.epochs, 'epoch')}, ${factsPerSecond.toLocaleString('en')} facts/s`,
  );
  if (done.skipped > 0) out.line(`${counted(done.skipped, 'fact')} before the first epoch that begins here were left out`);
  out.line(`digest ${done.digest}`);
  for (const line of verdictLines(done.verdict)) out.line(printable(line));
  out.data({ file: from.file, ...done, factsPerSecond });
  if (done.verdict.kind === 'diverged') io.exitWith(EXIT.diverged);
}

const afterwards = (error: CliError, facts: number, verdict: Verdict): CliError =>
  new CliError(
    error.exit,
    error.code,
    `${error.message}; the ${counted(facts, 'fact')} before it: ${verdict.kind === 'diverged' ? `diverged at fact ${verdict.seq}` : SHORT[verdict.kind]}`,
    error.hint,
    { cause: error },
  );

const SHORT = { equal: 'equal', otherVersion: 'of another version, not compared', noDigests: 'without digests, not compared' } as const;

/** Changes shown on a terminal; `--json` has all of them. */
const SHOWN_MAX = 20;

function verdictLines(verdict: Verdict): readonly string[] {
  switch (verdict.kind) {
    case 'equal':
      return ['equal: every stored digest is the one computed here'];
    case 'noDigests':
      return ['not compared: names were hidden in this log, so it carries no digests'];
    case 'otherVersion':
      return [`not compared: recorded by version ${verdict.recorded} of the machines, this is version ${verdict.here}`];
    case 'diverged': {
      const shown = verdict.changed.slice(0, SHOWN_MAX).map(([path, row]) => `  ${path}: ${row === null ? 'gone' : JSON.stringify(row)}`);
      const rest = verdict.changed.length - shown.length;
      return [
        `diverged at fact ${verdict.seq}: stored ${verdict.stored}, computed ${verdict.computed}`,
        shown.length > 0 ? 'its facts changed here:' : 'its facts changed nothing here',
        ...shown,
        ...(rest > 0 ? [`  and ${rest} more (--json)`] : []),
      ];
    }
    default:
      return verdict satisfies never;
  }
}

/** How many facts are to come, as far as that is known beforehand. */
function totalOf(from: LogFile, until: number | null): number | null {
  if (from.kind === 'export') return null;
  const first = from.log.epochs()[0]?.first ?? 0;
  return Math.min(until ?? Number.POSITIVE_INFINITY, from.log.last?.seq ?? 0) - first + 1;
}

const counted = (n: number, unit: string): string => `${n.toLocaleString('en')} ${unit}${n === 1 ? '' : 's'}`;
