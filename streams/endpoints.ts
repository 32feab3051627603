/**
 * Multipath TCP (RFC 8684) by the ranking: from each usable PvD a connection may have a path; one that is metered only as backup. An
 * endpoint goes at once with its PvD: the kernel moves what was on its way within milliseconds then, and takes a second by itself.
 */
import { familyOf, reachOf } from '../machines/model/address.ts';
import type { EndpointSpec, MptcpLimits } from '../machines/model/command.ts';
import { goodAddresses } from '../machines/model/pvd.ts';
import { ENDPOINTS_MAX, endpointKey, endpointNumber, isOurEndpoint } from '../machines/model/routing.ts';
import { compareId, find, type Row } from '../machines/model/rows.ts';
import { settle, settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { isMetered } from '../machines/state.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { readsOwnership } from './links.ts';
import { isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';
import { type Place, type Ranking, ranked } from './ranking.ts';
import { exclusiveOf } from './routing/exclusive.ts';

export type Endpoints = {
  readonly endpoints: readonly (Row & EndpointSpec)[];
  /** As many further paths as there are networks: never fewer than there were. Null where the kernel has no multipath TCP. */
  readonly limits: readonly (Row & MptcpLimits)[];
};
type Needs = { readonly ranking: Ranking };

export const endpoints: Part<Endpoints, Needs> = {
  initial: { endpoints: [], limits: [] },
  reads: (host, { ranking }) => [
    ranking,
    host.endpoints,
    host.mptcp,
    host.interfaces,
    ...readsOwnership(host),
    ...attachedDomains(host.pvds),
  ],
  step: (previous, host, { ranking }) => {
    const wanted = host.started?.mode === 'apply' && host.mptcp !== null ? wantedOf(host, ranking) : [];
    return settle(previous, {
      endpoints: settleRows(previous.endpoints, wanted.toSorted(compareId)),
      limits: wanted.length === 0 || host.mptcp === null ? [] : [{ id: 'mptcp', ...limitsOf(wanted, host.mptcp) }],
    });
  },
};

/** The best of each family first: the kernel holds eight. What another program has made an endpoint of stays its own. */
function wantedOf(host: Readable, ranking: Ranking): readonly (Row & EndpointSpec)[] {
  const taken = new Set(host.endpoints.filter(({ number }) => !isOurEndpoint(number)).map(({ address }) => address));
  const all = FAMILIES.flatMap((family) => placesOf(host, ranking, family).flatMap((place) => endpointOf(host, place, family)));
  const free = all.filter(({ row }) => !taken.has(row.address)).sort((a, b) => a.place - b.place);
  return free.slice(0, ENDPOINTS_MAX - taken.size).map(({ row }) => row);
}

/** Below an exclusive PvD no other network carries a path: it would pull traffic off a VPN (sec-6). */
function placesOf(host: Readable, ranking: Ranking, family: Family): readonly Place[] {
  const exclusive = exclusiveOf(host, ranking, family);
  const places = ranked(ranking, family);
  return exclusive === null ? places : places.filter(({ pvd }) => exclusive.ifnames.includes(domainOf(host, pvd)?.ifname ?? ''));
}

function endpointOf(
  host: Readable,
  { pvd, place }: Place,
  family: Family,
): readonly { readonly place: number; readonly row: Row & EndpointSpec }[] {
  const domain = domainOf(host, pvd);
  const number = domain && endpointNumber(domain.slot, family);
  const address = domain && addressOf(domain, family);
  if (!domain || !address || number === null || number === undefined || !isManaged(host, domain.ifname)) return [];
  const endpoint = { number, address, ifname: domain.ifname, backup: isMetered(host, domain.ifname) };
  return [{ place: place ?? 0, row: { id: endpointKey(endpoint), ...endpoint } }];
}

/** One that stays: the kernel would give up what was begun from a temporary one when it ends (RFC 8981 §3.4). */
function addressOf({ objects }: Domain, family: Family): string | undefined {
  const own = goodAddresses(objects).filter(({ value }) => familyOf(value) === family && reachOf(value) !== 'linkLocal');
  const fit = own.filter(({ flags }) => !flags.includes('deprecated') && !flags.includes('tentative'));
  return (fit.find(({ flags }) => !flags.includes('temporary')) ?? fit[0])?.value;
}

function limitsOf(wanted: readonly EndpointSpec[], now: MptcpLimits): MptcpLimits {
  const most = Math.max(...FAMILIES.map((family) => wanted.filter(({ address }) => familyOf(address) === family).length));
  return { subflows: Math.max(now.subflows, most), accepted: now.accepted };
}

const domainOf = (host: Readable, pvd: string): Domain | undefined => find(attachedDomains(host.pvds), pvd);
