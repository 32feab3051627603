/** RTM_NEWLINK → what we know of a link. */
import type { z } from 'zod';
import type { Link as LinkFact, LinkKind } from '../../../machines/model/facts/kernel.ts';
import { IfName } from '../../../machines/model/units.ts';
import { type Decoded, decoded, fault, LINK_FIELDS, LINK_INFO_FIELDS, type LinkMessage, readFields } from '../netlink/index.ts';

/** What netlink does not tell of a link; asked once for each link and name. */
export type LinkLookups = {
  /** It has an 802.11 side. */
  isWireless(ifname: string): boolean;
  /** DEVTYPE of its uevent (`wwan`, `wlan`), or null. */
  deviceType(ifname: string): string | null;
};
export const NO_LOOKUPS: LinkLookups = { isWireless: () => false, deviceType: () => null };

/** A link with its master as a number, because that one may be heard of later. */
export type KernelLink = Omit<LinkFact, 'master' | 'kind'> & {
  readonly hardware: number;
  readonly info: string | null;
  readonly master: number | null;
};

const AF_UNSPEC = 0;
const IFF_UP = 0x1;
const IFF_LOWER_UP = 0x10000;
const IFF_DORMANT = 0x20000;

/** ARPHRD_*: <linux/if_arp.h>. */
const ARPHRD_ETHER = 1;
const ARPHRD_PPP = 512;
const ARPHRD_RAWIP = 519;
const ARPHRD_LOOPBACK = 772;

type Kind = z.infer<typeof LinkKind>;
/** IFLA_INFO_KIND → ours; tap devices say `tun` as well. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['bridge', 'bridge'],
  ['bond', 'bond'],
  ['team', 'bond'],
  ['vlan', 'vlan'],
  ['veth', 'veth'],
  ['wireguard', 'wireguard'],
  ['tun', 'tun'],
  ['ppp', 'ppp'],
  ['wwan', 'cellular'],
  ['rmnet', 'cellular'],
]);

/** Null: not a link as a whole (a bridge's word about its port, a wireless event), of which only a part comes. */
export function readLink({ head, attributes, verb }: LinkMessage): Decoded<KernelLink | null> {
  if (head.family !== AF_UNSPEC) return decoded(null);
  const read = readFields(LINK_FIELDS, attributes);
  if (!read.ok) return read;
  const { ifname, mtu, mac, info, master, downs = 0 } = read.value;
  if (ifname === undefined || (mtu === undefined && verb !== 'delete')) return decoded(null);
  const name = IfName.safeParse(ifname);
  const inner = readFields(LINK_INFO_FIELDS, info ?? []);
  if (!name.success || !inner.ok || head.index === 0) return fault('badValue', 0);
  return decoded({
    ifname: name.data,
    ifindex: head.index,
    hardware: head.hardware,
    info: inner.value.kind ?? null,
    mac: mac === undefined ? null : formatMac(mac),
    mtu: mtu ?? 0,
    up: (head.flags & IFF_UP) !== 0,
    carrier: (head.flags & IFF_LOWER_UP) !== 0,
    dormant: (head.flags & IFF_DORMANT) !== 0,
    downs,
    master: master ?? null,
  });
}

/** An order of questions: what the kernel's driver says, then the hardware type, then what sysfs adds. */
export function kindOf({ info, hardware, ifname }: KernelLink, lookups: LinkLookups): Kind {
  const said = info === null ? undefined : KINDS.get(info);
  if (said !== undefined) return said;
  if (hardware === ARPHRD_LOOPBACK) return 'loopback';
  if (hardware === ARPHRD_PPP) return 'ppp';
  if (hardware === ARPHRD_RAWIP || lookups.deviceType(ifname) === 'wwan') return 'cellular';
  if (lookups.isWireless(ifname)) return 'wifi';
  return hardware === ARPHRD_ETHER && info === null ? 'ethernet' : 'other';
}

/** Null for what is no MAC: nothing, all zeros (loopback), or the IPv4 address that a tunnel has there. */
export function formatMac(bytes: Uint8Array): string | null {
  if (bytes.length < 6 || bytes.length > 20 || bytes.every((byte) => byte === 0)) return null;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}
