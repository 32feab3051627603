/** DHCP clients that are wanted and do not run; that run and are not wanted. */
import type { ClientSpec } from '../../machines/model/command.ts';
import { find } from '../../machines/model/rows.ts';
import type { Host } from '../../machines/state.ts';
import type { Clients } from '../clients.ts';
import { lastResult } from '../memo.ts';
import type { Work } from './wishes.ts';

export const clientWork = lastResult(
  (host: Host, clients: Clients) => [host.clients, clients],
  (host, clients): readonly Work[] => {
    const wanted = clients.map(({ id: _id, ...client }) => ({ target: targetOf(client), client }));
    return [
      ...wanted.filter((w) => !find(host.clients, w.target)).map((w): Work => ({ wish: { type: 'client.start', ...w } })),
      ...host.clients
        .filter((row) => !wanted.some((w) => w.target === row.id))
        .map(({ id, client, ifname }): Work => ({ wish: { type: 'client.stop', target: id, client: { ...NOTHING, client, ifname } } })),
    ];
  },
);

const NOTHING = { managed: false, delegated: false, ipv6Only: false };
const targetOf = ({ client, ifname }: Pick<ClientSpec, 'client' | 'ifname'>): string => `${client} ${ifname}`;
