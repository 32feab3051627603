/**
 * The nft table for what rules cannot do: an address of ours leaves, and is answered, on its own device only (RFC 1122 §3.3.4.2,
 * the strong model). As text for `nft -f -`, and as `nft -j list` gives it back. Pure.
 */
import { z } from 'zod';
import { Text } from '../../../machines/model/plain.ts';

export const TABLE = 'inet multihome';

/** A name that needs no quoting and is no pattern (`*`) to nft. */
const PLAIN_NAME = /^[A-Za-z0-9_.:@+-]{1,15}$/;
export const isPlainName = (ifname: string): boolean => PLAIN_NAME.test(ifname);

/**
 * Last of the filters (priority 10; `filter` is 0), so that others have seen a packet, and rerouting (mangle, -150) is over.
 * What is forwarded passes, and what has no address yet, if it goes to all on the link (RFC 2131 §4.1, RFC 3376 §4.2.13): anything
 * else would have its neighbour asked for, and ARP on a device that has no address tells one of another device, arp_announce or not.
 * An address that is nobody's any more does not: an IPv6 socket goes on sending from the one it is bound to (only rules could stop
 * it, and they went with the address). Anycast: a router's (RFC 4291 §2.6.1).
 */
const CHAINS = `
  chain input {
    type filter hook input priority 10; policy accept;
    iifname @guarded fib daddr . iif type != { local, broadcast, multicast, anycast } counter drop
  }
  chain output {
    type filter hook output priority 10; policy accept;
    oifname @guarded ip saddr 0.0.0.0 ip daddr != { 224.0.0.0/24, 255.255.255.255 } counter drop
    oifname @guarded ip saddr != 0.0.0.0 fib saddr . oif type != local counter drop
    oifname @guarded ip6 saddr != :: fib saddr . oif type != local counter drop
  }`;
const RULES = 4;

/** One transaction: the old table stays until the new one is there. Without interfaces there is none. */
export function guardScript(interfaces: readonly string[]): string {
  const away = `table ${TABLE}\ndelete table ${TABLE}\n`;
  if (interfaces.length === 0) return away;
  const elements = interfaces.map((ifname) => `"${ifname}"`).join(', ');
  return `${away}table ${TABLE} {\n  set guarded { type ifname; elements = { ${elements} } }${CHAINS}\n}\n`;
}

const Listing = z.object({
  nftables: z.array(
    z.looseObject({
      set: z.looseObject({ name: Text, elem: z.array(z.unknown()).default([]) }).optional(),
      rule: z.looseObject({ chain: Text }).optional(),
    }),
  ),
});

/** The interfaces that the listed table guards; none where somebody has taken something out of it. Null: not a listing. */
export function guardedBy(json: string): readonly string[] | null {
  const listing = Listing.safeParse(parsed(json));
  if (!listing.success) return null;
  const { nftables } = listing.data;
  const names = nftables.flatMap(({ set }) => (set?.name === 'guarded' ? set.elem : []));
  const isWhole = nftables.filter(({ rule }) => rule !== undefined).length === RULES;
  return isWhole ? names.filter((name) => typeof name === 'string').toSorted() : [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // an nft without JSON, or another program of that name
  }
}
