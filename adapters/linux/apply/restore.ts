/** Everything that is ours goes from the kernel, and its settings are as they were: what `--restore` does. */
import type { AddressSpec, Command, MptcpLimits, SysctlSpec, Wish } from '../../../machines/model/command.ts';
import type { FactOf, Unstamped } from '../../../machines/model/facts/index.ts';
import { OUR_PROTOCOL, type RouteSpec, type RuleSpec, routeKey, routeSpec, ruleKey, ruleSpec } from '../../../machines/model/routing.ts';
import { openKernel } from '../kernel.ts';
import { restoreMptcp } from '../mptcp/restore.ts';

export type RestoreOptions = {
  /** How multipath TCP was limited before us; null, and its limits are left. */
  readonly mptcp?: MptcpLimits | null;
  /** Settings as they were before we changed them. */
  readonly sysctls?: readonly SysctlSpec[];
  /** The program nft. */
  readonly nft?: string;
  readonly receiveBuffer?: number;
};
export type Restored = {
  readonly rules: number;
  readonly routes: number;
  readonly addresses: number;
  readonly endpoints: number;
  readonly sysctls: number;
  /** The interfaces that the guard was for. */
  readonly guarded: readonly string[];
  /** One line for each thing that could not be undone. */
  readonly problems: readonly string[];
};

/** So long is waited for the last answer: nft may be slow. */
const PATIENCE = 15_000;

/** Rejects when the kernel cannot be heard at all (SystemCallError). To be called with the apply lock held. */
export async function restoreKernel({ sysctls = [], mptcp = null, nft, receiveBuffer }: RestoreOptions = {}): Promise<Restored> {
  const facts: Unstamped[] = [];
  const problems: string[] = [];
  let onFacts = (): void => {};
  const kernel = openKernel({ apply: nft === undefined ? true : { nft }, ...(receiveBuffer === undefined ? {} : { receiveBuffer }) });
  const emit = (more: readonly Unstamped[]): void => {
    facts.push(...more);
    onFacts();
  };
  try {
    await kernel.open(emit, () => {});
    const guarded = facts.findLast((fact) => fact.type === 'guard.found')?.interfaces ?? [];
    const commands = undoing(facts, sysctls).map((wish, i): Command => ({ ...wish, id: `restore.${i}` }));
    const waiting = new Set(commands.map(({ id }) => id));
    const answered = Promise.withResolvers<void>();
    const from = facts.length;
    onFacts = () => {
      for (const fact of facts.slice(from)) if (fact.for !== undefined) waiting.delete(fact.for);
      if (waiting.size === 0) answered.resolve();
    };
    const timer = setTimeout(answered.resolve, PATIENCE);
    kernel.carry(commands);
    await answered.promise;
    clearTimeout(timer);
    const answers = facts.slice(from);
    for (const id of waiting) problems.push(`${commands.find((command) => command.id === id)?.target}: no answer`);
    for (const fact of answers)
      if (fact.type === 'command.failed' && isMissed(fact.command, guarded)) problems.push(`${fact.target}: ${fact.problem}`);
    const paths = restoreMptcp(mptcp);
    const count = (type: Unstamped['type']): number => answers.filter((fact) => fact.type === type && fact.class === 'answer').length;
    return {
      rules: count('rule.removed'),
      routes: count('route.removed'),
      addresses: count('address.removed'),
      endpoints: paths.endpoints,
      sysctls: count('sysctl.read'),
      guarded,
      problems: [...problems, ...paths.problems],
    };
  } finally {
    await kernel.close();
  }
}

/** Rules first: without them nobody looks into our tables, so that nothing of the rest is ever half there. */
function undoing(facts: readonly Unstamped[], sysctls: readonly SysctlSpec[]): readonly Wish[] {
  const { rules, routes, addresses } = ours(facts);
  return [
    ...rules.map(([target, rule]): Wish => ({ type: 'rule.delete', target, rule })),
    ...routes.map(([target, route]): Wish => ({ type: 'route.delete', target, route })),
    ...addresses.map(([target, address]): Wish => ({ type: 'address.delete', target, address })),
    ...sysctls.map((sysctl): Wish => ({ type: 'sysctl.set', target: `${sysctl.ifname} ${sysctl.key}`, sysctl })),
    { type: 'guard.set', target: 'guard', interfaces: [] },
  ];
}

type Named<T> = readonly (readonly [name: string, T])[];
type Ours = { readonly rules: Named<RuleSpec>; readonly routes: Named<RouteSpec>; readonly addresses: Named<AddressSpec> };

/** What stands after these facts, and carries our number. */
function ours(facts: readonly Unstamped[]): Ours {
  const [rules, routes, addresses] = [new Map<string, RuleSpec>(), new Map<string, RouteSpec>(), new Map<string, AddressSpec>()];
  for (const fact of facts) {
    if (fact.type === 'rule.added' && fact.protocol === OUR_PROTOCOL) rules.set(ruleKey(fact), ruleSpec(fact));
    if (fact.type === 'rule.removed') rules.delete(ruleKey(fact));
    if (fact.type === 'route.added' && fact.protocol === OUR_PROTOCOL) routes.set(routeKey(fact), routeSpec(fact));
    if (fact.type === 'route.removed') routes.delete(routeKey(fact));
    if (fact.type === 'address.added' && fact.protocol === OUR_PROTOCOL) addresses.set(addressName(fact), addressSpec(fact));
    if (fact.type === 'address.removed') addresses.delete(addressName(fact));
  }
  return { rules: [...rules], routes: [...routes], addresses: [...addresses] };
}

const addressSpec = ({ ifname, address, prefixLength }: AddressSpec): AddressSpec => ({ ifname, address, prefixLength });
const addressName = ({ ifname, address, prefixLength }: AddressSpec): string => `address ${address}/${prefixLength} dev ${ifname}`;

/** Where there was no guard nft is not missed. */
const isMissed = (failure: FactOf<'command.failed'>['command'], guarded: readonly string[]): boolean =>
  failure !== 'guard.set' || guarded.length > 0;
