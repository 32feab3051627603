/** A fact in one sentence, for people. Not yet safe for a terminal: what networks sent is in it. */
import type { Fact } from '../../machines/model/facts/index.ts';
import { publicationId } from '../../machines/model/publication.ts';
import { ruleKey } from '../../machines/model/routing.ts';
import { duration } from './words.ts';

const some = (values: readonly string[], none = 'none'): string => (values.length === 0 ? none : values.join(', '));
const left = (lifetime: number | null): string => (lifetime === null ? 'without end' : `for ${duration(lifetime)}`);
const isUp = (f: { readonly up?: boolean; readonly carrier: boolean; readonly dormant: boolean }): string =>
  f.up === false ? 'switched off' : !f.carrier ? 'without carrier' : f.dormant ? 'waiting for authentication' : 'up';

export function summary(fact: Fact): string {
  switch (fact.type) {
    case 'link.appeared':
      return `${fact.ifname} appeared (${fact.kind}), ${isUp(fact)}`;
    case 'link.changed':
      return `${fact.ifname} changed: ${fact.kind}, MTU ${fact.mtu}, ${isUp(fact)}`;
    case 'link.carrierChanged':
      return `${fact.ifname} is ${isUp(fact)}`;
    case 'link.attached':
      return `${fact.ifname} joined the network ${fact.network}`;
    case 'link.signalled':
      return `${fact.ifname} has ${fact.quality} signal`;
    case 'link.removed':
      return `${fact.ifname} went away`;
    case 'address.added':
      return `${fact.ifname} has ${fact.address}/${fact.prefixLength} ${left(fact.valid)}${fact.flags.length > 0 ? ` (${some(fact.flags)})` : ''}`;
    case 'address.removed':
      return `${fact.ifname} lost ${fact.address}/${fact.prefixLength}`;
    case 'route.added':
    case 'route.removed':
      return `route ${fact.destination}${fact.gateway ? ` via ${fact.gateway}` : ''} on ${fact.ifname ?? 'no interface'} ${fact.type === 'route.added' ? 'stands in' : 'left'} table ${fact.table}`;
    case 'rule.added':
    case 'rule.removed':
      return `${ruleKey(fact)} ${fact.type === 'rule.added' ? 'stands' : 'was removed'}`;
    case 'neighbour.changed':
      return `${fact.address} on ${fact.ifname} ${fact.state === 'failed' ? 'does not answer' : `is ${fact.mac ?? 'known'}`}`;
    case 'neighbour.removed':
      return `${fact.address} on ${fact.ifname} was forgotten`;
    case 'kernel.overran':
      return `messages of the kernel were lost (${fact.socket}); it is read again`;
    case 'kernel.dumped':
      return `the kernel was read: ${fact.links} links, ${fact.addresses} addresses, ${fact.routes} routes, ${fact.rules} rules`;
    case 'kernel.messageRejected':
      return `a message of the kernel could not be read: ${fact.problem}`;
    case 'router.advertised':
      return advertised(fact);
    case 'router.packetRejected':
      return `an advertisement on ${fact.ifname} from ${fact.router ?? 'nobody known'} was rejected: ${fact.problem}`;
    case 'router.flooded':
      return `${fact.dropped} advertisements of ${fact.router ?? 'all routers'} on ${fact.ifname} were above the cap`;
    case 'lease4.bound':
      return `${fact.client} holds ${fact.address}/${fact.prefixLength} on ${fact.ifname} ${left(fact.lifetime)}, gateway ${some(fact.gateways)}, DNS ${some(fact.dns)}`;
    case 'lease4.lost':
      return `${fact.client} lost its lease on ${fact.ifname}: ${fact.reason}`;
    case 'lease4.rejected':
      return `a lease of ${fact.client} could not be read: ${fact.problem}`;
    case 'lease6.bound':
      return `${fact.client} has DHCPv6 on ${fact.ifname} (${fact.kind}): ${leased6(fact)}`;
    case 'lease6.lost':
      return `${fact.client} lost DHCPv6 on ${fact.ifname}: ${fact.reason}`;
    case 'lease6.rejected':
      return `what ${fact.client} told of DHCPv6 could not be read: ${fact.problem}`;
    case 'manager.noticed':
      return `${fact.name} manages ${some(fact.interfaces, 'no interface we know of')} (${some(fact.evidence)})`;
    case 'manager.gone':
      return `${fact.name} is gone`;
    case 'resolver.published':
      return `${fact.publisher} publishes DNS ${some(fact.servers)} for ${fact.ifname ?? 'any interface'} in ${fact.file}`;
    case 'resolver.withdrawn':
      return `${fact.publisher} no longer publishes ${fact.file}`;
    case 'settings.loaded':
      return `settings loaded, ${fact.settings.interfaces.length} interfaces and ${fact.settings.names.length} names in them`;
    case 'policy.loaded':
      return `policy of ${fact.author}${fact.pvd ? ` (${fact.pvd})` : ''} loaded from ${fact.from}: ${fact.rules.length} rules`;
    case 'policy.rejected':
      return `policy of ${fact.author} from ${fact.from} was rejected: ${fact.problem}`;
    case 'deadline.passed':
      return `the deadline ${fact.id} passed`;
    case 'clock.stepped':
      return `the wall clock was set ${fact.by < 0 ? 'back' : 'forward'} by ${duration(Math.abs(fact.by))}`;
    case 'host.resumed':
      return `the host woke up after ${duration(fact.slept)}`;
    case 'check.requested':
      return `somebody wants ${fact.pvd ?? 'every network'} checked now`;
    case 'check.validated':
      return `${fact.pvd} reaches the Internet over IPv${fact.family} (${fact.took} ms)`;
    case 'check.assumed':
      return `${fact.pvd} answers over IPv${fact.family}; no endpoint is configured to check further`;
    case 'check.partial':
      return `${fact.pvd} reaches the Internet over IPv${fact.family} in part: ${fact.problem}`;
    case 'check.portal':
      return `${fact.pvd} has a captive portal over IPv${fact.family}: ${fact.url ?? 'its address is unknown'}`;
    case 'check.failed':
      return `the check of ${fact.pvd} over IPv${fact.family} failed: ${fact.problem}`;
    case 'check.curtailed':
      return `the check of ${fact.pvd} over IPv${fact.family} ended unfinished: what it may spend is spent`;
    case 'information.received':
      return `${fact.identity} describes itself on ${fact.ifname} ${left(fact.expires)}: zones ${some(fact.dnsZones)}${fact.noInternet ? ', no Internet' : ''}`;
    case 'information.refused':
      return `the additional information of ${fact.identity} on ${fact.ifname} was refused: ${fact.problem}`;
    case 'information.unreached':
      return `the additional information of ${fact.identity} on ${fact.ifname} could not be fetched: ${fact.problem}`;
    case 'name.answered':
      return `${fact.pvd} answered with ${some(fact.addresses)}, kept for ${duration(fact.keep)}`;
    case 'name.sampled':
      return `${fact.pvd} was asked ${fact.asked} times, ${fact.failed} in vain${fact.names.length === 0 ? '' : `: ${some(fact.names)}${fact.shown === 'hash' ? ' (hashed)' : ''}`}`;
    case 'pref64.discovered':
      return `the name servers of ${fact.pvd} show NAT64 by ${some(fact.prefixes, 'no prefix')} ${left(fact.lifetime)}`;
    case 'names.published':
      return `${publicationId(fact.publication)} says: servers ${some(fact.publication.servers)}, search ${some(fact.publication.search)}`;
    case 'names.withdrawn':
      return fact.problem ?? `what ${fact.target} said of ours was taken back`;
    case 'resolver.listening':
      return fact.addresses.length > 0
        ? `our resolver listens on ${some(fact.addresses)}`
        : `our resolver does not listen: ${fact.problem ?? 'closed'}`;
    case 'session.opened':
      return `${fact.manager} opened the session ${fact.session} on ${fact.pvd} (IPv${fact.family}, mobility ${fact.mobility})`;
    case 'session.idled':
      return `the session ${fact.session} is idle`;
    case 'session.busied':
      return `the session ${fact.session} is busy`;
    case 'session.asked':
      return `${fact.author} (${fact.manager}) asks of the session ${fact.session}: ${fact.ask}${fact.to === null ? '' : ` ${typeof fact.to === 'string' ? fact.to : JSON.stringify(fact.to)}`}`;
    case 'session.moved':
      return `the session ${fact.session} is on ${fact.pvd} now`;
    case 'session.closed':
      return `the session ${fact.session} was closed: ${fact.why}`;
    case 'command.done':
      return `${fact.command} ${fact.target}: done`;
    case 'command.failed':
      return `${fact.command} ${fact.target} failed: ${fact.problem} (${fact.code})`;
    case 'sysctl.read':
      return `net.ipv${fact.family}.conf.${fact.ifname}.${fact.key} is ${fact.value}`;
    case 'guard.found':
      return `the packet filter guards ${some(fact.interfaces, 'no interface')}`;
    case 'sockets.watched':
      return `connections of ${some(
        fact.owners.map(({ pvd }) => pvd),
        'no network',
      )} are counted`;
    case 'sockets.sampled':
      return `${fact.pvd} has ${fact.open} connections, ${fact.stalled} of them stalled`;
    case 'sockets.ended':
      return `${fact.count} connections of ${fact.target} were ended`;
    case 'endpoint.added':
      return `multipath TCP has the endpoint ${fact.number}, ${fact.address} on ${fact.ifname ?? 'any interface'}${fact.flags.includes('backup') ? ', as backup' : ''}`;
    case 'endpoint.removed':
      return `multipath TCP has the endpoint ${fact.number} no more`;
    case 'mptcp.limited':
      return `a connection of multipath TCP may have ${fact.subflows} further paths, and tries ${fact.accepted} addresses of its peer's`;
    case 'client.started':
      return `${fact.client} was started on ${fact.ifname} (process ${fact.pid})`;
    case 'client.exited':
      return `${fact.client} on ${fact.ifname} ended: ${fact.problem}; ${fact.again === null ? 'it is not started again' : `again in ${duration(fact.again)}`}`;
    case 'agent.started':
      return `multihome ${fact.version} started, mode ${fact.mode}`;
    case 'memory.carried':
      return `${fact.memory.pvds.length} provisioning domains are remembered from before`;
    case 'epoch.opened':
      return `epoch ${fact.epoch} opened (${fact.reason})`;
    case 'log.gap':
      return `${fact.lost} facts could not be kept: ${fact.problem}`;
    default:
      fact satisfies never;
      return 'a fact that this version does not know';
  }
}

function leased6({ addresses, prefixes, dns }: Extract<Fact, { type: 'lease6.bound' }>): string {
  const held = [...addresses.map((a) => `${a.address} ${left(a.valid)}`), ...prefixes.map((p) => `${p.prefix} delegated ${left(p.valid)}`)];
  return [...held, `DNS ${some(dns)}`].join(', ');
}

function advertised(fact: Extract<Fact, { type: 'router.advertised' }>): string {
  const { nested, header, id } = fact.pvd ?? { nested: null, header: null, id: null };
  const { lifetime } = header ?? fact;
  const prefixes = [...fact.prefixes, ...(nested?.prefixes ?? [])].map((p) => p.prefix);
  const dns = [...fact.dns, ...(nested?.dns ?? [])].map((d) => d.server);
  const role = lifetime === 0 ? 'as no default router' : `as default router ${left(lifetime)}`;
  return `${fact.router} advertised itself on ${fact.ifname}${id === null ? '' : ` for ${id}`} ${role}, prefixes ${some(prefixes)}, DNS ${some(dns)}`;
}
