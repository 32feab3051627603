/** `multihome wait`: until a network is there, reaches the Internet, or wants its portal opened. For scripts and units. */
import type { Command } from 'commander';
import { z } from 'zod';
import { Text } from '../../../machines/model/plain.ts';
import { Family } from '../../../machines/model/units.ts';
import { type Pvd, Pvds } from '../../control/index.ts';
import { question } from '../ask.ts';
import { CliError } from '../exit.ts';
import { follow, timeoutOf } from '../following.ts';
import type { Io, Register } from '../io.ts';
import { oneLine } from '../output.ts';

type Options = { readonly validated?: boolean; readonly portal?: boolean; readonly pvd?: string; readonly timeout: string };
const State = z.enum(['provisioned', 'validated', 'portal']);
type State = z.infer<typeof State>;
/** What `wait --json` prints. `family` null: it is provisioned, whatever it reaches. */
export const WaitOutput = z.object({
  v: z.literal(1),
  pvd: Text,
  state: State,
  family: Family.nullable(),
  portal: Text.nullable(),
});
type Met = z.infer<typeof WaitOutput>;

export const register: Register = (program, io) => {
  const command = program
    .command('wait')
    .description('wait until a network is provisioned, reaches the Internet, or is behind a captive portal')
    .option('--validated', 'until one was found to reach the Internet')
    .option('--portal', 'until one is behind a captive portal')
    .option('--pvd <pvd>', 'only this provisioning domain will do: pvd:wlan0, wlan0, or its RFC 8801 name')
    .option('--timeout <time>', 'how long at most', '30s')
    .addHelpText('after', EXAMPLES);
  command.action((options: Options) => wait(io, command, options));
};

const EXAMPLES = `
With neither --validated nor --portal a network that has an address and a gateway is enough.
Exit codes: 0 it is so (the network is printed), 3 it was not in time, 8 no agent answers.

Examples:
  multihome wait && rsync …
  multihome wait --validated --timeout 2min
  multihome wait --portal --pvd wlan0 --json | jq -r .portal`;

async function wait(io: Io, command: Command, { validated = false, portal = false, pvd, timeout }: Options): Promise<void> {
  if (validated && portal) throw new CliError('usage', 'ERR_USAGE', 'one of --validated and --portal', 'or neither');
  const state: State = validated ? 'validated' : portal ? 'portal' : 'provisioned';
  const met: Met[] = [];
  let seen = 0;
  const look = async () => {
    const { value } = await question(io, command, 'pvds', Pvds);
    seen = value.seq;
    met.push(...value.pvds.filter((p) => pvd === undefined || isNamed(p, pvd)).flatMap((p) => meets(p, state)));
    return met.length > 0;
  };
  const isMet = await follow(io, command, {
    from: null,
    filter: '',
    timeout: timeoutOf(timeout),
    lacking: () => `${pvd ?? 'no network'} is ${pvd === undefined ? '' : 'not '}${WORDS[state]} after ${timeout}`,
    begin: look,
    // Only a fact can have changed anything; one look answers for all that came before it.
    take: (fact) => fact.seq > seen && look(),
  });
  const [first] = met;
  if (!isMet || !first) return;
  const output = io.output();
  output.data(first);
  output.line(inWords(first));
}

const WORDS: Readonly<Record<State, string>> = {
  provisioned: 'provisioned',
  validated: 'known to reach the Internet',
  portal: 'behind a captive portal',
};

const isNamed = ({ id, identity }: Pvd, wanted: string): boolean =>
  id === wanted || id === `pvd:${wanted}` || identity === wanted.toLowerCase();

function meets({ id, provisioning, reach }: Pvd, state: State): readonly Met[] {
  if (provisioning !== 'provisioned' && provisioning !== 'deprecated') return [];
  if (state === 'provisioned') return [{ v: 1, pvd: id, state, family: null, portal: null }];
  return reach.filter((r) => r.state === state).map(({ family, portal }) => ({ v: 1, pvd: id, state, family, portal }));
}

const inWords = ({ pvd, state, family, portal }: Met): string =>
  oneLine(`${pvd} is ${WORDS[state]}${family === null ? '' : ` over IPv${family}`}${portal === null ? '' : `: ${portal}`}`);
