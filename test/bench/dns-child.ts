/**
 * The resolver as an agent has it, in a process of its own: `dns-child.ts ADDRESS PORT`. Each line on stdin is a view to be shown, or
 * the word `measure`; each is answered by a line of JSON. Routes that answers ask for stand after a moment.
 */
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { openResolver } from '../../adapters/dns/index.ts';
import { Report, type Said, type Sample } from './dns-said.ts';

/** ms that a route takes. */
const ROUTED = 1;
const [address = '', port = '0'] = process.argv.slice(2);
const say = (said: Said): boolean => process.stdout.write(`${JSON.stringify(said)}\n`);

const resolver = openResolver({
  listen: { addresses: [address], port: Number(port), perPvd: null },
  pin: () => pause(ROUTED, true),
  notice: (line) => process.stderr.write(`${line}\n`),
});
const [endpoint] = await resolver.open();
say({ kind: 'open', port: endpoint?.port ?? 0 });

createInterface({ input: process.stdin }).on('line', async (line) => {
  if (line === 'measure') say({ kind: 'measured', sample: await measured() });
  else say({ kind: 'shown', seq: await resolver.show(JSON.parse(line)) });
});
process.on('SIGTERM', () => void resolver.close().then(() => process.exit(0)));

/** The heap is that of the resolver's thread, which only a report of node's tells of from outside. */
async function measured(): Promise<Sample> {
  const { counts } = await resolver.stats();
  const report = Report.parse(process.report?.getReport());
  return {
    rss: process.memoryUsage.rss(),
    heap: report.workers[0]?.javascriptHeap.usedMemory ?? 0,
    descriptors: readdirSync('/proc/self/fd').length,
    counts,
  };
}
