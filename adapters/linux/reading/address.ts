/** RTM_NEWADDR → an address with its lifetimes as moments. */
import { formatAddress } from '../../../machines/model/address.ts';
import { type Data, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { type IfName, type Millis, millis, seconds } from '../../../machines/model/units.ts';
import { ADDRESS_FIELDS, type AddressMessage, type Decoded, decoded, fault, readFields } from '../netlink/index.ts';
import { type Entry, entry } from './entry.ts';
import { addressFlagsOf, bitsOf, familyOfWire, scopeOf } from './numbers.ts';

export type AddressData = Omit<Data<'address.added'>, 'ifname' | 'valid' | 'preferred'>;

/** INFINITY_LIFE_TIME. */
const FOR_EVER = 0xffffffff;

/** Null: of a family that is not ours. */
export function readAddress({ head, attributes }: AddressMessage, now: Millis): Decoded<Entry<AddressData> | null> {
  const family = familyOfWire(head.family);
  if (family === null) return decoded(null);
  const read = readFields(ADDRESS_FIELDS, attributes);
  if (!read.ok) return read;
  const { address: far, local, cache, flags = head.flags, protocol = 0 } = read.value;
  // IFA_LOCAL is ours and IFA_ADDRESS the other end, where they differ; IPv6 without a peer has only the latter.
  const own = local ?? far;
  if (own === undefined || own.length * 8 !== bitsOf(family) || head.prefixLength > bitsOf(family)) return fault('badValue', 0);
  const [address, other] = [formatAddress(own), far === undefined ? null : formatAddress(far)];
  const data: AddressData = {
    address,
    prefixLength: head.prefixLength,
    peer: other === address ? null : other,
    scope: scopeOf(head.scope),
    flags: addressFlagsOf(flags, family),
    protocol,
  };
  const [preferred = FOR_EVER, valid = FOR_EVER] = cache ?? [];
  return decoded(entry([head.index, address, head.prefixLength], head.index, data, [moment(valid, now), moment(preferred, now)]));
}

export const addressAdded = ({ data, due }: Entry<AddressData>, ifname: IfName, now: Millis): Unstamped =>
  world('address.added', { ifname, ...data, valid: left(due[0], now), preferred: left(due[1], now) });
export const addressRemoved = ({ data: { address, prefixLength } }: Entry<AddressData>, ifname: IfName): Unstamped =>
  world('address.removed', { ifname, address, prefixLength });

const moment = (lifetime: number, now: Millis): number | null => (lifetime === FOR_EVER ? null : now + seconds(lifetime));
export const left = (due: number | null | undefined, now: Millis): Millis | null =>
  due === null || due === undefined ? null : millis(Math.max(0, due - now));
