/** A network that offers additional information, answers to the question for it, and what a host has made of them. */
import { informationState } from '../../machines/information.ts';
import { type Data, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import type { Host } from '../../machines/state.ts';
import { information } from '../../streams/information.ts';
import * as f from './facts.ts';

export const [ID, PVD, PREFIX] = ['cafe.example.com', 'pvd:cafe.example.com@wlan0', '2001:db8:cafe::/64'];
export const DAY = seconds(86_400);
export type Option = NonNullable<Parameters<typeof f.pvdOption>[1]>;
export const says = (some: Option = {}, prefix = PREFIX, router = 'fe80::1'): Unstamped =>
  f.ra('wlan0', router, {
    lifetime: DAY,
    prefixes: [f.pio(prefix)],
    dns: [f.rdnss('2001:db8:cafe::53')],
    pvd: f.pvdOption(ID, { http: true, ...some }),
  });
export const own = f.address('wlan0', '2001:db8:cafe::7/64', { valid: seconds(86_400) });
export const NETWORK = [f.link('wlan0'), own, says({ sequence: 7 })] as const;

export type Told = Partial<Data<'information.received'>>;
export const asked = { pvd: PVD, ifname: f.name('wlan0'), generation: 1, identity: ID, sequence: 7 };
export const received = (some: Told = {}): Unstamped =>
  world('information.received', {
    ...asked,
    expires: seconds(7200),
    prefixes: ['2001:db8:cafe::/48'],
    dnsZones: ['intra.example.com'],
    noInternet: false,
    ignored: [],
    ...some,
  });
export const refused = (some: Partial<Data<'information.refused'>> = {}): Unstamped =>
  world('information.refused', { ...asked, problem: 'the certificate is for another name', ...some });
export const unreached: Unstamped = world('information.unreached', { ...asked, problem: 'no address' });

export const one = (host: Host, pvd = PVD) => {
  const found = host.information.find((i) => i.snapshot.context.pvd === pvd)?.snapshot;
  if (!found) throw new RangeError(`nobody asks for ${pvd}`);
  return { ...informationState(found), ...found.context };
};
export const stateOf = (host: Host): string => `${one(host).asking} ${one(host).holding}`;
export const wanted = (host: Host) => information.step([], host, undefined);
export const MOST = f.wait(1.1);
