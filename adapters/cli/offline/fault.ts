/** What a log's errors mean to the command line. */
import { FactUnknown, type ImportError, LogCorrupt, type LogError, LogFailed } from '../../log/index.ts';
import { CliError } from '../exit.ts';

type Fault = Pick<LogError, 'problem' | 'pid'> & {
  readonly code: string;
  readonly seq?: number;
  readonly line?: number;
  readonly offset?: number;
};

/** A damaged log has its place in the message; `after` says what was good. */
export function logError(file: string, fault: Fault | ImportError, after = ''): CliError {
  const { code, problem } = fault;
  if (code === 'ERR_LOG_CORRUPT') {
    const place = fault.seq === 0 && fault.line === undefined ? '' : `damaged at ${placeOf(fault)}: `;
    return new CliError('corruptLog', code, `${file}: ${place}${problem}${after}`, rescueOf(fault));
  }
  if (code === 'ERR_FACT_UNKNOWN') {
    return new CliError(
      'failed',
      code,
      `${file}: ${placeOf(fault)}: ${problem}${after}`,
      'a newer multihome wrote it: read it with that one',
    );
  }
  return new CliError('failed', code, `${file}: ${problem}`, ADVICE[code] ?? null);
}

const ADVICE: Readonly<Record<string, string>> = {
  ERR_LOG_IN_USE: 'stop the agent that writes it, or give another file',
  ERR_LOG_ACCESS: 'become who may, or give another file: a log that is copied comes with its FILE-wal',
};

/** Of what is good before the damage. */
function rescueOf({ seq, line }: Fault): string {
  if (line !== undefined) return 'multihome import FILE --log NEWLOG keeps the good part of an export';
  return seq ? 'multihome export --log FILE OUT keeps what is before it' : 'nothing of it can be read: give another file';
}

const placeOf = ({ seq, ...fault }: Fault): string =>
  [
    seq === undefined ? null : `fact ${seq}`,
    fault.line === undefined ? null : `line ${fault.line}`,
    fault.offset === undefined ? null : `offset ${fault.offset}`,
  ]
    .filter((part) => part !== null)
    .join(', ') || 'its beginning';

/** For what is thrown while a log is read; anything else is a bug and stays what it is. */
export function asCliError(file: string, error: unknown, after = ''): unknown {
  if (error instanceof LogCorrupt) return logError(file, { code: error.code, problem: error.problem, seq: error.seq }, after);
  if (error instanceof FactUnknown)
    return logError(file, { code: error.code, problem: `unknown fact ${error.type} version ${error.version}`, seq: error.seq }, after);
  return error instanceof LogFailed ? logError(file, { code: error.code, problem: error.message }) : error;
}
