/** `multihome diff A B`: where two logs, or two points of logs, decide differently. */
import { existsSync } from 'node:fs';
import type { Fact } from '../../../machines/model/facts/index.ts';
import type { Row } from '../../../machines/model/rows.ts';
import { createLoop, INITIAL_FOLD } from '../../../streams/loop.ts';
import { OCTETS } from '../../log/index.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Register } from '../io.ts';
import { type Difference, differences, type Walk, walk } from '../offline/comparing.ts';
import { factsOf, type LogFile, openLogFile } from '../offline/logFile.ts';
import type { DiffOutput } from '../offline/outputs.ts';
import { type Output, printable } from '../output.ts';

const EXAMPLES = `
Examples:
  multihome diff yesterday.sqlite today.sqlite     the first decision that differs, fact by fact
  multihome diff log.sqlite@812 log.sqlite@813     what fact 813 changed
  multihome diff log.sqlite@812 other.ndjson.gz    that point and the end of the other

Exit codes: 0 equal, 1 different.`;

type Point = { readonly file: string; readonly seq: number | null };

export const register: Register = (program, io) => {
  program
    .command('diff')
    .description('the first decision in which two logs differ, and its reasons')
    .argument('<a>', 'LOG or LOG@SEQ')
    .argument('<b>', 'LOG or LOG@SEQ')
    .addHelpText('after', EXAMPLES)
    .action(async (a: string, b: string) => {
      const points = [pointOf(a), pointOf(b)] as const;
      const left = openLogFile(points[0].file);
      try {
        const right = openLogFile(points[1].file);
        try {
          const output = await compare([left, points[0].seq], [right, points[1].seq]);
          report(io.output(), output);
          if (!output.equal) io.exitWith(EXIT.failed);
        } finally {
          right.close();
        }
      } finally {
        left.close();
      }
    });
};

function pointOf(text: string): Point {
  const [, file, seq] = /^(.+)@(\d{1,15})$/.exec(text) ?? [];
  return file === undefined || existsSync(text) ? { file: text, seq: null } : { file, seq: Number(seq) };
}

type Located = readonly [from: LogFile, seq: number | null];

async function compare([a, atA]: Located, [b, atB]: Located): Promise<DiffOutput> {
  if (atA !== null || atB !== null) return ends([a, atA], [b, atB]);
  const walked = await walk(factsOf(a), factsOf(b));
  if (walked.compared === 0) return ends([a, null], [b, null]);
  return { equal: walked.at === null, compared: walked.compared, factsPartAt: walked.factsPartAt, difference: found(a, b, walked) };
}

/** The two decisions at those points, or at the ends. */
async function ends(a: Located, b: Located): Promise<DiffOutput> {
  const [x, y] = [await foldTo(...a), await foldTo(...b)];
  const all = differences(x.decision, y.decision);
  const difference = found(a[0], b[0], { at: { a: x.fact, b: y.fact }, differences: all });
  return { equal: all.length === 0, compared: 0, factsPartAt: null, difference };
}

async function foldTo(from: LogFile, seq: number | null) {
  const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
  let fact: Fact | null = null;
  for await (const next of factsOf(from, seq ?? undefined)) {
    loop.take(next);
    fact = next;
  }
  if (fact && (seq === null || fact.seq === seq)) return { decision: loop.fold.decision, fact };
  const wanted = seq === null ? 'no epoch begins in it' : `there is no fact ${seq} to fold to${fact ? `: it ends at ${fact.seq}` : ''}`;
  throw new CliError('noSuchObject', 'ERR_NO_SUCH_FACT', `${from.file}: ${wanted}`);
}

function found(a: LogFile, b: LogFile, { at, differences: [first, ...rest] }: Pick<Walk, 'at' | 'differences'>): DiffOutput['difference'] {
  if (!at || !first) return null;
  const side = (from: LogFile, fact: Fact, entry: Row | null) => ({
    file: from.file,
    seq: fact.seq,
    fact: fact.type,
    entry: entry && { ...entry },
  });
  const { path, fields } = first;
  return { path, fields, a: side(a, at.a, first.a), b: side(b, at.b, first.b), others: rest.map((d: Difference) => d.path) };
}

function report(out: Output, { equal, compared, factsPartAt, difference }: DiffOutput): void {
  const facts = `${compared.toLocaleString('en')} fact${compared === 1 ? '' : 's'} in common`;
  out.data({ equal, compared, factsPartAt, difference } satisfies DiffOutput);
  if (factsPartAt !== null) out.line(`the logs themselves part at fact ${factsPartAt}`);
  if (!difference) {
    out.line(compared > 0 ? `equal: ${facts}, the same decision after each` : 'equal: the two decisions are the same');
    return;
  }
  const { path, fields, others } = difference;
  out.line(printable(`different: ${path}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}${compared > 0 ? `, after ${facts}` : ''}`));
  for (const [sign, { file, seq, fact, entry }] of [['a', difference.a] as const, ['b', difference.b] as const]) {
    out.line(printable(`${sign}  ${file}, fact ${seq} ${fact}`));
    out.line(printable(`   ${entry === null ? 'no such entry' : valueText(entry)}`));
    if (entry) for (const line of reasonLines(entry)) out.line(printable(`   ${line}`));
  }
  if (others.length > 0) out.line(printable(`and ${others.length} more: ${others.slice(0, 8).join(', ')}${others.length > 8 ? ' …' : ''}`));
}

type Entry = NonNullable<NonNullable<DiffOutput['difference']>['a']['entry']>;
const valueText = ({ id: _id, because: _because, beaten: _beaten, ...value }: Entry): string => JSON.stringify(value);

function reasonLines({ because, beaten }: Entry): readonly string[] {
  const losers = Array.isArray(beaten) ? beaten : [];
  return [
    ...(because === undefined ? [] : [`because ${reasonText(because)}`]),
    ...losers.map((loser) => `beat ${loser.pvd}: ${reasonText(loser)}`),
  ];
}

const reasonText = (reason: unknown): string => {
  const { rule, by, facts } = Object(reason);
  return `${rule} (${by}${Array.isArray(facts) && facts.length > 0 ? `, facts ${facts.join(', ')}` : ''})`;
};
