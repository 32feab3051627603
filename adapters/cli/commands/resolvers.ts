/** `multihome resolvers`: where names are asked now, how the servers stand, and how programs are led here. */
import { duration, Resolvers } from '../../control/index.ts';
import { question } from '../ask.ts';
import type { Register } from '../io.ts';
import { publishingInWords } from '../names.ts';
import { type Output, oneLine, table } from '../output.ts';

type Pvd = Resolvers['pvds'][number];

export const register: Register = (program, io) => {
  const command = program
    .command('resolvers')
    .description('the name servers of each network, how they stand, what they are asked for, and how programs are led here')
    .addHelpText('after', EXAMPLES);
  command.action(async () => {
    const { raw, value } = await question(io, command, 'resolvers', Resolvers);
    const output = io.output();
    output.data(raw);
    for (const line of words(value, output)) output.line(line);
  });
};

const EXAMPLES = `
A network that is not open resolves nothing for the node, but answers at its own address on loopback: point there what
has to see its portal. Of names only the suffixes are shown; what programs asked: multihome cache.

Examples:
  multihome resolvers
  multihome resolvers --json | jq '.pvds[] | {pvd, at}'
  multihome resolvers --json | jq .counts`;

function words({ resolver, pvds, search, counts }: Resolvers, output: Output): readonly string[] {
  return [
    ...publishingInWords(resolver),
    ...(search.length > 0 ? [oneLine(`Search list: ${search.join(' ')}`)] : []),
    '',
    ...table(['NETWORK', 'GENERATION', 'ANSWERS AT', 'ASKED FOR', 'OPEN'], pvds.map(domain), output),
    '',
    ...table(['SERVER', 'OF', 'RTT', 'FAILURES', 'STANDS BACK'], pvds.flatMap(servers), output),
    ...(counts ? ['', ...counted(counts)] : []),
  ];
}

const domain = ({ pvd, generation, at, suffixes, isOpen, says }: Pvd): readonly string[] => {
  const first = suffixes.filter(({ place, kind }) => place === 1 && kind !== 'reverse');
  const names = [
    ...new Set(first.map(({ suffix, exclusive }) => `${suffix === '.' ? 'all other names' : suffix}${exclusive ? ' (nowhere else)' : ''}`)),
  ];
  return [pvd, String(generation), at ?? '', names.join(', ') || 'nothing now', isOpen ? 'yes' : `no: ${says}`];
};

const servers = ({ pvd, servers: known }: Pvd): readonly (readonly string[])[] =>
  known.map(({ address, rtt, failures, penalty }) => [
    ...[address, pvd, rtt === null ? 'not measured' : `${rtt} ms`, String(failures), penalty > 0 ? `for ${duration(penalty)}` : 'no'],
  ]);

/** The rest is for programs. */
function counted({
  queries = 0,
  hits = 0,
  asked = 0,
  answers = 0,
  timeouts = 0,
  strays = 0,
  malformed = 0,
  unpinned = 0,
}: Record<string, number>) {
  const [given, problems] = [`${queries} questions of programs, ${hits} answered at once`, `${timeouts} in vain`];
  return [
    `${given}; ${asked} questions to servers, ${answers} answers, ${problems}`,
    `refused: ${malformed} malformed questions, ${strays} answers that nobody asked for, ${unpinned} answers without a route in time`,
  ];
}
