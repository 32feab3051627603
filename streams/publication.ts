/**
 * What programs that know nothing of us are told about names: our resolver, while it listens, by resolv.conf; or each link's own
 * servers and names, where systemd-resolved has the node's names.
 */

import { canonicalAddress } from '../machines/model/address.ts';
import { type Publication, publicationId, RESOLVED } from '../machines/model/publication.ts';
import { listed } from '../machines/model/pvd.ts';
import { compareId, type Row } from '../machines/model/rows.ts';
import { formatServer } from '../machines/model/server.ts';
import { settleRows } from '../machines/model/settle.ts';
import type { IfName } from '../machines/model/units.ts';
import { type Domain, presentDomains } from './domains.ts';
import { readsOwnership } from './links.ts';
import type { NodeValues } from './node.ts';
import { isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';
import type { Ranking } from './ranking.ts';
import type { Resolution } from './resolution.ts';
import { serversOf } from './servers.ts';
import { settingsOf, speakers } from './speakers.ts';

export type WantedPublication = Row & { readonly publication: Publication };
export type Publications = readonly WantedPublication[];
type Needs = { readonly ranking: Ranking; readonly resolution: Resolution; readonly node: NodeValues };

/** As many of each as one fact holds. */
const LISTED_MAX = 64;

export const publications: Part<Publications, Needs> = {
  initial: [],
  reads: (host, { ranking, resolution, node }) => [
    ...[ranking, resolution, node, host.listening],
    ...readsOwnership(host),
    ...presentDomains(host.pvds),
  ],
  step: (previous, host, needs) =>
    settleRows(
      previous,
      wanted(host, needs)
        .map((publication) => ({ id: publicationId(publication), publication }))
        .sort(compareId),
    ),
};

function wanted(host: Readable, { ranking, resolution, node }: Needs): readonly Publication[] {
  if (host.started?.mode !== 'apply') return [];
  const to = wayOf(host);
  if (to === 'none') return [];
  if (to === RESOLVED) return linksOf(host, ranking, resolution);
  const search = node.find((value) => value.id === 'search')?.values ?? [];
  // resolv.conf has no word for a port.
  const servers = host.listening.addresses.filter((address) => canonicalAddress(address) !== null);
  return servers.length === 0 ? [] : [{ to, ifname: null, servers, search, domains: [], isDefault: true }];
}

function wayOf({ settings, managers }: Readable): Publication['to'] | 'none' {
  const { publish } = settings.resolver;
  if (publish !== 'auto') return publish;
  return managers.some((manager) => manager.id === RESOLVED) ? RESOLVED : 'resolv.conf';
}

/**
 * One row a link whose servers are asked at all: systemd-resolved knows links, not provisioning domains. It asks every link that has
 * a name for it, so a name stands where it was decided that it is asked, and nowhere else.
 */
function linksOf(host: Readable, ranking: Ranking, resolution: Resolution): readonly Publication[] {
  const asked = resolution.filter((rule) => rule.place === 1 && rule.servers.length > 0);
  const open = speakers(host, ranking).flatMap(({ domain }) => (isManaged(host, domain.ifname) ? [domain] : []));
  return [...Map.groupBy(open, (pvd) => pvd.ifname)].map(([ifname, pvds]) => {
    const suffixes = asked.filter((rule) => pvds.some((pvd) => pvd.id === rule.pvd)).map((rule) => rule.suffix);
    const searched = all(pvds, (pvd) => searchOf(host, pvd));
    return {
      ...({ to: RESOLVED, ifname: ifname as IfName } as const),
      servers: all(pvds, (pvd) => serversOf(pvd).map(formatServer)).slice(0, LISTED_MAX),
      search: searched.filter((name) => suffixes.includes(name)).slice(0, LISTED_MAX),
      domains: [...new Set(suffixes)].filter((name) => name !== '.' && !searched.includes(name)).slice(0, LISTED_MAX),
      isDefault: suffixes.includes('.'),
    };
  });
}

/** Where its suffixes only say who is asked, none is searched. */
const searchOf = (host: Readable, pvd: Domain): readonly string[] =>
  settingsOf(host, pvd)?.names === 'route-only' ? [] : listed(pvd.objects, 'search').map((o) => o.value);
const all = (pvds: readonly Domain[], of: (pvd: Domain) => readonly string[]): readonly string[] => [...new Set(pvds.flatMap(of))];
