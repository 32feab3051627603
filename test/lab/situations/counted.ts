/** What a host has sent on a wire, counted by pcap filters: all of it, by kind, and what it had no right to send there. */
import type { Capture } from '../capture.ts';
import { linkLocalOf } from '../core.ts';
import { PORT, type Uplink } from './uplinks.ts';

export const KINDS = { 'UDP IPv4': 'ip and udp', 'UDP IPv6': 'ip6 and udp', 'TCP IPv4': 'ip and tcp', 'TCP IPv6': 'ip6 and tcp' } as const;
export type Kind = keyof typeof KINDS;
export type Counted = {
  /** What the host's programs sent to the far end. */
  readonly packets: number;
  readonly kinds: Readonly<Record<Kind, number>>;
  /** Of all that the host sent, whatever it is: what has a source, or a sender of ARP, that is not of this wire. */
  readonly foreign: readonly string[];
  /** To those who sent to an address of another wire by this one or by another. */
  readonly answers: readonly string[];
};

/** Who asks on the wrong wire, in every network; nobody else talks to these (RFC 2544 §C.2.2; RFC 3849). */
export const PROBERS = { 4: '198.18.0.0/15', 6: '2001:db8:bad::/48' } as const;

/**
 * The only packets that are nobody's: a client that has no address yet (RFC 2131 §4.1); and IPv6 before it has one: duplicate
 * address detection, a solicitation of routers (RFC 4861 §4.1, §4.3), and reports of multicast (RFC 3590), which are hop by hop.
 */
const NOBODYS = [
  '(src host 0.0.0.0 and udp src port 68 and udp dst port 67)',
  '(src host :: and (ip6[6] = 0 or (icmp6 and (ip6[40] = 133 or ip6[40] = 135))))',
];

/**
 * Said of an address that the host has no more, of which the prober has not heard yet: a host answers so of any that it never had
 * (RFC 4443 §3.1, code 0), where IPv4 is silent. To an address that it has, each answer is another.
 */
const NO_ROUTE = '(icmp6 and ip6[40] = 1 and ip6[41] = 0)';

export async function counted({ link, ipv4, ipv6, later }: Uplink, capture: Pick<Capture, 'packets'>): Promise<Counted> {
  const own = [...[ipv4, ipv6, later].map((prefix) => `src net ${prefix}`), `src host ${linkLocalOf(link.mac)}`];
  const sent = (filter: string) => capture.packets(`ether src ${link.mac} and ${filter}`);
  const kinds: Partial<Record<Kind, number>> = {};
  for (const [kind, filter] of Object.entries(KINDS)) kinds[kind as Kind] = (await sent(`${filter} and dst port ${PORT}`)).length;
  return {
    packets: (await sent(`dst port ${PORT}`)).length,
    kinds: kinds as Counted['kinds'],
    foreign: await sent(`not (${[...own, ...NOBODYS].join(' or ')})`),
    answers: await sent(`(dst net ${PROBERS[4]} or dst net ${PROBERS[6]}) and not ${NO_ROUTE}`),
  };
}
