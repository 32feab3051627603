/** One DNS server as these files write it: `192.0.2.53`, `fe80::1%3`, `[2001:db8::1]:53%wlan0#dns.example`. */
import { canonicalAddress, familyOf, reachOf } from '../../machines/model/address.ts';

/** `nameOf` turns an interface's number into its name; `ifname`: whose file it is, for link-local servers without a zone (RFC 4007 §11). */
export type Zones = { readonly ifname: string | null; readonly nameOf: (ifindex: number) => string | undefined };
export const NO_ZONES: Zones = { ifname: null, nameOf: () => undefined };

const FORMS = [
  /^\[(?<address>[0-9a-f:.]+)\](?::(?<port>\d{1,5}))?(?:%(?<zone>[!-.0-~]{1,15}))?$/i,
  /^(?<address>[0-9.]+)(?::(?<port>\d{1,5}))?(?:%(?<zone>[!-.0-~]{1,15}))?$/,
  /^(?<address>[0-9a-f:.]+)(?:%(?<zone>[!-.0-~]{1,15}))?$/i,
];

/** The canonical address, or null: no address, or a server on another port than 53, which a fact cannot hold. */
export function serverOf(text: string, zones: Zones): string | null {
  const hash = text.indexOf('#');
  const bare = hash < 0 ? text : text.slice(0, hash);
  const parts = FORMS.map((form) => form.exec(bare)?.groups).find((groups) => groups !== undefined);
  if (!parts || (parts.port !== undefined && parts.port !== '53')) return null;
  const address = canonicalAddress(parts.address ?? '');
  if (address === null || familyOf(address) === 4 || reachOf(address) !== 'linkLocal') return address;
  const zone = /^\d+$/.test(parts.zone ?? '') ? zones.nameOf(Number(parts.zone)) : (parts.zone ?? zones.ifname);
  return zone === undefined || zone === null ? address : `${address}%${zone}`;
}

export function serversOf(
  words: readonly string[],
  zones: Zones,
): { readonly servers: readonly string[]; readonly problems: readonly string[] } {
  const read = words.slice(0, 64).map((word) => ({ word, server: serverOf(word, zones) }));
  const problems = read
    .filter(({ server }) => server === null)
    .map(({ word }) => `server ${JSON.stringify(word.slice(0, 64))} cannot be read`);
  return { servers: [...new Set(read.flatMap(({ server }) => (server === null ? [] : [server])))], problems: problems.slice(0, 8) };
}
