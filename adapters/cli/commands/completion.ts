/** `multihome completion bash`: what a shell needs to complete the commands. */

import { CliError } from '../exit.ts';
import type { Register } from '../io.ts';
import { bashCompletion } from '../offline/bash.ts';
import { MACHINE_NAMES } from '../offline/machines.ts';
import { factTypes, SCHEMA_NAMES } from '../offline/schemas.ts';

const EXAMPLES = `
Examples:
  source <(multihome completion bash)
  multihome completion bash > ~/.local/share/bash-completion/completions/multihome`;

export const register: Register = (program, io) => {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .argument('<shell>', 'bash')
    .addHelpText('after', EXAMPLES)
    .action((shell: string) => {
      if (shell !== 'bash')
        throw new CliError('noSuchObject', 'ERR_NO_SUCH_SHELL', `there is no completion for ${shell}`, 'the shells are: bash');
      const words = { graph: MACHINE_NAMES, schema: [...SCHEMA_NAMES, ...factTypes().map(({ type }) => type)], completion: ['bash'] };
      const script = bashCompletion(program, words);
      io.output().line(script);
      io.output().data({ shell, script });
    });
};
