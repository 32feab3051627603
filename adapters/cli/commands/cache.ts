/** `multihome cache`: the answers that are kept, network by network; with --flush they are forgotten. */
import type { Command } from 'commander';
import { Cache, duration, Flushed } from '../../control/index.ts';
import { confidential, demand } from '../ask.ts';
import type { Io, Register } from '../io.ts';
import { table } from '../output.ts';

export const register: Register = (program, io) => {
  const command = program
    .command('cache')
    .description("the answers that the resolver keeps, or forgetting them; for the agent's own user")
    .option('--flush', 'forget them all')
    .addHelpText('after', EXAMPLES);
  command.action(({ flush = false }: { readonly flush?: boolean }) => (flush ? forget(io, command) : show(io, command)));
};

const EXAMPLES = `
It tells which names programs of all users asked for, so it takes control.sock, which is its owner's alone.
An answer lives and dies with the attachment of the network that gave it.

Examples:
  sudo multihome cache
  sudo multihome cache --json | jq '.pvds[] | {pvd, answers: (.entries | length)}'
  sudo multihome cache --flush`;

async function forget(io: Io, command: Command): Promise<void> {
  const { raw } = await demand(io, command, 'flush', Flushed);
  io.output().data(raw);
  io.output().line('All answers are forgotten');
}

async function show(io: Io, command: Command): Promise<void> {
  const { raw, value } = await confidential(io, command, 'cache', Cache);
  const output = io.output();
  output.data(raw);
  const rows = value.pvds.flatMap(({ pvd, generation, entries }) =>
    entries.map(({ name, type, rcode, addresses, ttl, isSynthesised }) => [
      ...[name === '' ? '.' : name, type, pvd, String(generation), duration(ttl)],
      `${rcode === 'NOERROR' ? addresses.join(' ') : rcode}${isSynthesised ? ' (synthesised)' : ''}`,
    ]),
  );
  for (const line of table(['NAME', 'TYPE', 'OF', 'GENERATION', 'HOLDS', 'ADDRESSES'], rows, output)) output.line(line);
}
