/**
 * Which interface wants which DHCP client. Only in apply mode, on interfaces that are ours to change, while they are
 * switched on: without a carrier too, for a client that lives on asks again at once where a new one begins anew.
 */
import { familyOf } from '../machines/model/address.ts';
import type { ClientSpec } from '../machines/model/command.ts';
import type { LinkKind } from '../machines/model/facts/kernel.ts';
import { compareId } from '../machines/model/rows.ts';
import type { InterfaceSettings } from '../machines/model/settings.ts';
import { settleRows } from '../machines/model/settle.ts';
import type { Family } from '../machines/model/units.ts';
import { addressesOf, readsOwnership, readsSources } from './links.ts';
import { isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';

/** `dhcp4 wlan0`, `dhcp6 wlan0`. */
export type WantedClient = ClientSpec & { readonly id: string };
export type Clients = readonly WantedClient[];
type Link = Readable['interfaces'][number]['snapshot']['context'];

/** Where a network with DHCP may be at the other end. A veth may stand for any. */
const REAL: ReadonlySet<LinkKind> = new Set(['ethernet', 'wifi', 'cellular', 'bridge', 'bond', 'vlan', 'veth']);

export const clients: Part<Clients> = {
  initial: [],
  reads: (host) => [
    ...readsOwnership(host),
    ...(host.started?.mode === 'apply' ? [...addressesOf(host.interfaces), ...readsSources(host)] : []),
  ],
  step(previous, host) {
    const ours = host.interfaces.filter(({ snapshot }) => snapshot.context.link?.up === true && isManaged(host, snapshot.context.ifname));
    return settleRows(previous, ours.flatMap(({ snapshot }) => clientsOf(host, snapshot.context)).toSorted(compareId));
  },
};

function clientsOf(host: Readable, link: Link): Clients {
  const { ifname } = link;
  const settings = host.settings.interfaces.find((i) => i.name === ifname);
  // What the configuration calls Wi-Fi is as real as the kernel's own word for it.
  if (!REAL.has(settings?.kind ?? link.link?.kind ?? 'other')) return [];
  return [
    ...(settings?.dhcp4 === false || isStatic(host, link, settings, 4) ? [] : [udhcpc(ifname, host.settings.ipv6Only)]),
    ...(settings?.dhcp6 === false || isStatic(host, link, settings, 6) ? [] : dhcpcd(host, ifname, settings?.delegate === true)),
  ];
}

const udhcpc = (ifname: string, ipv6Only: boolean): WantedClient => ({
  id: `dhcp4 ${ifname}`,
  client: 'udhcpc',
  ifname,
  managed: false,
  delegated: false,
  ipv6Only,
});

/** The routers say whether there is DHCPv6 here: M, and O, which M makes redundant (RFC 4861 §4.2). Prefixes are asked for by order. */
function dhcpcd(host: Readable, ifname: string, delegated: boolean): Clients {
  const routers = host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === ifname);
  const managed = routers.some((r) => r.managed);
  if (!managed && !delegated && !routers.some((r) => r.other)) return [];
  return [{ id: `dhcp6 ${ifname}`, client: 'dhcpcd', ifname, managed, delegated, ipv6Only: false }];
}

/** Somebody said where this family leads out, or gave the interface an address for ever that is no lease's (docker0): nobody is asked. */
function isStatic(host: Readable, link: Link, settings: InterfaceSettings | undefined, family: Family): boolean {
  if (settings?.static?.gateways.some((gateway) => familyOf(gateway) === family)) return true;
  const leased = [
    ...host.leases.flatMap(({ snapshot }) => snapshot.context.lease?.address ?? []),
    ...host.leases6.flatMap(({ snapshot }) => snapshot.context.lease?.addresses ?? []),
  ];
  return link.addresses.some(
    (a) => familyOf(a.address) === family && a.scope === 'global' && a.flags.includes('permanent') && !leased.includes(a.address),
  );
}
