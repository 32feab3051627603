/** A person's rules on traffic (route-4), as a connection of ours heeds them: bound sockets do not pass by the kernel's own rules for it. */
import { isInPrefix } from '../../machines/model/address.ts';
import type { ProgramsTraffic, ProgramsView } from '../../machines/model/programs.ts';
import type { Family } from '../../machines/model/units.ts';

/** `address` null: not known yet; rules that name one do not speak of it. */
export type Packet = {
  readonly family: Family;
  readonly address: string | null;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number | null;
};

const isWithin = (value: number | null | undefined, range: readonly [number, number] | null): boolean =>
  range === null || (value !== null && value !== undefined && value >= range[0] && value <= range[1]);

function speaksOf(rule: ProgramsTraffic, { family, address, protocol, port }: Packet): boolean {
  return (
    rule.family === family &&
    (rule.to === null || (address !== null && isInPrefix(address, rule.to))) &&
    (rule.protocol === null || rule.protocol === protocol) &&
    isWithin(port, rule.port) &&
    isWithin(process.getuid?.(), rule.uid)
  );
}

const rulesOn = ({ traffic }: ProgramsView, packet: Packet): readonly ProgramsTraffic[] =>
  traffic.length === 0 ? traffic : traffic.filter((rule) => speaksOf(rule, packet));

/** Whether a PvD may carry it: each strict rule that speaks of it has to name the PvD. */
export const mayCarry = (view: ProgramsView, packet: Packet, pvd: string): boolean =>
  rulesOn(view, packet).every((rule) => !rule.only || rule.pvds.includes(pvd));

/** Its place by the first rule that speaks of it; who is not named, and all where there is none, come after. */
export function trafficPlace(view: ProgramsView, packet: Packet, pvd: string): number {
  const [first] = rulesOn(view, packet);
  const at = first?.pvds.indexOf(pvd) ?? 0;
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
}
