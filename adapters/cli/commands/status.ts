/** `multihome status`: what is used now, and why, on one screen. */

import { duration, Status } from '../../control/index.ts';
import { asking, question } from '../ask.ts';
import type { Register } from '../io.ts';
import { operationInWords } from '../operation.ts';
import { type Output, oneLine, table } from '../output.ts';

export const register: Register = (program, io) => {
  const command = asking(program.command('status').description('which network is used now, and why'));
  command.addHelpText('after', EXAMPLES).action(async () => {
    const { raw, value } = await question(io, command, 'status', Status);
    const output = io.output();
    output.data(raw);
    for (const line of words(value, output)) output.line(line);
  });
};

const EXAMPLES = `
Examples:
  multihome status
  multihome status --json
  multihome status --at 2026-11-24T10:15:00Z
  multihome status --log /var/lib/multihome/log.sqlite --at 812`;

function sessionsInWords({ all, verdicts }: Status['sessions']): readonly string[] {
  if (all === 0) return [];
  const some = verdicts.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} ${verdict}`);
  return [`${all} session${all === 1 ? '' : 's'} of programs: ${some.join(', ')}`];
}

export function words(status: Status, output: Output): readonly string[] {
  const { defaults, pvds, servers, managers, notices } = status;
  const since = status.since === null ? '' : `, for ${duration(status.runs)}`;
  const families = ([4, 6] as const).map((family) => {
    const way = defaults.find((d) => d.family === family);
    const dns = servers.find((s) => s.family === family);
    if (!way) return [`IPv${family}`, 'nowhere', '', '', '', '', 'no network can be used'];
    return [`IPv${family}`, way.pvd, way.gateway ?? '', way.source ?? '', way.reach, dns?.servers.join(' ') ?? '', way.says];
  });
  return [
    `multihome ${oneLine(status.version ?? '?')}, ${status.mode ?? 'no'} mode${since}: fact ${status.seq}, epoch ${status.epoch}${status.phase === 'settled' ? '' : ` (${status.phase})`}`,
    '',
    ...table(['', 'NETWORK', 'GATEWAY', 'SOURCE', 'REACHES', 'DNS', 'BECAUSE'], families, output),
    '',
    `${status.interfaces.up} of ${status.interfaces.all} interfaces are up; ${pvds.length} provisioning domain${pvds.length === 1 ? '' : 's'}${pvds.length > 0 ? `: ${oneLine(pvds.map((p) => `${p.id} (${p.provisioning})`).join(', '))}` : ''}`,
    ...(status.conflicts > 0 ? [`${status.conflicts} conflicts between networks or authors`] : []),
    ...sessionsInWords(status.sessions),
    ...managers.map((m) => oneLine(`${m.name} manages ${m.interfaces.join(', ') || 'this host'} (${m.evidence.join(', ')})`)),
    ...operationInWords(status, output),
    ...notices.map((n) => output.style('yellow', oneLine(`note: ${n}`))),
  ];
}
