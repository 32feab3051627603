/** Destinations in the order in which they had better be tried, each with the source that it would have. RFC 6724 §6. */
import { familyOf } from '../address.ts';
import { DEFAULT_TABLE, type PolicyTable } from './policyTable.ts';
import { commonPrefix, scopeOf } from './scope.ts';
import { homeRank, type SourceCandidate } from './source.ts';

export type Pair = {
  readonly destination: string;
  /** Null: nothing to send from, or it is known that nothing leads there. */
  readonly source: SourceCandidate | null;
  /** Reached through a tunnel (6to4, Teredo, a VPN): rule 7. */
  readonly encapsulated?: boolean;
};
export type Ordered<P extends Pair> = P & { /** What puts it before the next; null: it is the last. */ readonly rule: string | null };

/** More is better; only pairs with a source come past the first. */
const RULES: readonly (readonly [rule: string, of: (pair: Pair, source: SourceCandidate, table: PolicyTable) => number])[] = [
  ['2: matching scope', ({ destination }, s) => Number(scopeOf(destination) === scopeOf(s.address))],
  ['3: avoid deprecated', (_, s) => Number(!s.deprecated)],
  ['4: home address', (_, s) => homeRank(s)],
  ['5: matching label', ({ destination }, s, table) => Number(table(s.address).label === table(destination).label)],
  ['6: higher precedence', ({ destination }, _, table) => table(destination).precedence],
  ['7: native transport', ({ encapsulated = false }) => Number(!encapsulated)],
  ['8: smaller scope', ({ destination }) => -scopeOf(destination)],
];

/** Above 0: `a` had better be tried first; 0: it stays where it is (rule 10). */
function comparePairs(a: Pair, b: Pair, table: PolicyTable): { readonly rule: string; readonly order: number } {
  const unusable = Number(a.source !== null) - Number(b.source !== null);
  if (unusable !== 0 || !a.source || !b.source) return { rule: unusable === 0 ? UNCHANGED : '1: avoid unusable', order: unusable };
  for (const [rule, of] of RULES) {
    const order = of(a, a.source, table) - of(b, b.source, table);
    if (order !== 0) return { rule, order };
  }
  const isSameFamily = familyOf(a.destination) === familyOf(b.destination);
  const longer = isSameFamily ? shared(a.destination, a.source) - shared(b.destination, b.source) : 0;
  return longer === 0 ? { rule: UNCHANGED, order: 0 } : { rule: '9: longest matching prefix', order: longer };
}

const UNCHANGED = '10: as they came';
const shared = (destination: string, { address, prefixLength }: SourceCandidate): number =>
  commonPrefix(address, prefixLength, destination);

export function orderDestinations<P extends Pair>(pairs: readonly P[], table: PolicyTable = DEFAULT_TABLE): readonly Ordered<P>[] {
  const sorted = pairs.toSorted((a, b) => -comparePairs(a, b, table).order);
  return sorted.map((pair, i) => {
    const next = sorted[i + 1];
    return { ...pair, rule: next ? comparePairs(pair, next, table).rule : null };
  });
}
