/**
 * The resolver as an agent has it, in a process of its own: `dns-child.ts ADDRESS PORT`. Each line on stdin is a view to be shown, or
 * the word `measure`; each is answered by a line of JSON. Routes that answers ask for stand after a moment.
 */
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { openResolver } from '../../adapters/dns/index.ts';
import type { Said, Sample } from './dns-said.ts';

/** ms that a route takes. */
const ROUTED = 1;
const [address = '', port = '0'] = process.argv.slice(2);
const say = (said: Said): boolean => process.stdout.write(`${JSON.stringify(said)}\n`);

/** The resolver's, which keeps it to itself. */
let thread: Worker | null = null;
process.on('worker', (started) => {
  thread = started;
});
const resolver = openResolver({
  listen: { addresses: [address], port: Number(port), perPvd: null },
  pin: () => pause(ROUTED, true),
  notice: (line) => process.stderr.write(`${line}\n`),
});
const [endpoint] = await resolver.open();
say({ kind: 'open', port: endpoint?.port ?? 0 });

const end = (): Promise<never> => resolver.close().then(() => process.exit(0));
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    if (line === 'measure') say({ kind: 'measured', sample: await measured() });
    else say({ kind: 'shown', seq: await resolver.show(JSON.parse(line)) });
  })
  // Whoever started it is gone.
  .on('close', end);
process.on('SIGTERM', end);

async function measured(): Promise<Sample> {
  const { counts } = await resolver.stats();
  const heap = await thread?.getHeapStatistics();
  return {
    rss: process.memoryUsage.rss(),
    heap: heap?.used_heap_size ?? 0,
    descriptors: readdirSync('/proc/self/fd').length,
    counts,
  };
}
