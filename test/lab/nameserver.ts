/**
 * A DNS server of a network beside its router's own, at addresses of its own:
 *
 *   await openNameserver(network, { addresses: ['192.168.10.53'], records: { 'www.example.net': ['203.0.113.80'] } });
 */
import { fileURLToPath } from 'node:url';
import { spawnNode } from './agent.ts';
import type { Host } from './host.ts';
import type { OrderInput } from './names-child.ts';
import type { Network } from './network.ts';

const CHILD = fileURLToPath(new URL('names-child.ts', import.meta.url));
const WITHIN = 20_000;

/** It ends with the lab. The network must not be served anew after it: its dnsmasq would take these addresses, too. */
export async function openNameserver(network: Network, order: OrderInput): Promise<void> {
  for (const address of order.addresses) {
    const own = address.includes(':') ? [`${address}/64`, 'nodad'] : [`${address}/24`];
    await network.run('ip', ['addr', 'add', ...own, 'dev', network.device]);
  }
  await startNameserver(network, order);
}

/** At addresses that are there already. */
export async function startNameserver(at: Pick<Host, 'name' | 'spawn'>, order: OrderInput): Promise<void> {
  const child = spawnNode(at, CHILD, [JSON.stringify(order)]);
  await child.lines.waitFor('the DNS server is ready', () => true, WITHIN);
}
