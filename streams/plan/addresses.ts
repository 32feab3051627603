/** Addresses of our leases: installed with their lifetime, renewed, and taken away; and those that the kernel kept of a network that has gone. */
import { addressKey, OUR_PROTOCOL } from '../../machines/model/routing.ts';
import { compareId, find } from '../../machines/model/rows.ts';
import type { Instant } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import type { Addresses, WantedAddress } from '../addresses.ts';
import { lastResult } from '../memo.ts';
import { isManaged } from '../ownership.ts';
import { type Pending, unwanted } from './flight.ts';
import { isToBeMoved, left, type Work, type Works } from './wishes.ts';

type Applied = {
  readonly id: string;
  readonly ifname: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly end: Instant | null;
};
const specOf = ({ ifname, address, prefixLength }: Applied) => ({ ifname, address, prefixLength });
const NOTHING: Works = { made: [], broken: [] };

export const addressWork = lastResult(
  (host: Host, wanted: Addresses, pending: Pending) =>
    host.started?.mode === 'apply'
      ? [wanted, pending, host.interfaces, host.leases, host.leases6, host.routers, host.managers, host.settings]
      : [wanted],
  (host, wanted, pending): Works => {
    if (host.started?.mode !== 'apply') return NOTHING;
    const applied = host.interfaces
      .flatMap(({ snapshot: { context } }) =>
        context.addresses
          .filter((a) => a.protocol === OUR_PROTOCOL)
          .map(({ id, address, prefixLength }): Applied => {
            const row = { ifname: context.ifname, address, prefixLength };
            return { id: addressKey(row), ...row, end: find(context.expires, id)?.at ?? null };
          }),
      )
      .sort(compareId);
    const kept = outlivedOf(host).filter((row) => !pending.has(row.id) && !find(wanted, row.id));
    return {
      made: wanted
        .filter((row) => {
          const coming = pending.get(row.id);
          const there = find(applied, row.id);
          if (coming) return coming.type === 'address.delete';
          return !there || isToBeMoved(there.end, endsOf(host, row).valid, 0);
        })
        .map(installed),
      broken: [
        ...unwanted(
          applied,
          wanted,
          applied.map((row) => find(wanted, row.id)),
          pending,
          specOf,
          (c) => ('address' in c ? c.address : null),
        ),
        ...kept.map((row) => [row.id, specOf(row)] as const),
      ].map(([target, address]): Work => ({ wish: { type: 'address.delete', target, address } })),
    };
  },
);

/** The kernel has an address until its lifetime ends, whatever network is behind the interface by then. */
const outlivedOf = (host: Host): readonly Applied[] =>
  host.interfaces.flatMap(({ snapshot: { context } }) =>
    context.outlived.length === 0 || !isManaged(host, context.ifname)
      ? []
      : context.outlived.map(({ address, prefixLength }) => {
          const row = { ifname: context.ifname, address, prefixLength };
          return { id: addressKey(row), ...row, end: null };
        }),
  );

function installed(row: WantedAddress): Work {
  const { id: target, ifname, address, prefixLength } = row;
  const wish = { type: 'address.replace', target, address: { ifname, address, prefixLength }, valid: null, preferred: null } as const;
  const timed = (host: Host) => {
    const { valid, preferred } = endsOf(host, row);
    return { ...wish, valid: left(valid, host.at), preferred: left(preferred, host.at) };
  };
  return { wish, timed };
}

type Ends = { readonly valid: Instant | null; readonly preferred: Instant | null };
const FOR_EVER: Ends = { valid: null, preferred: null };

function endsOf(host: Host, { until, address }: WantedAddress): Ends {
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
