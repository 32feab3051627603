/**
 * An agent that observes inside a host of the lab, with the DHCPv6 door beside it, which does what stdin says:
 * `start IFNAME [managed] [delegated]`, `stop IFNAME`. It says facts and its PvDs in lines of JSON.
 */
import { createInterface } from 'node:readline';
import { leaseOfBytes } from '../../adapters/dhcp4/index.ts';
import { openDhcp6 } from '../../adapters/dhcp6/index.ts';
import { openKernel, openRouters } from '../../adapters/linux/index.ts';
import { openManagers } from '../../adapters/managers/index.ts';
import { createAgent, memoryLog, parseConfig } from '../../index.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';

const [folder = '', config = ''] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const parsed = parseConfig(config, 'argument');
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));

const dhcp6 = openDhcp6({ folder });
const routers = openRouters();
const follow = (facts: readonly Unstamped[]) => {
  for (const fact of facts) if (fact.type === 'link.appeared' && fact.kind !== 'loopback') routers.watch(fact.ifname, fact.ifindex);
};
const agent = await createAgent({
  log: memoryLog(),
  config: parsed.value,
  sources: [openKernel(), { ...routers, follow }, openManagers({ readDhcp4: leaseOfBytes }), dhcp6],
  notice: (notice) => say({ kind: 'notice', notice }),
});
const told = () => ({
  kind: 'pvds',
  seq: agent.fold.host.seq,
  pvds: agent.fold.host.pvds.map(({ snapshot: { context } }) => ({ id: context.id, objects: context.objects })),
  managers: agent.fold.host.managers,
});
for (const fact of agent.log.facts()) say({ kind: 'fact', fact });
agent.facts.subscribe((fact) => say({ kind: 'fact', fact }));
agent.decisions.subscribe(() => say(told()));
say({ kind: 'open' });

let commands = 0;
createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, ifname = '', ...asks] = line.split(' ');
  const client = {
    client: 'dhcpcd',
    ifname,
    managed: asks.includes('managed'),
    delegated: asks.includes('delegated'),
    ipv6Only: false,
  } as const;
  commands += 1;
  const type = verb === 'start' ? 'client.start' : 'client.stop';
  dhcp6.carry([{ type, id: `t.${commands}`, target: `dhcpcd ${ifname}`, client }]);
});
process.on('SIGTERM', () => {
  agent.close().then(() => process.exit(0));
});
