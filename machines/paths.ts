/** What stands in the kernel of multipath TCP: endpoints, and how many paths a connection may have. `applied`, for the plan. */
import { withDone, withTaken } from './failures.ts';
import type { EndpointSpec, MptcpLimits } from './model/command.ts';
import { type FactsOf, type Unstamped, world } from './model/facts/index.ts';
import type { EndpointFlag } from './model/facts/socket.ts';
import { endpointKey, isOurEndpoint } from './model/routing.ts';
import { find, put, type Row } from './model/rows.ts';
import type { IfName, Seq } from './model/units.ts';
import type { Draft, Host } from './state.ts';

/** `id` is written so that equal endpoints have equal ids, whoever made them; `number` is the kernel's. */
export type OwnEndpoint = Row & {
  readonly number: number;
  readonly address: string;
  readonly ifname: IfName | null;
  readonly flags: readonly EndpointFlag[];
  readonly since: Seq;
};
/** `original`: what stood there before us, to be put back. */
export type MptcpState = MptcpLimits & { readonly original: MptcpLimits; readonly since: Seq };

export function toPaths(host: Draft, fact: FactsOf<'endpoint' | 'mptcp'>): void {
  const since = fact.of ?? fact.seq;
  switch (fact.type) {
    case 'endpoint.added': {
      const { number, address, ifname, flags } = fact;
      const id = endpointKey({ number, address, ifname, backup: flags.includes('backup') });
      host.endpoints = put(without(host.endpoints, number), { id, number, address, ifname, flags, since });
      host.failures = withDone(host.failures, `endpoint.add ${id}`);
      return;
    }
    case 'endpoint.removed':
      for (const { id } of host.endpoints.filter((e) => e.number === fact.number)) {
        host.failures = withDone(host.failures, `endpoint.delete ${id}`);
        const isTaken = fact.class === 'world' && host.phase === 'settled' && isOurEndpoint(fact.number);
        if (isTaken) host.failures = withTaken(host.failures, `endpoint.add ${id}`, fact);
      }
      host.endpoints = without(host.endpoints, fact.number);
      return;
    case 'mptcp.limited': {
      const { subflows, accepted } = fact;
      const original = host.mptcp?.original ?? host.recalled.mptcp ?? { subflows, accepted };
      host.mptcp = { subflows, accepted, original, since };
      host.failures = withDone(host.failures, 'mptcp.limit mptcp');
      return;
    }
    default:
      fact satisfies never;
  }
}

const without = (rows: readonly OwnEndpoint[], number: number): readonly OwnEndpoint[] =>
  rows.some((row) => row.number === number) ? rows.filter((row) => row.number !== number) : rows;

/** An endpoint of ours as it was asked for; null for one that another made. */
export function ownEndpoint(host: Pick<Host, 'endpoints'>, id: string): EndpointSpec | null {
  const row = find(host.endpoints, id);
  if (!row || row.ifname === null) return null;
  return { number: row.number, address: row.address, ifname: row.ifname, backup: row.flags.includes('backup') };
}

export const restatePaths = ({ endpoints, mptcp }: Host): readonly Unstamped[] => [
  ...endpoints.map(({ number, address, ifname, flags, since }) => world('endpoint.added', { number, address, ifname, flags }, since)),
  ...(mptcp === null ? [] : [world('mptcp.limited', { subflows: mptcp.subflows, accepted: mptcp.accepted }, mptcp.since)]),
];
