/** Addresses of our leases: installed with their lifetime, renewed, and taken away. */
import type { Wish } from '../../machines/model/command.ts';
import { OUR_PROTOCOL } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import { type Addresses, addressKey } from '../addresses.ts';
import { isToBeMoved, left, type Work } from './wishes.ts';

type Applied = { readonly id: string; readonly ifname: string; readonly address: string; readonly prefixLength: number; readonly end: Instant | null };

export function addressWork(host: Host, wanted: Addresses): Work {
  const applied = host.interfaces.flatMap(({ snapshot: { context } }) =>
    context.addresses
      .filter((a) => a.protocol === OUR_PROTOCOL)
      .map(({ id, address, prefixLength }): Applied => {
        const row = { ifname: context.ifname, address, prefixLength };
        return { id: addressKey(row), ...row, end: find(context.expires, id)?.at ?? null };
      }),
  );
  return {
    made: wanted.flatMap(({ id, until, ...address }): readonly Wish[] => {
      const end = endOf(host, until);
      const there = applied.find((a) => a.id === id);
      if (there && !isToBeMoved(there.end, end, host.at)) return [];
      const valid = left(end, host.at);
      return [{ type: 'address.replace', target: id, address, valid, preferred: valid }];
    }),
    broken: applied
      .filter((a) => !find(wanted, a.id))
      .map(({ id, ifname, address, prefixLength }): Wish => ({
        type: 'address.delete',
        target: id,
        address: { ifname, address, prefixLength },
      })),
  };
}

const endOf = (host: Host, lease: string): Instant | null => find(host.leases, lease)?.snapshot.context.expires ?? null;
