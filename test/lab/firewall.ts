/**
 * What the router of a network does to packets, as nft tables: one a part (`inet lab-NAME`), each replaced as a whole in one
 * transaction, so that a part can be changed at run time without touching the others or their counters.
 * The part that is always there: no foreign source is forwarded, and what is private is translated.
 *
 *   await network.foreign.dropped()      // { ipv4: 0, ipv6: 3 }: packets from the lan that were not forwarded for their source
 */
import { z } from 'zod';
import { isPublic } from './dnsmasq.ts';
import type { Space } from './space.ts';

export type Foreign = { dropped(): Promise<{ readonly ipv4: number; readonly ipv6: number }> };

export type Forwarding = {
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** False: packets with a foreign source address are forwarded as well. */
  readonly filtersForeignSources?: boolean;
  /** True: sources of both families are translated to the router's; false: none are. Default: IPv4 where it is private. */
  readonly nat?: boolean;
};

/** The router's devices. */
export const [LAN, WAN] = ['lan', 'wan'];

/** Replaces a part's table; without a body it goes. */
export async function setPart(space: Space, part: string, body?: string): Promise<void> {
  const table = `table inet lab-${part}`;
  const input = [table, `delete ${table}`, ...(body === undefined ? [] : [`${table} {\n${body}\n}`])].join('\n');
  await space.run('nft', ['-f', '-'], { input: `${input}\n` });
}

const Counters = z.object({
  nftables: z.array(z.looseObject({ counter: z.looseObject({ name: z.string(), packets: z.number() }).optional() })),
});

/** Packets by the name of the counter; empty where the part has no table. */
export async function countersOf(space: Space, part: string): Promise<Readonly<Record<string, number>>> {
  const ran = await space.run('nft', ['-j', 'list', 'counters', 'table', 'inet', `lab-${part}`], { accept: 'any' });
  if (ran.code !== 0) return {};
  const { nftables } = Counters.parse(JSON.parse(ran.stdout));
  return Object.fromEntries(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
}

export async function openForwarding(space: Space, options: Forwarding): Promise<Foreign> {
  const { ipv4, ipv6, filtersForeignSources = true } = options;
  // A family of which the network has no prefix has no source of its own here.
  const foreign = [
    `iifname ${LAN} oifname ${WAN} meta nfproto ipv4 ${ipv4 ? `ip saddr != ${ipv4}` : ''} counter name foreign4 drop`,
    `iifname ${LAN} oifname ${WAN} meta nfproto ipv6 ${ipv6 ? `ip6 saddr != ${ipv6}` : ''} counter name foreign6 drop`,
  ];
  await setPart(
    space,
    'forwarding',
    `counter foreign4 {}
     counter foreign6 {}
     chain forward { type filter hook forward priority 0
       ${filtersForeignSources ? foreign.join('\n') : ''}
     }
     chain postrouting { type nat hook postrouting priority 100
       ${translated(options).join('\n')}
     }`,
  );
  return {
    dropped: async () => {
      const { foreign4 = 0, foreign6 = 0 } = await countersOf(space, 'forwarding');
      return { ipv4: foreign4, ipv6: foreign6 };
    },
  };
}

function translated({ ipv4, nat }: Forwarding): readonly string[] {
  if (nat === false) return [];
  if (nat) return [`iifname ${LAN} oifname ${WAN} masquerade`];
  return ipv4 && !isPublic(ipv4) ? [`oifname ${WAN} ip saddr ${ipv4} masquerade`] : [];
}
