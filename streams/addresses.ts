/** The addresses that we install: of leases that our own clients hold, and of prefixes that the kernel does not know. It has all others by itself. */
import { isGivenUp } from '../machines/ipv6Only.ts';
import { addressBytes, formatAddress, isInPrefix, prefixLength as lengthOf, reachOf } from '../machines/model/address.ts';
import { addressKey } from '../machines/model/routing.ts';
import { compareId } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { addressesOf, readsOwnership, readsSources } from './links.ts';
import { isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';

/** `until`: the lease or router, and what of it, that its lifetime is of; the moments themselves are no decision. */
export type WantedAddress = {
  readonly id: string;
  readonly ifname: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly until: string;
};
export type Addresses = readonly WantedAddress[];

/** Clients that bring us leases and install nothing themselves. */
const OURS: readonly string[] = ['udhcpc', 'dhcpcd'];

export const addresses: Part<Addresses> = {
  initial: [],
  reads: (host) => [
    ...readsOwnership(host),
    ...(host.started?.mode === 'apply' ? [...addressesOf(host.interfaces), ...readsSources(host)] : []),
  ],
  step: (previous, host) => settleRows(previous, [...leased4(host), ...leased6(host), ...nested(host)].toSorted(compareId)),
};

function leased4(host: Readable): Addresses {
  return host.leases.flatMap(({ id, snapshot: { context } }) => {
    const { ifname, lease } = context;
    if (lease?.client !== 'udhcpc' || !isManaged(host, ifname) || isGivenUp(host, ifname)) return [];
    return [row(ifname, lease.address, lease.prefixLength, id)];
  });
}

function leased6(host: Readable): Addresses {
  return host.leases6.flatMap(({ id, snapshot: { context } }) => {
    const { ifname, lease } = context;
    // A dhcpcd that another started is another manager's, and then the interface is not ours.
    if (!lease || !OURS.includes(lease.client) || !isManaged(host, ifname)) return [];
    return lease.addresses.map((address) => row(ifname, address, 128, id));
  });
}

/**
 * RFC 8801 §3.4: a prefix nested in a PvD option is for those who understand it, so the kernel makes no address of it. Ours
 * ends as the kernel's own link-local address does, however that was made (RFC 4862 §5.5.3, RFC 7217).
 */
function nested(host: Readable): Addresses {
  return host.routers.flatMap(({ id, snapshot: { context } }) => {
    const { ifname, objects } = context;
    if (!isManaged(host, ifname)) return [];
    const link = host.interfaces.find((i) => i.snapshot.context.ifname === ifname)?.snapshot.context;
    const own = link?.addresses.find((a) => reachOf(a.address) === 'linkLocal' && a.address.includes(':'))?.address;
    if (!link || !own) return [];
    return objects
      .filter((o) => o.kind === 'prefix' && o.detail.nested === true && o.detail.autonomous === true && lengthOf(o.value) === 64)
      .map((o) => ({ object: o, address: joined(o.value, own) }))
      .filter(({ object, address }) => !link.addresses.some((a) => isInPrefix(a.address, object.value) && a.address !== address))
      .map(({ object, address }) => row(ifname, address, 64, `${id} ${object.id}`));
  });
}

function joined(prefix: string, own: string): string {
  const [high, low] = [addressBytes(prefix.slice(0, prefix.indexOf('/'))), addressBytes(own)];
  return high && low ? formatAddress(Uint8Array.from([...high.slice(0, 8), ...low.slice(8)])) : own;
}

const row = (ifname: string, address: string, prefixLength: number, until: string): WantedAddress => ({
  id: addressKey({ ifname, address, prefixLength }),
  ...{ ifname, address, prefixLength, until },
});
