/** A point in a log as a person names it: a fact's number, or a moment of wall time. */
import type { Fact } from '../../../machines/model/facts/index.ts';
import { instant } from '../../../machines/model/units.ts';
import { CliError } from '../exit.ts';
import { asCliError } from './fault.ts';
import { type LogFile, transactionsOf } from './logFile.ts';

export type Moment = { readonly kind: 'seq'; readonly seq: number } | { readonly kind: 'time'; readonly at: number };

/** `812`, or `2026-03-01T12:00:00` (the zone of this host unless it says Z or an offset). */
export function parseMoment(text: string): Moment {
  if (/^\d{1,15}$/.test(text)) return { kind: 'seq', seq: Number(text) };
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (at >= 0) return { kind: 'time', at };
  throw new CliError(
    'usage',
    'ERR_USAGE',
    `not a point in a log: ${text}`,
    'give the number of a fact, or a time like 2026-03-01T12:00:00Z',
  );
}

export function parseSeq(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CliError('usage', 'ERR_USAGE', `not the number of a fact: ${text}`);
}

/** The last fact up to that point. */
export async function seqOf(from: LogFile, moment: Moment): Promise<number> {
  if (moment.kind === 'seq') return moment.seq;
  const seq = from.kind === 'log' ? attempt(from.file, () => from.log.seqAt(instant(moment.at))) : await lastBy(from, moment.at);
  if (seq !== null) return seq;
  throw new CliError('noSuchObject', 'ERR_NO_SUCH_FACT', `${from.file}: begins after ${new Date(moment.at).toISOString()}`);
}

/** Wall time may go back where an epoch begins: the last epoch that had begun by then is the one to look in. */
async function lastBy(from: LogFile, at: number): Promise<number | null> {
  let found: number | null = null;
  let isMeant = true;
  const look = (fact: Fact) => {
    if (fact.type === 'agent.started') isMeant = fact.at <= at;
    if (isMeant && fact.at <= at) found = fact.seq;
  };
  for await (const { facts } of transactionsOf(from)) facts.forEach(look);
  return found;
}

function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asCliError(file, error);
  }
}
