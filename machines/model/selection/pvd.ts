/** Selection within one PvD: its addresses, its table. A destination of another PvD never meets them (policy-1). */
import type { PolicyRow } from '../facts/lease6.ts';
import { orderDestinations } from './destination.ts';
import { tableOf } from './policyTable.ts';
import { chooseSource, type SourceCandidate } from './source.ts';

/** What of a PvD selection reads. `privacy`: temporary addresses before others, unless a program says otherwise (RFC 7078 §2, P). */
export type Origins = {
  readonly addresses: readonly SourceCandidate[];
  readonly policy: readonly PolicyRow[] | null;
  readonly privacy: boolean;
};
export type Preferring = 'temporary' | 'public' | undefined;
/** `rule`: what puts it before the next. */
export type Selected = { readonly destination: string; readonly source: SourceCandidate; readonly rule: string | null };

/** All candidates are of the PvD, and so of one next hop: rules 5 and 5.5 hold for each of them. */
export function sourceFor(origins: Origins, destination: string, prefer: Preferring = undefined): SourceCandidate | null {
  const wanted = prefer ?? (origins.privacy ? 'temporary' : 'public');
  return chooseSource(destination, origins.addresses, { table: tableOf(origins.policy), prefer: wanted })?.source ?? null;
}

/** In the order to be tried; those that nothing of the PvD can be sent to are left out (rule 1). */
export function select(origins: Origins, destinations: readonly string[], prefer: Preferring = undefined): readonly Selected[] {
  const pairs = destinations.map((destination) => ({ destination, source: sourceFor(origins, destination, prefer) }));
  return orderDestinations(pairs, tableOf(origins.policy)).flatMap(({ destination, source, rule }) =>
    source ? [{ destination, source, rule }] : [],
  );
}
