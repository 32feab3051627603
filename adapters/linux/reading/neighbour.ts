/** RTM_NEWNEIGH → a neighbour, as far as a decision needs it. */
import { formatAddress, reachOf } from '../../../machines/model/address.ts';
import { type Data, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import type { IfName } from '../../../machines/model/units.ts';
import { type Decoded, decoded, fault, NEIGHBOUR_FIELDS, type NeighbourMessage, readFields } from '../netlink/index.ts';
import { type Entry, entry } from './entry.ts';
import { formatMac } from './link.ts';
import { bitsOf, familyOfWire } from './numbers.ts';

export type NeighbourData = Omit<Data<'neighbour.changed'>, 'ifname'>;
/** `asking`: nothing is known yet, or nothing new; what was known before stays. */
export type Neighbour = Entry<NeighbourData> & { readonly asking: boolean };

/** NUD_*: RFC 4861 §7.3.2. */
const KNOWN = 0x02 | 0x04 | 0x08 | 0x10 | 0x80;
const FAILED = 0x20;
const NOARP = 0x40;
const NTF_PROXY = 0x08;
const NTF_ROUTER = 0x80;

/** Null: no neighbour that was ever asked for (multicast, point to point, proxied, a bridge's table). */
export function readNeighbour({ head, attributes }: NeighbourMessage): Decoded<Neighbour | null> {
  const family = familyOfWire(head.family);
  if (family === null || (head.state & NOARP) !== 0 || (head.flags & NTF_PROXY) !== 0) return decoded(null);
  const read = readFields(NEIGHBOUR_FIELDS, attributes);
  if (!read.ok) return read;
  const { address: bytes, mac } = read.value;
  if (bytes === undefined || bytes.length * 8 !== bitsOf(family)) return fault('badValue', 0);
  const address = formatAddress(bytes);
  if (reachOf(address) === 'multicast') return decoded(null);
  const isKnown = (head.state & KNOWN) !== 0;
  const data: NeighbourData = {
    address,
    mac: mac === undefined || !isKnown ? null : formatMac(mac),
    state: isKnown ? 'known' : 'failed',
    router: (head.flags & NTF_ROUTER) !== 0,
  };
  return decoded({ ...entry([head.index, address], head.index, data), asking: !isKnown && (head.state & FAILED) === 0 });
}

export const neighbourChanged = ({ data }: Entry<NeighbourData>, ifname: IfName): Unstamped =>
  world('neighbour.changed', { ifname, ...data });
export const neighbourRemoved = ({ data: { address } }: Entry<NeighbourData>, ifname: IfName): Unstamped =>
  world('neighbour.removed', { ifname, address });
