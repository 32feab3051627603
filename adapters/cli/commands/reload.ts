/** `multihome reload`: the agent reads its configuration again. */
import { ReloadAnswer } from '../../control/index.ts';
import { demand } from '../ask.ts';
import type { Register } from '../io.ts';
import { oneLine } from '../output.ts';

export const register: Register = (program, io) => {
  const command = program.command('reload').description('have the agent read its configuration again').addHelpText('after', EXAMPLES);
  command.action(async () => {
    const { raw, value } = await demand(io, command, 'reload', ReloadAnswer);
    const output = io.output();
    output.data(raw);
    output.line(oneLine(value.file === null ? 'There is no configuration: the built-in values hold' : `Read ${value.file}`));
    for (const setting of value.later) output.line(oneLine(`${setting} is heeded at the next start only`));
  });
};

const EXAMPLES = `
A file with a mistake changes nothing: the mistake is printed, the exit code is 1. SIGHUP to the agent does the same.

Examples:
  multihome reload
  multihome reload --json`;
