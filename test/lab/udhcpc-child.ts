/**
 * The source of DHCPv4 leases inside a host of the lab, told of links by the real kernel. It says in lines of JSON what it tells.
 * On stdin: `start IFNAME [ipv6Only]`, `stop IFNAME`, `release`. Arguments: the run directory, and a program when it is not to be found on PATH.
 */
import { createInterface } from 'node:readline';
import { openUdhcpc } from '../../adapters/dhcp4/index.ts';
import { openKernel } from '../../adapters/linux/index.ts';
import type { Command } from '../../machines/model/command.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';

const [runDirectory = '', program] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const udhcpc = openUdhcpc({ runDirectory, every: 200, ...(program ? { program } : {}) });
const kernel = openKernel();
const tell = (facts: readonly Unstamped[]): void => {
  for (const fact of facts) say({ kind: 'fact', fact });
};
const notice = (line: string): void => void say({ kind: 'notice', line });
await udhcpc.open(tell, notice);
await kernel.open((facts) => {
  udhcpc.follow?.(facts);
  for (const fact of facts) if (fact.type === 'link.carrierChanged') say({ kind: 'link', fact });
}, notice);
say({ kind: 'open', pid: process.pid });

let next = 0;
createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb = '', ifname = '', ipv6Only] = line.split(' ');
  if (verb === 'release') return void udhcpc.release().then(() => say({ kind: 'released' }));
  const client = { client: 'udhcpc', ifname, managed: false, delegated: false, ipv6Only: ipv6Only !== undefined } as const;
  const type = verb === 'start' ? 'client.start' : 'client.stop';
  const command: Command = { id: `1.${next++}`, type, target: `udhcpc ${ifname}`, client };
  udhcpc.carry([command]);
});
process.on('SIGTERM', () => {
  void Promise.all([kernel.close(), udhcpc.close()]).then(() => process.exit(0));
});
