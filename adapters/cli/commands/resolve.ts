/** `multihome resolve NAME`: what the resolver says, whose answer it is, and why that network was asked. */
import type { Command } from 'commander';
import { duration, Resolved } from '../../control/index.ts';
import { question } from '../ask.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { type Output, oneLine, table } from '../output.ts';

type Options = { readonly pvd?: string; readonly type?: string };
type Answer = Resolved['answers'][number];

export const register: Register = (program, io) => {
  const command = program
    .command('resolve')
    .description('ask the resolver for a name: the answer, whose it is, and why that network was asked')
    .argument('<name>', 'the whole name: the search list is for programs')
    .option('--pvd <pvd>', 'ask this provisioning domain alone, also when it is not open for the node')
    .option('--type <type>', 'of record: A, AAAA, MX, TXT, TYPE64 (default: A and AAAA)')
    .addHelpText('after', EXAMPLES);
  command.action((name: string, options: Options) => resolve(io, command, name, options));
};

const EXAMPLES = `
It is asked as for any program, with the routes that its addresses need; with --pvd they need none, and get none.
Exit codes: 0 there are records, 13 there is no such name or nothing of that type, 14 no answer (stderr says why),
10 no such provisioning domain, 8 no agent answers, 1 it has no resolver.

Examples:
  multihome resolve nas.corp.example
  multihome resolve portal.example --pvd wlan0
  multihome resolve 1.2.0.192.in-addr.arpa --type PTR
  multihome resolve example.com --json | jq -r '.answers[].records[].value'`;

async function resolve(io: Io, command: Command, name: string, { pvd, type }: Options): Promise<void> {
  const { raw, value } = await question(io, command, 'resolve', Resolved, { name, pvd, type });
  const output = io.output();
  output.data(raw);
  if (value.answers.some((answer) => answer.records.length > 0)) {
    for (const line of words(value.answers, output)) output.line(line);
    return;
  }
  throw nothing(value);
}

function words(answers: readonly Answer[], output: Output): readonly string[] {
  const records = answers.flatMap((answer) => answer.records);
  const rows = records.map(({ name, type, value, ttl }) => [name, type, duration(ttl), value]);
  // The way to both addresses is the same record twice.
  const seen = rows.filter((row, i) => rows.findIndex((other) => other.join(' ') === row.join(' ')) === i);
  return [...table(['NAME', 'TYPE', 'HOLDS', 'VALUE'], seen, output), '', ...answers.map((answer) => oneLine(source(answer)))];
}

function source({ type, pvd, generation, isSynthesised, says, because }: Answer): string {
  const who = pvd === null ? (says === '' ? 'answered here' : '') : `${pvd}, generation ${generation}`;
  const parts = [who, says, isSynthesised ? 'synthesised for its NAT64' : '', `because ${because.says} [${because.rule}]`];
  return `${type}: ${parts.filter(Boolean).join('; ')}`;
}

function nothing({ name, answers }: Resolved): CliError {
  const isAnswered = answers.every(({ rcode }) => rcode === 'NXDOMAIN' || rcode === 'NOERROR');
  const failed = answers.find(({ rcode }) => rcode !== 'NXDOMAIN' && rcode !== 'NOERROR') ?? answers[0];
  const who = failed?.pvd ?? null;
  const message = `${name}: ${failed?.says ?? 'nothing was asked'}${who === null ? '' : ` (${who})`}`;
  const hint = `multihome why name ${name} says who is asked`;
  return isAnswered
    ? new CliError('noSuchName', 'ERR_NO_SUCH_NAME', oneLine(message), oneLine(hint))
    : new CliError('unresolved', 'ERR_UNRESOLVED', oneLine(message), 'multihome resolvers shows how the servers stand');
}
