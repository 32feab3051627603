/**
 * Addresses of a family that their PvD does not have, or has no way out for (an IPv6 prefix without a router), lead nowhere on it, and may not be used by another (law 8): for the node there are
 * none. An error instead would end the whole look-up of programs that ask for both families, as musl does.
 */
import { familyOf, isInPrefix } from '../../machines/model/address.ts';
import { decodeMessage, encodeMessage } from '../../machines/model/dns/index.ts';
import type { NamesDomain } from '../../machines/model/names.ts';
import { isRouted } from './rules.ts';
import { type Stored, storeAnswer } from './stored.ts';

/** The very answer where its PvD leads to all its addresses; else one without records, for as long as that. Null: it cannot be made. */
export function ofFamilies(stored: Stored, { sources, leads }: Pick<NamesDomain, 'sources' | 'leads'>, now: number): Stored | null {
  const isLed = (address: string): boolean => sources[familyOf(address)] !== null && leads.some((prefix) => isInPrefix(address, prefix));
  const isLost = (address: string): boolean => isRouted(address) && !isLed(address);
  if (!stored.addresses.some(isLost)) return stored;
  const read = decodeMessage(stored.bytes);
  const bytes = read.ok ? encodeMessage({ ...read.value, answers: [], authorities: [], additionals: [] }) : null;
  const empty = bytes && storeAnswer(bytes, stored.wanted, now);
  return empty?.ok ? { ...empty.value, lifetime: stored.lifetime, expires: stored.expires } : null;
}
