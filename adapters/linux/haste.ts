/** What was read at once, as transactions: what must be acted upon at once does not wait for what may be decided later. */
import type { Unstamped } from '../../machines/model/facts/index.ts';

/**
 * The kernel tells the neighbours of a link that was lost before the loss itself, and each would be decided about first. They come after
 * it, in a transaction of their own; all else keeps its order. Nothing else is told of a neighbour, so no order is lost.
 */
export function inHaste(facts: readonly Unstamped[]): readonly (readonly Unstamped[])[] {
  const batches = facts.some(isLoss) ? [facts.filter((fact) => !isNeighbour(fact)), facts.filter(isNeighbour)] : [facts];
  return batches.filter((batch) => batch.length > 0);
}

const isLoss = (fact: Unstamped): boolean => fact.type === 'link.carrierChanged' && !fact.carrier;
const isNeighbour = ({ type }: Unstamped): boolean => type === 'neighbour.removed' || type === 'neighbour.changed';
