/**
 * Packets are lost by chance, each by itself, in both directions of one of the router's sides.
 *
 *   await network.loss.set(5);                     // 5 % of what crosses the router's way to the Internet
 *   await network.loss.set(30, { on: 'lan' });     // of what crosses its way to the hosts: DHCP, advertisements and neighbour
 *                                                  // solicitations as well (IPv4 and IPv6; ARP is never lost)
 *   await network.loss.set(0);
 *   await network.loss.dropped();                  // since the last `set`
 *
 * The chance is the kernel's and has no seed (nft `numgen random`): a test states a band, not a number.
 */
import { countersOf, LAN, setPart, WAN } from './firewall.ts';
import type { Space } from './space.ts';

export type Loss = {
  /** Per cent, to the hundredth; replaces what was set before. Rejects what is not within 0 and 100. */
  set(percent: number, where?: { readonly on?: 'wan' | 'lan' }): Promise<void>;
  dropped(): Promise<number>;
};

export function lossOf(space: Space): Loss {
  return {
    set: async (percent, { on = 'wan' } = {}) => {
      if (!(percent >= 0 && percent <= 100)) throw new RangeError(`not a share of packets in per cent: ${percent}`);
      if (percent === 0) return setPart(space, 'loss');
      const device = on === 'wan' ? WAN : LAN;
      // nft compares with what numgen can give: 9999 at most.
      const lost = `${percent === 100 ? '' : `numgen random mod 10000 < ${Math.round(percent * 100)} `}counter name lost drop`;
      // Outside of connection tracking (-200), which must not know a packet that never was.
      await setPart(
        space,
        'loss',
        `counter lost {}
         chain prerouting { type filter hook prerouting priority -300; iifname ${device} ${lost}; }
         chain postrouting { type filter hook postrouting priority 300; oifname ${device} ${lost}; }`,
      );
    },
    dropped: async () => (await countersOf(space, 'loss')).lost ?? 0,
  };
}
