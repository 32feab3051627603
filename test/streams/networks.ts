/** Networks that the tests of the parts have in common: a wired, a wireless and a paid one, IPv4 each. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import * as f from '../machines/facts.ts';

export const WIRED = 'pvd:eth0';
export const WIFI = 'pvd:wlan0';
export const CELL = 'pvd:wwan0';

type Told = Parameters<typeof f.network4>[3];
export const wired = (told: Told = {}): readonly Unstamped[] => [
  f.link('eth0'),
  ...f.network4('eth0', '192.0.2', '02:00:00:00:00:0a', told),
];
export const wifi = (told: Told = {}): readonly Unstamped[] => [
  f.link('wlan0', { kind: 'wifi', ifindex: 3 }),
  ...f.network4('wlan0', '198.51.100', '02:00:00:00:00:0b', told),
];
export const cell = (told: Told = {}): readonly Unstamped[] => [
  f.link('wwan0', { kind: 'cellular', ifindex: 4 }),
  ...f.network4('wwan0', '203.0.113', '02:00:00:00:00:0c', told),
];
/** A renewal with equal values: the end moves, nothing else. */
export const renewed = (told: Told = {}): Unstamped => f.lease('eth0', '192.0.2.7', { dns: ['192.0.2.53'], ...told });
export const lost = (ifname: string): Unstamped => f.carrier(ifname, false);
export const found = (ifname: string): Unstamped => f.carrier(ifname, true);

/** Three of a kind with both families each, told apart by their number; `network` tells one attachment from another. */
export const NAMES = ['eth0', 'eth1', 'eth2'] as const;
export function dual(i: number, network = 1): readonly Unstamped[] {
  const ifname = NAMES[i] ?? 'eth0';
  const [mac, prefix] = [`02:00:00:00:0${network}:0${i}`, `2001:db8:${network}${i}`];
  return [
    f.link(ifname, { ifindex: i + 2 }),
    ...f.network4(ifname, `10.${network}.${i}`, mac),
    f.address(ifname, `${prefix}::7/64`),
    f.ra(ifname, 'fe80::1', { mac, prefixes: [f.pio(`${prefix}::/64`)], dns: [f.rdnss(`${prefix}::53`)] }),
  ];
}
