/**
 * Who uses a host to attack its other network (sec-7): in each network somebody who sends to the host, by this wire, what is
 * meant for its addresses on the others: UDP to a port where nobody listens, TCP to one where somebody does.
 */
import { fileURLToPath } from 'node:url';
import { familyOf, isInPrefix } from '../../../machines/model/address.ts';
import type { Family } from '../../../machines/model/units.ts';
import { spawnNode } from '../agent.ts';
import { batch } from '../core.ts';
import { nth } from '../dnsmasq.ts';
import { PROBERS } from './counted.ts';
import { PORT, type Uplink } from './uplinks.ts';

export type Prober = {
  readonly uplink: Uplink;
  readonly from: Readonly<Record<Family, string>>;
  send(protocol: 'udp' | 'tcp', to: string): void;
  /** To each of these addresses that is another wire's; says how many packets that were. */
  probe(addresses: readonly string[]): number;
  stop(): Promise<unknown>;
};
const CHILD = fileURLToPath(new URL('../packet-child.ts', import.meta.url));
/** UDP where nobody listens, so that an answer is an error of ICMP. */
const PORTS = { udp: 5_002, tcp: PORT } as const;
const [FIRST_PORT, LAST_PORT] = [20_000, 29_999];
/** Next hops that are the host, whatever addresses it has at the time. */
const VIA = { 4: '198.18.255.254', 6: 'fe80::bad' } as const;

export async function openProber(uplink: Uplink, others: readonly Uplink[], number: number): Promise<Prober> {
  const { network, link } = uplink;
  const from = { 4: nth(PROBERS[4], number), 6: nth(PROBERS[6], number) };
  const prefixes = others.flatMap(({ ipv4, ipv6, later }) => [ipv4, ipv6, later]);
  await batch(network.space, [
    ...[from[4], from[6]].map((address) => `addr add ${address} dev lo`),
    ...Object.values(VIA).map((via) => `neigh replace ${via} lladdr ${link.mac} dev ${network.device} nud permanent`),
    ...prefixes.map((to) => `route replace ${to} via ${VIA[familyOf(to)]} dev ${network.device} onlink`),
  ]);
  const child = spawnNode(network, CHILD);
  await child.lines.waitFor('it can send', () => true, 20_000);
  let sport = FIRST_PORT;
  const send: Prober['send'] = (protocol, to) => {
    child.tell(JSON.stringify({ to, from: from[familyOf(to)], port: PORTS[protocol], protocol, sport }));
    sport = sport === LAST_PORT ? FIRST_PORT : sport + 1;
  };
  return {
    ...{ uplink, from, send },
    probe: (addresses) => {
      const wrong = addresses.filter((address) => prefixes.some((prefix) => isInPrefix(address, prefix)));
      for (const to of wrong) {
        send('udp', to);
        send('tcp', to);
      }
      return 2 * wrong.length;
    },
    stop: () => child.stop(),
  };
}
