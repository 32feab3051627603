/** A point in a log as a person names it: a fact's number, or a moment of wall time. */
import { seeker } from '../../../machines/model/seek.ts';
import { CliError } from '../exit.ts';
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
  const found = seeker(moment.at);
  for await (const { facts } of transactionsOf(from)) facts.forEach(found.take);
  if (found.seq !== null) return found.seq;
  throw new CliError('noSuchObject', 'ERR_NO_SUCH_FACT', `${from.file}: begins after ${new Date(moment.at).toISOString()}`);
}
