/** dhcpcd's files: the last ACK as it came (`/var/lib/dhcpcd/IFNAME.lease`), and what its hooks put aside for resolv.conf. */
import { millis } from '../../machines/model/units.ts';
import { type FileContext, type IfName, type LeaseReading, type ReadDhcp4, type Reading, reading } from './reading.ts';

export function parseDhcpcdLease(bytes: Uint8Array, { ifname, written }: FileContext, readDhcp4: ReadDhcp4): Reading<LeaseReading> {
  const read = readDhcp4(bytes, { ifname, client: 'dhcpcd', age: millis(0) });
  if (!read.ok) return read;
  const { lifetime, ...lease } = read.value.lease;
  return reading({ lease, expiry: lifetime === null ? null : written + lifetime, problems: read.value.problems });
}

/** `wlan0.lease`, `wlan0-SSID.lease`, and before version 7 `dhcpcd-wlan0.lease`: the longest interface name that fits. */
export function leaseOwner(file: string, interfaces: readonly IfName[]): IfName | null {
  if (!file.endsWith('.lease')) return null;
  const names = [file.slice(0, -'.lease'.length), file.slice(0, -'.lease'.length).replace(/^dhcpcd-/, '')];
  return longest(interfaces.filter((ifname) => names.some((name) => name === ifname || name.startsWith(`${ifname}-`))));
}

/** `wlan0.dhcp`, `wlan0.ra`, `wlan0.dhcp6`; `wlan0.pid` and `wlan0-4.pid` in `/run/dhcpcd`. */
export function stateOwner(file: string, interfaces: readonly IfName[]): IfName | null {
  return longest(interfaces.filter((ifname) => file.startsWith(`${ifname}.`) || file.startsWith(`${ifname}-`)));
}

const longest = (names: readonly IfName[]): IfName | null => [...names].sort((a, b) => b.length - a.length)[0] ?? null;
