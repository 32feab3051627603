/** Who else manages this host: what was noticed by its process or files, and what only its routes betray. */
import { compareId } from './model/rows.ts';
import type { Host, Manager } from './state.ts';

/** rtm_protocol of programs that put routes: linux/rtnetlink.h, and iproute2's etc/rt_protos. */
const PROGRAMS: Readonly<Record<number, string>> = {
  10: 'mrtd',
  11: 'zebra',
  12: 'bird',
  14: 'xorp',
  16: 'a DHCP client',
  17: 'mrouted',
  18: 'keepalived',
  42: 'babel',
  99: 'openr',
  186: 'a BGP daemon',
  187: 'an IS-IS daemon',
  188: 'an OSPF daemon',
  189: 'a RIP daemon',
  192: 'an EIGRP daemon',
};
const DHCP = 16;

/** Sorted by name. A DHCP client's routes are evidence for the manager that is known to own the interface. */
export function managersOf(host: Host): readonly Manager[] {
  const rows = new Map(host.managers.map((m) => [m.id, m]));
  for (const { snapshot } of host.interfaces) {
    const { ifname, routes } = snapshot.context;
    for (const { protocol, since } of routes) {
      const program = PROGRAMS[protocol];
      if (program === undefined) continue;
      const owner = protocol === DHCP ? host.managers.find((m) => m.interfaces.includes(ifname))?.id : undefined;
      const id = owner ?? program;
      const known = rows.get(id) ?? { id, interfaces: [], evidence: [], since };
      const interfaces = [...new Set([...known.interfaces, ifname])].sort();
      rows.set(id, { ...known, interfaces, evidence: [...new Set([...known.evidence, `routes with protocol ${protocol} on ${ifname}`])] });
    }
  }
  return [...rows.values()].sort(compareId);
}
