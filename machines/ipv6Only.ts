/**
 * A network that can do without IPv4 says so in its DHCPv4 lease (option 108, RFC 8925 §3.1). It is believed only where the
 * configuration wants it, and where the network translates (PREF64, RFC 8781): else IPv4 destinations would be out of reach.
 */
import { find } from './model/rows.ts';
import type { Host } from './state.ts';

/** Leases of our own client only: another's is already in the kernel. */
export function isGivenUp({ settings, leases, routers }: Pick<Host, 'settings' | 'leases' | 'routers'>, ifname: string): boolean {
  if (!settings.ipv6Only) return false;
  const lease = find(leases, `lease4:${ifname}`)?.snapshot.context.lease;
  if (lease?.client !== 'udhcpc' || lease.ipv6Only === null) return false;
  return routers.some(({ snapshot: { context } }) => context.ifname === ifname && context.objects.some((o) => o.kind === 'pref64'));
}
