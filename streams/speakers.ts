/** Which PvDs are asked for names at all, and whether for every name or for those under their own suffixes only. */
import { goodAddresses, implicitPvd, objectsOf } from '../machines/model/pvd.ts';
import { type InterfaceSettings, routed } from '../machines/model/settings.ts';
import { attachedDomains, type Domain, presentDomains } from './domains.ts';
import type { Readable } from './part.ts';
import { type Ranking, ranked } from './ranking.ts';

/** `own`: it says of itself that it leads nowhere else, or has no default route, or a person wants it so. */
export type Speaker = { readonly domain: Domain; readonly scope: 'all' | 'own' };

export function speakers(host: Readable, ranking: Ranking): readonly Speaker[] {
  const leading = new Set([...ranked(ranking, 4), ...ranked(ranking, 6)].map((p) => p.pvd));
  return presentDomains(host.pvds).flatMap((domain): readonly Speaker[] => {
    if (leading.has(domain.id)) return [{ domain, scope: isConfined(settingsOf(host, domain), domain) ? 'own' : 'all' }];
    return isInward(host, domain) ? [{ domain, scope: 'own' }] : [];
  });
}

/** It has addresses but no way out of its own network, or says so (RFC 8801 §4.3, noInternet): what it knows is still to be asked of it. */
export const isInward = (host: Readable, { id, objects }: Domain): boolean =>
  attachedDomains(host.pvds).some((domain) => domain.id === id)
    ? objectsOf(objects, 'noInternet').length > 0
    : objectsOf(objects, 'gateway').length === 0 && goodAddresses(objects).length > 0;

export const settingsOf = (host: Readable, { ifname }: Pick<Domain, 'ifname'>): InterfaceSettings | undefined =>
  host.settings.interfaces.find((i) => i.name === ifname);

/** Names with `~` make a network one that is asked for these only, unless `~.` is among them: as systemd-resolved has it. */
function isConfined(settings: InterfaceSettings | undefined, { id, ifname }: Domain): boolean {
  if (settings?.names === 'route-only') return true;
  const names = id === implicitPvd(ifname) ? routed(settings?.static?.search ?? []) : [];
  return names.length > 0 && !names.includes('.');
}
