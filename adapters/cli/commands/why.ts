/** `multihome why route|name|pvd|session`: the answer, the rule that gave it, the facts behind it, and what lost against what. */
import type { Command } from 'commander';
import { canonicalAddress } from '../../../machines/model/address.ts';
import { Why } from '../../control/index.ts';
import { asking, question } from '../ask.ts';
import { CliError } from '../exit.ts';
import type { Io, Register } from '../io.ts';
import { type Output, oneLine } from '../output.ts';

export const register: Register = (program, io) => {
  const why = program
    .command('why')
    .description('why a packet, a name, a network or a session is treated as it is')
    .addHelpText('after', EXAMPLES);
  const route = asking(why.command('route').description('which way a packet to an address takes').argument('<address>')).option(
    '--from <address>',
    'with this source address',
  );
  route.action((to: string) => {
    const { from } = route.opts<{ from?: string }>();
    for (const text of [to, from]) if (text !== undefined && canonicalAddress(text) === null) throw noAddress(text);
    return explain(io, route, 'route', { to, from });
  });
  const name = asking(why.command('name').description('which server is asked for a name').argument('<name>')).option(
    '--family <4|6>',
    'for its IPv4 or its IPv6 addresses',
    '4',
  );
  name.action((wanted: string) => explain(io, name, 'name', { name: wanted, family: name.opts<{ family?: string }>().family }));
  const pvd = asking(why.command('pvd').description('what a provisioning domain is used for').argument('<id>'));
  pvd.action((id: string) => explain(io, pvd, 'pvd', { pvd: id }));
  const session = asking(why.command('session').description('why a session is kept, moved, drained or ended').argument('<id>'));
  session.action((id: string) => explain(io, session, 'session', { session: id }));
};

/** Told before anybody is asked: a mistake in the words is one wherever the agent is. */
const noAddress = (text: string): CliError =>
  new CliError('usage', 'ERR_BAD_ADDRESS', `not an IP address: ${text}`, 'a name is asked for with: multihome why name NAME');

const EXAMPLES = `
Examples:
  multihome why route 192.0.2.7
  multihome why route 2001:db8::1 --from 2001:db8:1::7
  multihome why name printer.corp.example --family 6
  multihome why pvd wlan0 --at 812
  multihome why session 812-1-3
  multihome why route 192.0.2.7 --at 2026-11-24T10:15:00Z --log host.ndjson.gz`;

async function explain(io: Io, command: Command, what: string, query: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { raw, value } = await question(io, command, `why/${what}`, Why, query);
  const output = io.output();
  output.data(raw);
  for (const line of words(value, output)) output.line(line);
}

type Cause = Pick<Why['because'], 'rule' | 'by' | 'says' | 'facts'>;

export function words({ question: asked, answer, details, because, losers }: Why, output: Output): readonly string[] {
  const known = Object.entries(details).flatMap(([key, value]) => {
    const text = value === null ? '' : typeof value === 'object' ? value.join(', ') : String(value);
    return text === '' ? [] : [oneLine(`  ${key.padEnd(10)} ${text}`)];
  });
  return [
    `${oneLine(asked)}: ${output.style('bold', oneLine(answer ?? 'nowhere'))}`,
    ...known,
    `  because ${oneLine(because.says)} [${oneLine(rule(because))}]`,
    ...facts(because, '    '),
    ...losers.flatMap((l) => [`  not ${oneLine(l.pvd)}: ${oneLine(l.says)} [${oneLine(rule(l))}]`, ...facts(l, '    ')]),
  ];
}

const rule = ({ rule: name, by }: Cause): string => (by === 'built-in' ? name : `${name}, ${by}`);
const facts = ({ facts: cited }: Cause, indent: string): readonly string[] =>
  cited.map((f) => oneLine(`${indent}#${f.seq} ${f.time ?? ''} ${f.says ?? 'the log does not have this fact any more'}`));
