/** `multihome interfaces`: the host's interfaces and what is configured on them. */
import { duration, type Interface, Interfaces } from '../../control/index.ts';
import { asking, question } from '../ask.ts';
import type { Register } from '../io.ts';
import { type Output, oneLine, table } from '../output.ts';

export const register: Register = (program, io) => {
  const command = asking(program.command('interfaces').description('the interfaces of this host, their addresses and who told them'));
  command.addHelpText('after', EXAMPLES).action(async () => {
    const { raw, value } = await question(io, command, 'interfaces', Interfaces);
    const output = io.output();
    output.data(raw);
    for (const line of words(value.interfaces, output)) output.line(line);
  });
};

const EXAMPLES = `
Examples:
  multihome interfaces
  multihome interfaces --json | jq '.interfaces[].name'
  multihome interfaces --log host.ndjson.gz --at 500`;

function words(interfaces: readonly Interface[], output: Output): readonly string[] {
  const overview = interfaces.map((i) => [
    i.name,
    i.kind ?? '',
    `${i.link}${i.quality === 'poor' ? ' (poor)' : ''}`,
    i.network ?? '',
    String(i.mtu ?? ''),
    i.managers.join(' '),
    i.ignored ? 'ignored' : i.pvds.join(' '),
  ]);
  return [
    ...table(['NAME', 'KIND', 'LINK', 'NETWORK', 'MTU', 'MANAGER', 'DOMAINS'], overview, output),
    ...interfaces.flatMap((i) => details(i, output)),
  ];
}

function details({ name, addresses, lease, routers }: Interface, output: Output): readonly string[] {
  if (addresses.length + routers.length === 0 && !lease) return [];
  const end = (left: number | null) => (left === null ? 'for ever' : `for ${duration(left)}`);
  const rows = [
    ...addresses.map((a) => ['address', a.address, end(a.left), a.flags.join(' '), `#${a.since}`]),
    ...(lease
      ? [['lease', lease.address, end(lease.left), `${lease.client}${lease.server ? ` from ${lease.server}` : ''}`, `#${lease.since}`]]
      : []),
    ...routers.map((r) => ['router', r.router, end(r.left), r.pvd ?? '', `#${r.since}`]),
  ];
  return [
    '',
    output.style('bold', oneLine(name)),
    ...table(['', 'VALUE', 'HOLDS', 'DETAIL', 'FACT'], rows, output).map((line) => `  ${line}`),
  ];
}
