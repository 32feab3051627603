/** What of ours stands outside: rules, routes, settings, the guard, clients; and what became of commands. `applied`, for the plan. */
import { addressId } from './configured.ts';
import { withDone, withFailed, withTaken } from './failures.ts';
import type { Fact, FactOf, FactsOf } from './model/facts/index.ts';
import { addressKey, OUR_PROTOCOL, routeKey, ruleKey } from './model/routing.ts';
import { drop, find, put } from './model/rows.ts';
import { type Draft, sysctlId } from './state.ts';

type OursFact = FactsOf<'rule' | 'route' | 'command' | 'sysctl' | 'guard' | 'client'>;

/** Whether this was about something of ours alone. */
export function toOurs(host: Draft, fact: OursFact): boolean {
  switch (fact.type) {
    case 'route.added':
      if (fact.protocol !== OUR_PROTOCOL) return false;
      host.ownRoutes = put(host.ownRoutes, { id: routeKey(fact), route: fact });
      host.failures = withDone(host.failures, `route.replace ${routeKey(fact)}`);
      return true;
    case 'route.removed':
      if (isTakenAway(host, fact)) host.failures = withTaken(host.failures, `route.replace ${routeKey(fact)}`, fact);
      host.ownRoutes = drop(host.ownRoutes, routeKey(fact));
      return false;
    case 'rule.added':
      if (fact.protocol !== OUR_PROTOCOL) return false;
      host.ownRules = put(host.ownRules, { id: ruleKey(fact), rule: fact });
      host.failures = withDone(host.failures, `rule.add ${ruleKey(fact)}`);
      return true;
    case 'rule.removed':
      if (isOfOthers(host, fact) && find(host.ownRules, ruleKey(fact)))
        host.failures = withTaken(host.failures, `rule.add ${ruleKey(fact)}`, fact);
      host.ownRules = drop(host.ownRules, ruleKey(fact));
      return true;
    case 'command.done':
      host.failures = withDone(host.failures, `${fact.command} ${fact.target}`);
      if (fact.command === 'client.stop') host.clients = drop(host.clients, fact.target);
      return true;
    case 'command.failed':
      host.failures = withFailed(host.failures, fact);
      return true;
    case 'sysctl.read':
      return toSysctls(host, fact);
    case 'guard.found':
      if (isUnguarded(host, fact)) host.failures = withTaken(host.failures, 'guard.set guard', fact);
      host.guarded = fact.interfaces;
      host.failures = withDone(host.failures, 'guard.set guard');
      return true;
    case 'client.started':
      host.clients = put(host.clients, clientRow(fact));
      return true;
    case 'client.exited':
      if (fact.again === null) host.clients = drop(host.clients, `${fact.client} ${fact.ifname}`);
      return true;
    default:
      return fact satisfies never;
  }
}

/** An address of ours stands: what failed about it is over; or it was taken away before its time. */
export function toOurAddress(host: Draft, fact: FactOf<'address.added' | 'address.removed'>): void {
  const id = `address.replace ${addressKey(fact)}`;
  if (fact.type === 'address.removed') {
    if (isAddressTaken(host, fact)) host.failures = withTaken(host.failures, id, fact);
  } else if (fact.protocol === OUR_PROTOCOL) host.failures = withDone(host.failures, id);
}

/** The kernel itself takes it at its end, and with its link (IPv6). */
function isAddressTaken(host: Draft, fact: FactOf<'address.removed'>): boolean {
  const context = find(host.interfaces, `interface:${fact.ifname}`)?.snapshot.context;
  const own = context && find(context.addresses, addressId(fact));
  if (own?.protocol !== OUR_PROTOCOL || !isOfOthers(host, fact)) return false;
  const end = find(context?.expires ?? [], own.id)?.at ?? null;
  return context?.link?.up === true && (end === null || end > fact.at);
}

/** What was done to what is ours was not done by us. */
const isOfOthers = (host: Draft, fact: Fact): boolean => fact.class === 'world' && host.phase === 'settled';

/** What stood there at first sight is what is put back one day. */
function toSysctls(host: Draft, fact: FactOf<'sysctl.read'>): true {
  const { family, ifname, key, value, of, seq } = fact;
  const sysctl = { family, ifname, key, value };
  const id = sysctlId(sysctl);
  const old = find(host.sysctls, id);
  if (old && old.sysctl.value !== value && isOfOthers(host, fact)) host.failures = withTaken(host.failures, `sysctl.set ${id}`, fact);
  host.sysctls = put(host.sysctls, { id, sysctl, original: old?.original ?? value, since: of ?? seq });
  host.failures = withDone(host.failures, `sysctl.set ${id}`);
  return true;
}

const clientRow = ({ client, ifname, pid, of, seq }: FactOf<'client.started'>) => ({
  id: `${client} ${ifname}`,
  ...{ client, ifname, pid },
  since: of ?? seq,
});

/** A route of ours that nothing but another program removes: its link is on, and its source is still there. */
function isTakenAway(host: Draft, fact: FactOf<'route.removed'>): boolean {
  const own = find(host.ownRoutes, routeKey(fact))?.route;
  if (!own || !isOfOthers(host, fact)) return false;
  if (own.ifname === null || own.kind === 'unreachable') return true;
  const link = find(host.interfaces, `interface:${own.ifname}`)?.snapshot.context;
  return link?.link?.up === true && (own.source === null || link.addresses.some((a) => a.address === own.source));
}

/** An interface that was guarded is not any more, and it was not we. */
function isUnguarded(host: Draft, fact: FactOf<'guard.found'>): boolean {
  const left = new Set<string>(fact.interfaces);
  return isOfOthers(host, fact) && host.guarded.some((ifname) => !left.has(ifname));
}
