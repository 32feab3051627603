/** `multihome sessions [NETWORK]`: the sessions that programs keep, where each is, and what is decided of it. */
import { duration, type Session, Sessions } from '../../control/index.ts';
import { asking, question } from '../ask.ts';
import type { Register } from '../io.ts';
import { type Output, oneLine, table } from '../output.ts';

export const register: Register = (program, io) => {
  const command = asking(
    program
      .command('sessions')
      .description('the sessions that programs declare: where each is, and whether it is kept, moved, drained or ended')
      .argument('[network]', 'only those on this one, for example wlan0 or pvd:example.com@wlan0'),
  );
  command.addHelpText('after', EXAMPLES).action(async (pvd: string | undefined) => {
    const { raw, value } = await question(io, command, 'sessions', Sessions, { pvd });
    const output = io.output();
    output.data(raw);
    for (const line of words(value.sessions, output)) output.line(line);
  });
};

const EXAMPLES = `
Plain connections are not here: they stay on the network they began on, and end with it (see ss -t).

Examples:
  multihome sessions
  multihome sessions wwan0
  multihome sessions --json | jq '.sessions[] | select(.verdict != "keep")'
  multihome why session 812-1-3
  multihome sessions --at 812 --log host.ndjson.gz`;

export function words(sessions: readonly Session[], output: Output): readonly string[] {
  if (sessions.length === 0) return ['no program has a session'];
  const rows = sessions.map((s) => [
    ...[s.id, s.manager, `${s.pvd}${s.state === 'bound' ? '' : ` (${s.state})`}`, `IPv${s.family}`, s.activity, s.mobility],
    ...[verdictOf(s), s.says],
  ]);
  const refused = sessions.flatMap((s) =>
    s.refused.map((r) => oneLine(`${s.id}: ${r.author} ${r.manager} asked in vain to ${r.ask}: ${r.says}`)),
  );
  return [...table(['SESSION', 'MANAGER', 'NETWORK', 'FAMILY', 'ACTIVITY', 'MOBILITY', 'VERDICT', 'BECAUSE'], rows, output), ...refused];
}

const verdictOf = ({ verdict, to, drainLeft }: Session): string =>
  [verdict ?? 'undecided', ...(to === null ? [] : [`to ${to}`]), ...(drainLeft === null ? [] : [`(${duration(drainLeft)} left)`])].join(
    ' ',
  );
