/** `multihome pvds [ID]`: the provisioning domains, and what each consists of. */
import { duration, OnePvd, type Pvd, Pvds } from '../../control/index.ts';
import { asking, question } from '../ask.ts';
import type { Register } from '../io.ts';
import { type Output, oneLine, table } from '../output.ts';

export const register: Register = (program, io) => {
  const command = asking(
    program
      .command('pvds')
      .description('the provisioning domains; with an id, what it consists of, who told, and what is left of it')
      .argument('[id]', 'for example wlan0 or pvd:example.com@wlan0'),
  );
  command.addHelpText('after', EXAMPLES).action(async (id: string | undefined) => {
    const output = io.output();
    if (id === undefined) {
      const { raw, value } = await question(io, command, 'pvds', Pvds);
      output.data(raw);
      for (const line of overview(value.pvds, output)) output.line(line);
      return;
    }
    const { raw, value } = await question(io, command, `pvds/${encodeURIComponent(id)}`, OnePvd);
    output.data(raw);
    for (const line of [...overview([value.pvd], output), '', ...objects(value.pvd, output)]) output.line(line);
  });
};

const EXAMPLES = `
Examples:
  multihome pvds
  multihome pvds wlan0
  multihome pvds pvd:wlan0/fe80::1 --json
  multihome pvds --at 812 --log /var/lib/multihome/log.sqlite`;

function overview(pvds: readonly Pvd[], output: Output): readonly string[] {
  const place = (pvd: Pvd, family: 4 | 6) => {
    const found = pvd.places.find((p) => p.family === family);
    return found ? (found.place === null ? `no: ${found.rule}` : String(found.place)) : '';
  };
  const reach = (pvd: Pvd) => [...new Set(pvd.reach.map((r) => r.state))].join('/');
  const rows = pvds.map((p) => [
    p.id,
    `${p.provisioning}${p.goneIn === null ? '' : ` (${duration(p.goneIn)} left)`}`,
    String(p.generation),
    reach(p),
    place(p, 4),
    place(p, 6),
    p.objects
      .filter((o) => o.kind === 'address')
      .map((o) => o.value)
      .join(' '),
  ]);
  return table(['DOMAIN', 'STATE', 'GENERATION', 'REACHES', 'IPv4', 'IPv6', 'ADDRESSES'], rows, output);
}

function objects(pvd: Pvd, output: Output): readonly string[] {
  const rows = pvd.objects.map((o) => [
    o.kind,
    o.value,
    o.left === null ? 'for ever' : `for ${duration(o.left)}`,
    `${o.source} ${o.by}`,
    `#${o.since}`,
    o.detail.join(' '),
  ]);
  const portals = pvd.reach.flatMap((r) => (r.portal === null ? [] : [oneLine(`captive portal (IPv${r.family}): ${r.portal}`)]));
  return [...table(['OBJECT', 'VALUE', 'HOLDS', 'FROM', 'FACT', 'DETAIL'], rows, output), ...portals];
}
