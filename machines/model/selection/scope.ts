/** How far an address reaches and how much of it two addresses share, as address selection compares them. RFC 6724 §2.2, §3. */
import { addressBytes, familyOf, isInPrefix } from '../address.ts';

/** RFC 4291 §2.7, and RFC 6724 §3.1 for what is unicast. */
const [LINK_LOCAL, SITE_LOCAL, GLOBAL] = [0x2, 0x5, 0xe];

/** §3.2: of IPv4 only what is auto-configured, and loopback, stay on the link; private addresses are global. */
const LINK_LOCALS = ['fe80::/10', '::1/128', '169.254.0.0/16', '127.0.0.0/8'];

/** The number of a scope; less is smaller. */
export function scopeOf(address: string): number {
  if (isInPrefix(address, 'ff00::/8')) return (addressBytes(address)?.[1] ?? 0) & 0xf;
  if (LINK_LOCALS.some((prefix) => isInPrefix(address, prefix))) return LINK_LOCAL;
  return isInPrefix(address, 'fec0::/10') ? SITE_LOCAL : GLOBAL;
}

/** CommonPrefixLen(S, D): the bits that they share, but none beyond S's own prefix; nothing across families. §2.2. */
export function commonPrefix(source: string, prefixLength: number, destination: string): number {
  const [a, b] = [addressBytes(source), addressBytes(destination)];
  if (!a || !b || a.length !== b.length) return 0;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  const shared = at < 0 ? 8 * a.length : 8 * at + Math.clz32((a[at] ?? 0) ^ (b[at] ?? 0)) - 24;
  return Math.min(shared, prefixLength);
}

/** §3.2: IPv4 as IPv6, for the policy table. */
export const mapped = (address: string): string => (familyOf(address) === 4 ? `::ffff:${address}` : address);
