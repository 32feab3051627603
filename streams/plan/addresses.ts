/** Addresses of our leases: installed with their lifetime, renewed, and taken away. */
import type { Wish } from '../../machines/model/command.ts';
import { addressKey, OUR_PROTOCOL } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import type { Addresses } from '../addresses.ts';
import { isToBeMoved, left, type Work } from './wishes.ts';

type Applied = {
  readonly id: string;
  readonly ifname: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly end: Instant | null;
};

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
      const { valid, preferred } = endsOf(host, until, address.address);
      const there = applied.find((a) => a.id === id);
      if (there && !isToBeMoved(there.end, valid, host.at)) return [];
      return [{ type: 'address.replace', target: id, address, valid: left(valid, host.at), preferred: left(preferred, host.at) }];
    }),
    broken: applied
      .filter((a) => !find(wanted, a.id))
      .map(
        ({ id, ifname, address, prefixLength }): Wish => ({
          type: 'address.delete',
          target: id,
          address: { ifname, address, prefixLength },
        }),
      ),
  };
}

type Ends = { readonly valid: Instant | null; readonly preferred: Instant | null };
const FOR_EVER: Ends = { valid: null, preferred: null };

function endsOf(host: Host, until: string, address: string): Ends {
  const lease = find(host.leases, until)?.snapshot.context;
  if (lease) return { valid: lease.expires, preferred: lease.expires };
  const lease6 = find(host.leases6, until)?.snapshot.context;
  if (lease6) return find(lease6.lifetimes, address) ?? FOR_EVER;
  for (const { id, snapshot } of host.routers) {
    const end = until.startsWith(`${id} `) ? find(snapshot.context.expires, until.slice(id.length + 1)) : undefined;
    if (end) return { valid: end.at, preferred: end.at };
  }
  return FOR_EVER;
}
