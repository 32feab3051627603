/**
 * What programs that know nothing of us are told about names: our resolver, while it listens, by resolv.conf; or each link's own
 * servers and names, where systemd-resolved has the node's names.
 */

import { canonicalAddress } from '../machines/model/address.ts';
import { type Publication, publicationId } from '../machines/model/publication.ts';
import { listed, objectsOf } from '../machines/model/pvd.ts';
import { compareId, type Row } from '../machines/model/rows.ts';
import { formatServer } from '../machines/model/server.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type IfName } from '../machines/model/units.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { readsOwnership } from './links.ts';
import type { NodeValues } from './node.ts';
import { isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';
import { type Ranking, ranked } from './ranking.ts';
import { serversOf } from './servers.ts';

export type WantedPublication = Row & { readonly publication: Publication };
export type Publications = readonly WantedPublication[];
type Needs = { readonly ranking: Ranking; readonly node: NodeValues };

/** As many as one fact holds. */
const SERVERS_MAX = 64;

export const publications: Part<Publications, Needs> = {
  initial: [],
  reads: (host, { ranking, node }) => [ranking, node, host.listening, ...readsOwnership(host), ...attachedDomains(host.pvds)],
  step: (previous, host, { ranking, node }) =>
    settleRows(
      previous,
      wanted(host, ranking, node)
        .map((publication) => ({ id: publicationId(publication), publication }))
        .sort(compareId),
    ),
};

function wanted(host: Readable, ranking: Ranking, node: NodeValues): readonly Publication[] {
  if (host.started?.mode !== 'apply') return [];
  const to = wayOf(host);
  if (to === 'none') return [];
  if (to === 'systemd-resolved') return linksOf(host, ranking);
  const search = node.find((value) => value.id === 'search')?.values ?? [];
  // resolv.conf has no word for a port.
  const servers = host.listening.addresses.filter((address) => canonicalAddress(address) !== null);
  return servers.length === 0 ? [] : [{ to, ifname: null, servers, search, domains: [], isDefault: true }];
}

function wayOf({ settings, managers }: Readable): Publication['to'] | 'none' {
  const { publish } = settings.resolver;
  if (publish !== 'auto') return publish;
  return managers.some((manager) => manager.id === 'systemd-resolved') ? 'systemd-resolved' : 'resolv.conf';
}

/** One row a link that leads anywhere: systemd-resolved knows links, not provisioning domains. */
function linksOf(host: Readable, ranking: Ranking): readonly Publication[] {
  const order = [...new Set(FAMILIES.flatMap((family) => ranked(ranking, family).map((place) => place.pvd)))];
  const leaders = FAMILIES.flatMap((family) => ranked(ranking, family)[0]?.pvd ?? []);
  const open = attachedDomains(host.pvds).filter((pvd) => order.includes(pvd.id) && isManaged(host, pvd.ifname));
  const byLink = Map.groupBy(open, (pvd) => pvd.ifname);
  return [...byLink].map(([ifname, pvds]) => ({
    ...({ to: 'systemd-resolved', ifname: ifname as IfName } as const),
    servers: all(pvds, (pvd) => serversOf(pvd).map(formatServer)).slice(0, SERVERS_MAX),
    search: all(pvds, (pvd) => listed(pvd.objects, 'search').map((o) => o.value)).slice(0, SERVERS_MAX),
    domains: all(pvds, (pvd) => objectsOf(pvd.objects, 'zone').map((o) => o.value)).slice(0, SERVERS_MAX),
    isDefault: pvds.some((pvd) => leaders.includes(pvd.id)),
  }));
}

const all = (pvds: readonly Domain[], of: (pvd: Domain) => readonly string[]): readonly string[] => [...new Set(pvds.flatMap(of))];
