/** Address selection (RFC 6724): within one PvD by its own table; between PvDs the ranking decides, so no source of one is ever chosen for a packet to another. */
export { type Ordered, orderDestinations, type Pair } from './destination.ts';
export { DEFAULT_ROWS, DEFAULT_TABLE, type Policy, type PolicyTable, policyTable, tableOf } from './policyTable.ts';
export { type Origins, type Selected, select, sourceFor } from './pvd.ts';
export { commonPrefix, mapped, scopeOf } from './scope.ts';
export { type Chosen, chooseSource, type SourceCandidate, type SourceContext } from './source.ts';
