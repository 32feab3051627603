/** `multihome ask SESSION WISH`: somebody beside its program wants something of a session; what has become of it is said. */
import { AskAnswer } from '../../control/index.ts';
import { demand } from '../ask.ts';
import type { Register } from '../io.ts';
import { words } from './sessions.ts';

type Options = { readonly to?: string; readonly manager?: string; readonly author?: string };

export const register: Register = (program, io) => {
  const command = program
    .command('ask')
    .description('ask something of a session that a program has: keep, move, leave, end, or nothing any more')
    .argument('<session>', 'as multihome sessions names it')
    .argument('<wish>', 'keep | move | leave | end | nothing')
    .option('--to <network>', 'move: only there; leave: not there any more (default: where it is)')
    .option('--manager <name>', 'who asks: the newest word of each counts (default: control)')
    .option('--author <author>', 'in whose name: user, application, operator, network or system (default: user)')
    .addHelpText('after', EXAMPLES);
  command.action(async (session: string, ask: string, { to, manager, author }: Options) => {
    const { raw, value } = await demand(io, command, 'ask', AskAnswer, { session, ask, to, manager, author });
    const output = io.output();
    output.data(raw);
    for (const line of words([value.session], output)) output.line(line);
  });
};

const EXAMPLES = `
Prohibitions (end, leave) come before preferences (keep, move), then the order of authority, then who came first; whoever asked in
vain is listed with what beat it. Needs control.sock, so the agent's own user.

Examples:
  multihome ask 812-1-3 move --to wlan0
  multihome ask 812-1-3 leave --manager maintenance --author operator
  multihome ask 812-1-3 nothing --manager maintenance
  multihome why session 812-1-3`;
