/**
 * A DNS server of a network beside its router's own, at addresses of its own:
 *
 *   await openNameserver(network, { addresses: ['192.168.10.53'], records: { 'www.example.net': ['203.0.113.80'] } });
 */
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { spawnNode } from './agent.ts';
import type { Order } from './names-child.ts';
import type { Network } from './network.ts';

const CHILD = fileURLToPath(new URL('names-child.ts', import.meta.url));
const WITHIN = 20_000;

/** It ends with the lab. The network must not be served anew after it: its dnsmasq would take these addresses, too. */
export async function openNameserver(network: Network, order: z.input<typeof Order>): Promise<void> {
  for (const address of order.addresses)
    await network.run('ip', [
      'addr',
      'add',
      ...(address.includes(':') ? [`${address}/64`, 'nodad'] : [`${address}/24`]),
      'dev',
      network.device,
    ]);
  const child = spawnNode(network, CHILD, [JSON.stringify(order)]);
  await child.lines.waitFor('the DNS server is ready', () => true, WITHIN);
}
