/**
 * The way from a router to the Internet dies without a word: the link stays up, the router answers ARP, neighbour
 * solicitations, DHCP and pings, and goes on advertising itself, but forwards nothing in either direction.
 *
 *   await network.upstream.kill();                        // its DNS server cannot ask the Internet either
 *   await network.upstream.kill({ dns: 'lives' });        // names are resolved still, which looks alive and is not
 *   await network.upstream.kill({ family: 6 });           // one family only
 *   await network.upstream.revive();
 */
import { setPart, WAN } from './firewall.ts';
import type { Space } from './space.ts';

export type Death = {
  /** Default: `dies`. What the router knows by itself it answers in any case. */
  readonly dns?: 'dies' | 'lives';
  /** Left out: both. */
  readonly family?: 4 | 6;
};
export type Upstream = {
  /** Another death replaces the one before. */
  kill(death?: Death): Promise<void>;
  revive(): Promise<void>;
};

export function upstreamOf(space: Space): Upstream {
  return {
    kill: ({ dns = 'dies', family } = {}) => {
      const drop = family ? `meta nfproto ipv${family} drop` : 'drop';
      return setPart(
        space,
        'upstream',
        `chain forward { type filter hook forward priority 10; ${drop}; }
         chain output { type filter hook output priority 10; ${dns === 'dies' ? `oifname ${WAN} ${drop};` : ''} }`,
      );
    },
    revive: () => setPart(space, 'upstream'),
  };
}
