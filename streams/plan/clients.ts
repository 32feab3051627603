/** DHCP clients that are wanted and do not run; that run and are not wanted. */
import type { ClientSpec, Wish } from '../../machines/model/command.ts';
import { find } from '../../machines/model/rows.ts';
import type { Host } from '../../machines/state.ts';
import type { Clients } from '../clients.ts';

export function clientWork(host: Host, clients: Clients): readonly Wish[] {
  const wanted = clients.map(({ id: _id, ...client }) => ({ target: targetOf(client), client }));
  return [
    ...wanted.filter((w) => !find(host.clients, w.target)).map((w): Wish => ({ type: 'client.start', ...w })),
    ...host.clients
      .filter((row) => !wanted.some((w) => w.target === row.id))
      .map(({ id, client, ifname }): Wish => ({ type: 'client.stop', target: id, client: { ...NOTHING, client, ifname } })),
  ];
}

const NOTHING = { managed: false, delegated: false, ipv6Only: false };
const targetOf = ({ client, ifname }: Pick<ClientSpec, 'client' | 'ifname'>): string => `${client} ${ifname}`;
