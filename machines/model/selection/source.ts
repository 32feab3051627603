/** The source address for one destination, out of candidates of its family: the first rule that tells two apart decides. RFC 6724 §5. */
import { familyOf } from '../address.ts';
import { compareText } from '../rows.ts';
import { DEFAULT_TABLE, type PolicyTable } from './policyTable.ts';
import { commonPrefix, scopeOf } from './scope.ts';

export type SourceCandidate = {
  readonly address: string;
  readonly prefixLength: number;
  readonly deprecated: boolean;
  readonly temporary: boolean;
  /** The interface that it is on, and the next hop or PvD that told its prefix (RFC 8028). */
  readonly ifname?: string;
  readonly nextHop?: string;
  /** Mobile IPv6 (RFC 6275): an address may be both. */
  readonly home?: boolean;
  readonly careOf?: boolean;
};

/** Which way the packet goes, as far as it is known; and what the program prefers (RFC 5014, IPV6_PREFER_SRC_TMP and _PUBLIC). */
export type SourceContext = {
  readonly table?: PolicyTable;
  readonly ifname?: string;
  readonly nextHop?: string;
  readonly prefer?: 'temporary' | 'public';
};

/** Above 0: `a` is better. */
type Compare = (a: SourceCandidate, b: SourceCandidate, destination: string, context: SourceContext) => number;
type Of = (candidate: SourceCandidate, destination: string, context: SourceContext) => number;
/** More of it is better. */
const more =
  (of: Of): Compare =>
  (a, b, destination, context) =>
    of(a, destination, context) - of(b, destination, context);

const RULES: readonly (readonly [rule: string, compare: Compare])[] = [
  ['1: same address', more((s, d) => Number(s.address === d))],
  ['2: appropriate scope', byScope],
  ['3: avoid deprecated', more((s) => Number(!s.deprecated))],
  ['4: home address', more(homeRank)],
  ['5: outgoing interface', more((s, _, { ifname }) => Number(ifname !== undefined && s.ifname === ifname))],
  ['5.5: prefix of the next hop', more((s, _, { nextHop }) => Number(nextHop !== undefined && s.nextHop === nextHop))],
  ['6: matching label', more((s, d, { table = DEFAULT_TABLE }) => Number(table(s.address).label === table(d).label))],
  ['7: temporary or public', more((s, _, { prefer = 'temporary' }) => Number(s.temporary === (prefer === 'temporary')))],
  ['8: longest matching prefix', more((s, d) => commonPrefix(s.address, s.prefixLength, d))],
];

/** Both home and care-of is best, and care-of alone is worst. */
export function homeRank({ home = false, careOf = false }: SourceCandidate): number {
  return home && careOf ? 2 : careOf ? 0 : 1;
}

function compareSources(a: SourceCandidate, b: SourceCandidate, destination: string, context: SourceContext) {
  for (const [rule, compare] of RULES) {
    const order = compare(a, b, destination, context);
    if (order !== 0) return { rule, order };
  }
  // The RFC leaves the rest open: so it is the same whatever the order they come in.
  return { rule: 'by address', order: compareText(b.address, a.address) };
}

/** The smaller scope that still reaches the destination; where neither does, the larger one. */
function byScope(a: SourceCandidate, b: SourceCandidate, destination: string): number {
  const [own, other, wanted] = [scopeOf(a.address), scopeOf(b.address), scopeOf(destination)];
  if (own === other) return 0;
  return own < other ? (own < wanted ? -1 : 1) : other < wanted ? 1 : -1;
}

export type Chosen = {
  readonly source: SourceCandidate /** What beat the next best; null: there was no other. */;
  readonly rule: string | null;
};

/** Null where no candidate is of the destination's family. */
export function chooseSource(destination: string, candidates: readonly SourceCandidate[], context: SourceContext = {}): Chosen | null {
  const sorted = candidates
    .filter(({ address }) => familyOf(address) === familyOf(destination))
    .toSorted((a, b) => -compareSources(a, b, destination, context).order);
  const [best, next] = sorted;
  return best ? { source: best, rule: next ? compareSources(best, next, destination, context).rule : null } : null;
}
