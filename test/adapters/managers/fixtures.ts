/** The captured files (fixtures/README.md says from where), and the host they were captured on. */
import { readFileSync } from 'node:fs';
import { IfName } from '../../../machines/model/units.ts';

export const bytesOf = (name: string): Uint8Array => Uint8Array.from(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
export const textOf = (name: string): string => Buffer.from(bytesOf(name)).toString('utf8');

export const wlan0 = IfName.parse('wlan0');
export const INTERFACES = [
  { ifname: IfName.parse('lo'), ifindex: 1 },
  { ifname: wlan0, ifindex: 12 },
];
export const ZONES = { ifname: 'wlan0', nameOf: (ifindex: number) => INTERFACES.find((known) => known.ifindex === ifindex)?.ifname };
