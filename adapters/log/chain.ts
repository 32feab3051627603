/** The hash chain on this side: Node's own hash below the one chain that appending, reading and importing share. */
import { createChain } from '../../machines/model/exported/chain.ts';
import { OCTETS } from './octets.ts';

export { GENESIS, MAX_FACT, MAX_TRANSACTION, positionOf, previousOf, type Row, textsOf } from '../../machines/model/exported/chain.ts';
export const { chainHash, link } = createChain(OCTETS);
