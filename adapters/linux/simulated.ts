/** What a kernel does with commands, without a kernel: rules, routes, addresses, settings and the guard as values. No I/O, no clock. */
import type { Command, CommandOf } from '../../machines/model/command.ts';
import { answer, type Data, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { OUR_PROTOCOL, routeKey, ruleKey } from '../../machines/model/routing.ts';
import { isEqual } from '../../machines/model/settle.ts';
import { type Family, IfName } from '../../machines/model/units.ts';
import { isPlainName } from './apply/guardText.ts';
import { done, failed, isAlready } from './apply/outcome.ts';
import { SYSCTL_KEYS } from './apply/sysctl.ts';
import { ifnameOf, type RtnetlinkCommand, wordOf } from './apply/wire.ts';

export type Simulated = {
  /** What is there, told from elsewhere; gives what a kernel tells of it besides. */
  learn(fact: Unstamped): readonly Unstamped[];
  carry(command: Command): readonly Unstamped[];
  /** Everything is refused with this code from now on; null: nothing is. */
  refuse(code: string | null): void;
};

type Rule = Data<'rule.added'>;
type Route = Data<'route.added'>;
type Address = Data<'address.added'>;

/** What the kernel has where nobody has set anything. */
const DEFAULT_VALUE = '0';

export function createSimulated(): Simulated {
  const links = new Set<string>();
  const rules = new Map<string, Rule>();
  const routes = new Map<string, Route>();
  const addresses = new Map<string, Address>();
  const settings = new Map<string, string>();
  let refusal: string | null = null;

  const learn = (fact: Unstamped): readonly Unstamped[] => {
    if (fact.type === 'link.removed') links.delete(fact.ifname);
    if (fact.type === 'address.added') addresses.set(addressKey(fact), dataOf(fact));
    if (fact.type === 'address.removed') addresses.delete(addressKey(fact));
    if (fact.type === 'rule.added') rules.set(ruleKey(fact), dataOf(fact));
    if (fact.type === 'rule.removed') rules.delete(ruleKey(fact));
    if (fact.type === 'route.added') routes.set(groupOf(fact), dataOf(fact));
    if (fact.type === 'route.removed') routes.delete(groupOf(fact));
    if (fact.type !== 'link.appeared') return [];
    links.add(fact.ifname);
    return fact.kind === 'loopback'
      ? []
      : ([4, 6] as const).flatMap((family) => SYSCTL_KEYS[family].map((key) => first(family, fact.ifname, key)));
  };
  const first = (family: Family, ifname: IfName, key: string): Unstamped => {
    settings.set(`${family} ${ifname} ${key}`, DEFAULT_VALUE);
    return world('sysctl.read', { family, ifname, key, value: DEFAULT_VALUE });
  };

  const rule = ({ id, type, rule: spec }: CommandOf<'rule.add' | 'rule.delete'>, otherwise: Unstamped): readonly Unstamped[] => {
    const key = ruleKey(spec);
    const isAdded = type === 'rule.add';
    if (rules.has(key) === isAdded) return [otherwise];
    const data: Rule = { ...spec, protocol: OUR_PROTOCOL };
    if (isAdded) rules.set(key, data);
    else rules.delete(key);
    return [answer(id, isAdded ? 'rule.added' : 'rule.removed', data)];
  };
  const replaceRoute = (command: CommandOf<'route.replace'>): readonly Unstamped[] => {
    const { id, route, expires } = command;
    const isOurs = [...addresses.values()].some(({ address }) => address === route.source);
    if (route.source !== null && !isOurs) return [failed(command, { code: 'EINVAL', problem: 'Invalid source address' })];
    const preference = route.destination.includes(':') ? ('medium' as const) : null;
    const common = { protocol: OUR_PROTOCOL, scope: 'global', preference, expires: preference === null ? null : expires } as const;
    const next: Route = { ...route, ifname: route.ifname === null ? null : IfName.parse(route.ifname), ...common };
    const before = routes.get(groupOf(next));
    const isSame = before !== undefined && isEqual({ ...before, expires: null }, { ...next, expires: null });
    if (isSame && next.expires === null && before.expires === null) return [done(command)];
    routes.set(groupOf(next), next);
    return [...(before && !isSame ? [removed(id, before)] : []), answer(id, 'route.added', next)];
  };
  const deleteRoute = (command: CommandOf<'route.delete'>): readonly Unstamped[] => {
    const before = routes.get(groupOf(command.route));
    if (before === undefined || routeKey(before) !== routeKey(command.route)) return [done(command)];
    routes.delete(groupOf(before));
    return [removed(command.id, before)];
  };
  const replaceAddress = (command: CommandOf<'address.replace'>): readonly Unstamped[] => {
    const { id, address: own, valid, preferred } = command;
    const flags: Address['flags'] = valid === null ? ['permanent', 'noprefixroute'] : ['noprefixroute'];
    const common = { peer: null, scope: 'global', flags, protocol: OUR_PROTOCOL, valid, preferred } as const;
    const next: Address = { ...own, ifname: IfName.parse(own.ifname), ...common };
    const before = addresses.get(addressKey(own));
    if (before && valid === null && before.valid === null) return [done(command)];
    addresses.set(addressKey(own), next);
    return [answer(id, 'address.added', next)];
  };
  /** With it go the IPv4 routes that had it as their source. */
  const deleteAddress = (command: CommandOf<'address.delete'>): readonly Unstamped[] => {
    const before = addresses.get(addressKey(command.address));
    if (before === undefined) return [done(command)];
    addresses.delete(addressKey(before));
    const { ifname, address, prefixLength } = before;
    const along = [...routes.values()].filter(({ source }) => source === address && !address.includes(':'));
    for (const route of along) routes.delete(groupOf(route));
    return [
      answer(command.id, 'address.removed', { ifname, address, prefixLength }),
      ...along.map((route) => world('route.removed', keyOf(route))),
    ];
  };
  const setting = (command: CommandOf<'sysctl.set'>): Unstamped => {
    const { family, ifname, key, value } = command.sysctl;
    const name = `${family} ${ifname} ${key}`;
    if (!settings.has(name)) return failed(command, { code: 'ERR_NO_SYSCTL', problem: name });
    settings.set(name, value);
    return answer(command.id, 'sysctl.read', { family, ifname: IfName.parse(ifname), key, value });
  };
  const guard = (command: CommandOf<'guard.set'>): Unstamped => {
    const interfaces = command.interfaces.toSorted();
    if (!interfaces.every(isPlainName)) return failed(command, { code: 'ERR_BAD_NAME', problem: interfaces.join() });
    return answer(command.id, 'guard.found', { interfaces: interfaces.map((ifname) => IfName.parse(ifname)) });
  };
  /** What would keep the kernel from it, whatever is there. */
  const obstacle = (command: RtnetlinkCommand): Unstamped | null => {
    const ifname = ifnameOf(command);
    const worded = wordOf(command, 1, 1);
    if (!worded.ok) return failed(command, { code: 'ERR_BAD_COMMAND', problem: worded.problem });
    if (ifname === null || links.has(ifname)) return null;
    const gone = { code: 'ENODEV', problem: `there is no interface ${ifname}` };
    return isAlready(command, gone) ? done(command) : failed(command, gone);
  };

  const carry = (command: Command): readonly Unstamped[] => {
    if (refusal !== null) return [failed(command, { code: refusal, problem: `refused: ${refusal}` })];
    switch (command.type) {
      case 'rule.add':
      case 'rule.delete':
        return [obstacle(command) ?? rule(command, done(command))].flat();
      case 'route.replace':
        return [obstacle(command) ?? replaceRoute(command)].flat();
      case 'route.delete':
        return [obstacle(command) ?? deleteRoute(command)].flat();
      case 'address.replace':
        return [obstacle(command) ?? replaceAddress(command)].flat();
      case 'address.delete':
        return [obstacle(command) ?? deleteAddress(command)].flat();
      case 'sysctl.set':
        return [setting(command)];
      case 'guard.set':
        return [guard(command)];
      default:
        return [failed(command, { code: 'ERR_NOT_CARRIED', problem: 'not a command for the kernel' })];
    }
  };
  return {
    learn,
    carry,
    refuse: (code) => {
      refusal = code;
    },
  };
}

const groupOf = ({ table, destination, metric }: Pick<Route, 'table' | 'destination' | 'metric'>): string =>
  `${table} ${destination} ${metric}`;
const addressKey = ({ ifname, address, prefixLength }: CommandOf<'address.delete'>['address']): string =>
  `${ifname} ${address}/${prefixLength}`;
const keyOf = ({ table, destination, metric, gateway, ifname }: Route): Data<'route.removed'> => ({
  table,
  destination,
  metric,
  gateway,
  ifname,
});
const removed = (id: string, route: Route): Unstamped => answer(id, 'route.removed', keyOf(route));

type Envelope = 'type' | 'v' | 'class' | 'for' | 'of';
function dataOf<F extends Unstamped>({ type: _, v: __, class: ___, for: ____, of: _____, ...data }: F): Omit<F, Envelope> {
  return data;
}
