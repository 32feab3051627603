/** The addresses that we install: those of leases that our own clients hold. The kernel has all others by itself. */
import { compareId } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { isManaged } from './ownership.ts';
import type { Part } from './part.ts';

/** `until`: the lease that its lifetime is of; the moment itself is no decision. */
export type WantedAddress = {
  readonly id: string;
  readonly ifname: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly until: string;
};
export type Addresses = readonly WantedAddress[];

/** Clients that bring us leases and install nothing themselves. */
const OURS: readonly string[] = ['udhcpc'];

export const addresses: Part<Addresses> = {
  initial: [],
  reads: (host) => [host.leases, host.interfaces, host.managers, host.settings, host.started],
  step(previous, host) {
    const wanted = host.leases.flatMap(({ id: until, snapshot: { context } }): readonly WantedAddress[] => {
      const { ifname, lease } = context;
      if (!lease || !OURS.includes(lease.client) || !isManaged(host, ifname)) return [];
      const { address, prefixLength } = lease;
      return [{ id: addressKey({ ifname, address, prefixLength }), ifname, address, prefixLength, until }];
    });
    return settleRows(previous, wanted.toSorted(compareId));
  },
};

export const addressKey = ({ ifname, address, prefixLength }: Omit<WantedAddress, 'id' | 'until'>): string =>
  `address ${address}/${prefixLength} dev ${ifname}`;
