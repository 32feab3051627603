/** `multihome graph [MACHINE]`: the state machines, drawn from their own definitions. */
import { Argument, Option } from 'commander';
import { CliError } from '../exit.ts';
import type { Register } from '../io.ts';
import { dot, mermaid } from '../offline/drawing.ts';
import { graphs, MACHINE_NAMES } from '../offline/machines.ts';

const EXAMPLES = `
Machines: ${MACHINE_NAMES.join(', ')}; without a name all of them.

Examples:
  multihome graph pvd --format mermaid
  multihome graph interface --format dot | dot -Tsvg > interface.svg
  multihome graph --json`;

type Options = { readonly format: 'mermaid' | 'dot' | 'json' };

export const register: Register = (program, io) => {
  program
    .command('graph')
    .description('the state machines, drawn from their own definitions')
    .addArgument(new Argument('[machine]', 'one of them').argOptional())
    .addOption(new Option('--format <format>', 'how').choices(['mermaid', 'dot', 'json']).default('mermaid'))
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, { format }: Options) => {
      const drawn = graphs(name ?? null);
      if (drawn.length === 0) {
        throw new CliError(
          'noSuchObject',
          'ERR_NO_SUCH_MACHINE',
          `there is no machine ${name}`,
          `the machines are ${MACHINE_NAMES.join(', ')}`,
        );
      }
      const out = io.output();
      const value = name === undefined ? drawn : drawn[0];
      out.data(value);
      if (format === 'json') out.line(JSON.stringify(value, null, 2));
      else out.line(drawn.map(format === 'dot' ? dot : mermaid).join('\n\n'));
    });
};
