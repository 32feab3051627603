/** All that the sources say of one interface, gathered for its assembly; files that name no interface are attributed here. */

import type { InterfaceContext } from './configured.ts';
import { isGivenUp } from './ipv6Only.ts';
import { lease6Id } from './lease6.ts';
import { familyOf, isInPrefix, networkOf, reachOf } from './model/address.ts';
import { find } from './model/rows.ts';
import type { Neighbourhood, Published } from './objects.ts';
import type { Host, PublishedFile } from './state.ts';

export function neighbourhood(host: Host, link: InterfaceContext): Neighbourhood {
  const { ifname } = link;
  return {
    link,
    lease: isGivenUp(host, ifname) ? null : (find(host.leases, `lease4:${ifname}`)?.snapshot.context ?? null),
    lease6: find(host.leases6, lease6Id(ifname))?.snapshot.context ?? null,
    informed: host.information.map((i) => i.snapshot.context).filter((c) => c.ifname === ifname && c.held !== null),
    routers: host.routers.map((r) => r.snapshot.context).filter((c) => c.ifname === ifname),
    discovered: host.discovered.filter((row) => row.ifname === ifname),
    published: host.published.map((file) => shareOf(host, file, ifname)).filter((p) => p.servers.length > 0 || p.search.length > 0),
    settings: host.settings.interfaces.find((i) => i.name === ifname) ?? null,
    settingsSince: host.settingsSince,
  };
}

/** What of a published file is this interface's: all of its own file; of a node-wide one the servers that its routes lead to. */
function shareOf(host: Host, file: PublishedFile, ifname: string): Published {
  const { publisher, search, since } = file;
  if (file.ifname !== null) return file.ifname === ifname ? newInFile(host, file, ifname) : { publisher, since, servers: [], search: [] };
  const servers = file.servers.filter(
    (server) => reachOf(server) !== 'loopback' && !isKnown(host, server) && ownerOf(host, server) === ifname,
  );
  return { publisher, since, servers, search: servers.length > 0 && file.servers[0] === servers[0] ? search : [] };
}

/** A client that publishes its own lease again says nothing new. */
function newInFile(host: Host, { publisher, servers, search, since }: PublishedFile, ifname: string): Published {
  const lease = find(host.leases, `lease4:${ifname}`)?.snapshot.context.lease;
  const own = lease?.client === publisher ? lease : null;
  return {
    publisher,
    since,
    servers: servers.filter((s) => !own?.dns.includes(s)),
    search: search.filter((s) => !own?.search.includes(s)),
  };
}

/** A node-wide file mostly repeats what a lease or an advertisement gave; that object exists already, at its PvD. */
const isKnown = (host: Host, server: string): boolean =>
  host.leases.some((l) => l.snapshot.context.lease?.dns.includes(server)) ||
  host.leases6.some((l) => l.snapshot.context.lease?.dns.includes(server)) ||
  host.routers.some((r) => r.snapshot.context.objects.some((o) => o.kind === 'dns' && o.value === server));

/** The interface whose prefix holds the server, else the one with the best default route of its family. */
function ownerOf(host: Host, server: string): string | null {
  const links = host.interfaces.map((i) => i.snapshot.context);
  const onLink = links.find((l) => l.addresses.some((a) => isInPrefix(server, networkOf(a.address, a.prefixLength))));
  if (onLink) return onLink.ifname;
  const defaults = links
    .flatMap((l) => l.routes.map((route) => ({ ifname: l.ifname, route })))
    .filter(({ route }) => route.destination.endsWith('/0') && familyOf(route.destination) === familyOf(server));
  const [best] = defaults.sort((a, b) => a.route.metric - b.route.metric);
  return best?.ifname ?? null;
}
