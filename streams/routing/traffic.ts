/** Policy by kind of packet (route-4): by destination, uid, mark, DSCP, protocol and port, as rules of the kernel. */
import { familyOf } from '../../machines/model/address.ts';
import type { PolicyRule, Traffic } from '../../machines/model/policy.ts';
import type { RuleSpec } from '../../machines/model/routing.ts';
import { dscp, ports, protocol, type Selectors, uids } from '../../machines/model/selectors.ts';
import type { Family } from '../../machines/model/units.ts';
import type { Candidate } from '../candidates.ts';
import { authorsInOrder, isSpokenOf, words } from '../chain.ts';
import type { Domain } from '../domains.ts';
import type { Readable } from '../part.ts';
import { type Reason, reason } from '../reasons.ts';
import { fromOf } from './hosted.ts';
import { PRIORITY, TRAFFIC_MAX } from './numbers.ts';
import { type RuleRow, rule } from './rows.ts';
import { addressesOf, tableNumber } from './tables.ts';

type TrafficRule = Extract<PolicyRule, { use: unknown } | { never: unknown }> & { readonly for: Traffic };
const isTrafficRule = (r: PolicyRule): r is TrafficRule => ('use' in r || 'never' in r) && r.for !== undefined;

/** A PvD of the ranking, as rules need it. */
export type Way = { readonly domain: Domain; readonly candidate: Candidate };

/**
 * Each rule in its author's place: `use` looks into the tables of what matches, best first; with `only`, and for `never`, what
 * no table of the right ones takes is refused, and so is what is bound to any other.
 * `ways`: ranked, best first; `all`: attached, ranked or not.
 */
export function trafficRules(host: Readable, family: Family, ways: readonly Way[], all: readonly Way[]): readonly RuleRow[] {
  const heard = heardRules(host, family);
  return heard.flatMap(({ told }, i) => {
    const isRight = ({ candidate }: Way): boolean => ('use' in told ? isSpokenOf(told.use, candidate) : !isSpokenOf(told.never, candidate));
    const isStrict = !('use' in told) || told.only;
    const wrong = isStrict ? all.filter((w) => !isRight(w)) : [];
    return selectorsOf(told.for, family).flatMap((selected) => [
      ...wrong.flatMap(({ domain }) => bound(domain, { family, ...selected })),
      ...byBest(ways.filter(isRight), { family, ...selected }, PRIORITY.traffic + 2 * i, isStrict),
    ]);
  });
}

/** Those that are heeded, of people and programs only (law 7), each at the two priorities of its place; and how a reason says it. */
export function heardRules(host: Readable, family: Family): readonly { readonly told: TrafficRule; readonly because: Reason }[] {
  const spoken = authorsInOrder(host.policies, host.settings).filter(({ pvd }) => pvd === null);
  const all = spoken.flatMap(({ author, rules, since }) =>
    rules.map((told, i) => ({ told, because: reason(`${wordsOf(told)} (rule ${i + 1})`, [since], author) })),
  );
  return all.flatMap(({ told, because }) => (isTrafficRule(told) && isOf(told, family) ? [{ told, because }] : [])).slice(0, TRAFFIC_MAX);
}

const isOf = (told: TrafficRule, family: Family): boolean => told.family === undefined || told.family === family;
const wordsOf = (told: PolicyRule): string =>
  'use' in told ? `use ${words(told.use)}` : 'never' in told ? `never ${words(told.never)}` : '';

type Selected = Partial<RuleSpec>;
type Meant = Selected & Pick<RuleSpec, 'family'>;

/**
 * Packets that are bound to what is forbidden to them, by device or by source. A refusal later would not do: to an IPv6 packet
 * that finds no way Linux gives a source, and then looks again, which the rules for sources would answer (ip6_dst_lookup_tail).
 */
function bound(domain: Domain, selected: Meant): readonly RuleRow[] {
  const no = { ...selected, priority: PRIORITY.prohibited, action: 'unreachable' } as const;
  const sources = addressesOf(domain, selected.family).map((a) => fromOf(domain, a.value, selected.family));
  return [rule(domain.id, { ...no, oif: domain.ifname }), ...sources.map((from) => rule(domain.id, { ...no, from }))];
}

/** By the best of them; what its table does not take is refused where `isLast`, and else goes as all others do. */
function byBest([best]: readonly Way[], selected: Meant, priority: number, isLast: boolean): readonly RuleRow[] {
  const refusal = isLast ? [rule(null, { ...selected, priority: priority + 1, action: 'unreachable' })] : [];
  return best ? [rule(best.domain.id, { ...selected, priority, table: tableNumber(best.domain) }), ...refusal] : refusal;
}

const NUMBERS = { icmp: [1, 58], tcp: [6, 6], udp: [17, 17], sctp: [132, 132] } as const;

/** Ports mean something with a protocol only: where none is said, both that have them are meant. Empty: of the other family. */
function selectorsOf(traffic: Traffic, family: Family): readonly Selected[] {
  const { to, uid, mark, port } = traffic;
  if (to !== undefined && familyOf(to) !== family) return [];
  const both = <T>(range: T | readonly [T, T]): readonly [T, T] =>
    Array.isArray(range) ? (range as readonly [T, T]) : [range as T, range as T];
  const common: Selectors = {
    ...(uid === undefined ? {} : uids(...both(uid))),
    ...(traffic.dscp === undefined ? {} : dscp(traffic.dscp)),
    ...(port === undefined ? {} : ports(...both(port))),
  };
  const kinds = traffic.protocol ? [traffic.protocol] : port === undefined ? [null] : (['tcp', 'udp'] as const);
  return kinds.map((kind) => ({
    iif: 'lo',
    to: to ?? null,
    ...(mark === undefined ? {} : { mark, mask: 0xffffffff }),
    other: { ...common, ...(kind === null ? {} : protocol(NUMBERS[kind][family === 4 ? 0 : 1])) },
  }));
}
