/** Which interface wants which DHCP client. Only in apply mode, on interfaces that are ours to change, while their link is up. */
import { isLinkUp } from '../machines/interface.ts';
import { familyOf } from '../machines/model/address.ts';
import type { ClientSpec } from '../machines/model/command.ts';
import { compareId } from '../machines/model/rows.ts';
import type { InterfaceSettings } from '../machines/model/settings.ts';
import { settleRows } from '../machines/model/settle.ts';
import type { Family } from '../machines/model/units.ts';
import type { Host } from '../machines/state.ts';
import { isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';

/** `dhcp4 wlan0`, `dhcp6 wlan0`. */
export type WantedClient = ClientSpec & { readonly id: string };
export type Clients = readonly WantedClient[];

type Reads = Readable & Pick<Host, 'routers'>;

export const clients: Omit<Part<Clients>, 'reads' | 'step'> & {
  readonly reads: (host: Reads) => readonly unknown[];
  readonly step: (previous: Clients, host: Reads) => Clients;
} = {
  initial: [],
  reads: (host) => [host.interfaces, host.routers, host.managers, host.settings, host.started],
  step(previous, host) {
    if (host.started?.mode !== 'apply') return settleRows(previous, []);
    const ours = host.interfaces.filter(({ snapshot }) => isLinkUp(snapshot) && isManaged(host, snapshot.context.ifname));
    const wanted = ours.flatMap(({ snapshot: { context } }) => (isReal(context.link?.kind) ? clientsOf(host, context.ifname) : []));
    return settleRows(previous, wanted.toSorted(compareId));
  },
};

/** Where a network may be at the other end. A veth counts: it may stand for any. */
const isReal = (kind: string | undefined): boolean => kind !== undefined && kind !== 'loopback';

function clientsOf(host: Reads, ifname: string): Clients {
  const settings = host.settings.interfaces.find((i) => i.name === ifname);
  return [...dhcp4(host, ifname, settings), ...dhcp6(host, ifname, settings)];
}

function dhcp4(host: Reads, ifname: string, settings: InterfaceSettings | undefined): Clients {
  if (settings?.dhcp4 === false || isStatic(settings, 4)) return [];
  const { ipv6Only } = host.settings;
  return [{ id: `dhcp4 ${ifname}`, client: 'udhcpc', ifname, managed: false, delegated: false, ipv6Only }];
}

/** The routers say whether there is DHCPv6 here (RFC 4861 §4.2: M, and O which M makes redundant); prefixes are asked for by order. */
function dhcp6(host: Reads, ifname: string, settings: InterfaceSettings | undefined): Clients {
  if (settings?.dhcp6 === false || isStatic(settings, 6)) return [];
  const routers = host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === ifname);
  const [managed, delegated] = [routers.some((r) => r.managed), settings?.delegate === true];
  if (!managed && !delegated && !routers.some((r) => r.other)) return [];
  return [{ id: `dhcp6 ${ifname}`, client: 'dhcpcd', ifname, managed, delegated, ipv6Only: false }];
}

/** The configuration says where this family leads out: nobody is asked for it. */
const isStatic = (settings: InterfaceSettings | undefined, family: Family): boolean =>
  settings?.static?.gateways.some((gateway) => familyOf(gateway) === family) ?? false;
