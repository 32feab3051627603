/**
 * A small kernel for the tests of the plan: it carries commands out, answers as the adapter does, and refuses what a real one
 * would: a route by a gateway that is on no link, a source that is no address, a rule that is there, a link that is down.
 */
import { familyOf, isInPrefix } from '../../machines/model/address.ts';
import type { Command } from '../../machines/model/command.ts';
import { answer, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { OUR_PROTOCOL, type RouteSpec, type RuleSpec, routeKey, ruleKey } from '../../machines/model/routing.ts';
import type { Millis } from '../../machines/model/units.ts';
import { check, name } from '../machines/facts.ts';

export type Kernel = {
  /** What happens by itself; gives what follows from it. */
  hear(fact: Unstamped): readonly Unstamped[];
  carry(command: Command): readonly Unstamped[];
  readonly rules: ReadonlyMap<string, RuleSpec>;
  /** By what the kernel tells routes apart: table, destination, metric. */
  readonly routes: ReadonlyMap<string, Installed>;
  /** `198.51.100.7/24 dev wlan0` of ours, with what was left when it was put there. */
  readonly addresses: ReadonlyMap<string, Millis | null>;
};
export type Installed = { readonly route: RouteSpec; readonly expires: Millis | null };

/** Failed commands end a test unless it wants them: `refused` sees each. */
export function createKernel(refused: (command: Command, code: string) => void = () => {}): Kernel {
  const rules = new Map<string, RuleSpec>();
  const routes = new Map<string, Installed>();
  const own = new Map<string, Millis | null>();
  const links = new Map<string, boolean>();
  const addresses = new Map<string, { readonly ifname: string; readonly address: string }>();

  const fails = (command: Command, code: string): readonly Unstamped[] => {
    refused(command, code);
    return [
      answer(command.id, 'command.failed', { command: command.type, target: command.target, code, problem: `the kernel says ${code}` }),
    ];
  };
  const done = (command: Command) => [answer(command.id, 'command.done', { command: command.type, target: command.target })];
  const without = (isGone: (route: RouteSpec) => boolean): readonly Unstamped[] =>
    [...routes].flatMap(([id, { route }]) => {
      if (!isGone(route)) return [];
      routes.delete(id);
      return [world('route.removed', keyOf(route))];
    });
  /** An address takes the routes with it that have it as their source (IPv4). */
  const withoutAddress = (ifname: string, cidr: string): readonly Unstamped[] => {
    addresses.delete(`${cidr} dev ${ifname}`);
    own.delete(`${cidr} dev ${ifname}`);
    const [address = ''] = cidr.split('/');
    return without(({ source }) => source === address && familyOf(address) === 4);
  };
  /** Looked for in its own table, then by the rules as a packet bound to the device (fib_check_nh); a link-local one is on its link. */
  const isOnLink = (route: RouteSpec, gateway: string): boolean => {
    const byDevice = [...rules.values()].flatMap((r) => (r.oif === route.ifname && r.from === null && r.table !== null ? [r.table] : []));
    const isNear = ({ route: r }: Installed) =>
      r.gateway === null &&
      r.ifname === route.ifname &&
      [route.table, 254, ...byDevice].includes(r.table) &&
      isInPrefix(gateway, r.destination);
    return isInPrefix(gateway, 'fe80::/10') || [...routes.values()].some(isNear);
  };
  const refusal = (route: RouteSpec): string | null => {
    if (route.kind === 'unreachable') return null;
    if (!links.has(route.ifname ?? '')) return 'ENODEV';
    if (!links.get(route.ifname ?? '')) return 'ENETDOWN';
    if (route.source !== null && ![...addresses.values()].some((a) => a.address === route.source)) return 'EINVAL';
    return route.gateway !== null && !isOnLink(route, route.gateway) ? 'ENETUNREACH' : null;
  };

  return {
    rules,
    routes,
    addresses: own,
    hear: (fact) => {
      switch (fact.type) {
        case 'link.appeared':
        case 'link.changed':
          links.set(fact.ifname, fact.up);
          return [];
        case 'link.removed':
          links.delete(fact.ifname);
          for (const [key, { ifname }] of addresses)
            if (ifname === fact.ifname) {
              addresses.delete(key);
              own.delete(key);
            }
          return without(({ ifname }) => ifname === fact.ifname);
        case 'address.added':
          addresses.set(`${fact.address}/${fact.prefixLength} dev ${fact.ifname}`, fact);
          return [];
        case 'address.removed':
          return withoutAddress(fact.ifname, `${fact.address}/${fact.prefixLength}`);
        default:
          return [];
      }
    },
    carry: (command) => {
      switch (command.type) {
        case 'rule.add': {
          const key = ruleKey(command.rule);
          if (rules.has(key)) return fails(command, 'EEXIST');
          rules.set(key, command.rule);
          return [answer(command.id, 'rule.added', { ...command.rule, protocol: OUR_PROTOCOL })];
        }
        case 'rule.delete':
          if (!rules.delete(ruleKey(command.rule))) return fails(command, 'ENOENT');
          return [answer(command.id, 'rule.removed', { ...command.rule, protocol: OUR_PROTOCOL })];
        case 'route.replace': {
          const { route, expires } = command;
          const code = refusal(route);
          if (code !== null) return fails(command, code);
          const old = routes.get(placeOf(route))?.route;
          routes.set(placeOf(route), { route, expires });
          const gone = old && routeKey(old) !== routeKey(route) ? [{ ...answer('', 'route.removed', keyOf(old)), for: undefined }] : [];
          return [...gone.map(({ for: _, ...fact }) => fact as Unstamped), answer(command.id, 'route.added', told(route, expires))];
        }
        case 'route.delete': {
          const there = routes.get(placeOf(command.route))?.route;
          // Another has taken its place: gone already, as the adapter says of ESRCH.
          if (!there || routeKey(there) !== routeKey(command.route)) return done(command);
          routes.delete(placeOf(command.route));
          return [answer(command.id, 'route.removed', keyOf(command.route))];
        }
        case 'address.replace': {
          const { ifname, address, prefixLength } = command.address;
          if (!links.has(ifname)) return fails(command, 'ENODEV');
          addresses.set(`${address}/${prefixLength} dev ${ifname}`, { ifname, address });
          own.set(`${address}/${prefixLength} dev ${ifname}`, command.valid);
          const { valid, preferred } = command;
          const rest = { peer: null, scope: 'global', flags: ['noprefixroute'], protocol: OUR_PROTOCOL, valid, preferred } as const;
          return [answer(command.id, 'address.added', { ifname: name(ifname), address, prefixLength, ...rest })];
        }
        case 'address.delete': {
          const { ifname, address, prefixLength } = command.address;
          // First the address, then its routes (devinet.c, __inet_del_ifa).
          const flushed = withoutAddress(ifname, `${address}/${prefixLength}`);
          return [answer(command.id, 'address.removed', { ifname: name(ifname), address, prefixLength }), ...flushed];
        }
        case 'sysctl.set':
          return [answer(command.id, 'sysctl.read', { ...command.sysctl, ifname: name(command.sysctl.ifname) })];
        case 'guard.set':
          return [answer(command.id, 'guard.found', { interfaces: command.interfaces.map(name) })];
        case 'check.run':
          return [{ ...check('validated', command.pvd, command.family, command.generation), class: 'answer', for: command.id }];
        case 'client.start':
          return [answer(command.id, 'client.started', { client: command.client.client, ifname: name(command.client.ifname), pid: 1 })];
        case 'names.publish':
          return [answer(command.id, 'names.published', { publication: command.publication })];
        case 'names.withdraw':
          return [answer(command.id, 'names.withdrawn', { target: command.target, problem: null })];
        case 'sockets.watch':
          return [answer(command.id, 'sockets.watched', { owners: command.owners })];
        case 'sockets.end':
          return [answer(command.id, 'sockets.ended', { target: command.target, count: 0 })];
        case 'endpoint.add': {
          const { number, address, ifname, backup } = command.endpoint;
          const flags = backup ? (['subflow', 'backup'] as const) : (['subflow'] as const);
          return [answer(command.id, 'endpoint.added', { number, address, ifname: name(ifname), flags })];
        }
        case 'endpoint.delete':
          return [answer(command.id, 'endpoint.removed', { number: command.endpoint.number })];
        case 'mptcp.limit':
          return [answer(command.id, 'mptcp.limited', command.limits)];
        case 'client.stop':
        case 'information.fetch':
          return done(command);
        case 'deadline.arm':
        case 'deadline.disarm':
          return [];
        default:
          return command satisfies never;
      }
    },
  };
}

const placeOf = ({ table, destination, metric }: RouteSpec): string => `${table} ${destination} ${metric}`;
export const keyOf = ({ table, destination, metric, gateway, ifname }: RouteSpec) => ({
  ...{ table, destination, metric, gateway },
  ifname: ifname === null ? null : name(ifname),
});
const told = (route: RouteSpec, expires: Millis | null) => ({
  ...({ ...route, ...keyOf(route), protocol: OUR_PROTOCOL, scope: 'global', preference: null, expires } as const),
});
