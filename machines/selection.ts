/** What options 146 and 74 of DHCP say, by name instead of by server (RFC 6731 §4): the zones of a PvD, and its servers for every name. */
import type { Preference } from './model/facts/router.ts';

type Told = { readonly servers: readonly string[]; readonly preference: Preference; readonly domains: readonly string[] };
export type SelectedZone = { readonly value: string; readonly servers: readonly string[]; readonly preference: Preference };

const ORDER: readonly Preference[] = ['high', 'medium', 'low'];

/** One zone a name: all servers that know it, the preferred ones first; the best of their preferences is the zone's. */
export function selectedZones(selection: readonly Told[]): readonly SelectedZone[] {
  const sorted = selection.toSorted((a, b) => ORDER.indexOf(a.preference) - ORDER.indexOf(b.preference));
  const names = [...new Set(sorted.flatMap((one) => one.domains))];
  return names.map((value) => {
    const knowing = sorted.filter((one) => one.domains.includes(value));
    const servers = [...new Set(knowing.flatMap((one) => one.servers))];
    return { value, servers, preference: knowing[0]?.preference ?? 'medium' };
  });
}

/** Those that know every name are servers like any other, too. */
export const selectedServers = (zones: readonly SelectedZone[]): readonly string[] =>
  zones.flatMap((zone) => (zone.value === '.' ? zone.servers : []));
