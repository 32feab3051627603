/**
 * Addresses that answers of a PvD have tied to it against the ways of the node. For the answers of all others they are as if their
 * way led elsewhere, and so tied anew each time: one private address may be behind two networks (dns-4). Nothing is given up
 * when a route ends: to tie an address once too often harms nobody.
 */
export type Held = {
  /** Whether packets for the address may go by another PvD for an answer's sake. */
  isOthers(address: string, pvd: string): boolean;
  add(address: string, pvd: string): void;
};

/** A guess: four times the pins that there may be. The oldest goes. */
const HELD_MAX = 16_384;
const SEVERAL = null;

export function createHeld(max = HELD_MAX): Held {
  const holders = new Map<string, string | typeof SEVERAL>();
  return {
    isOthers: (address, pvd) => holders.has(address) && holders.get(address) !== pvd,
    add: (address, pvd) => {
      const before = holders.get(address);
      if (before === undefined && holders.size >= max) holders.delete(holders.keys().next().value ?? '');
      holders.set(address, before === undefined || before === pvd ? pvd : SEVERAL);
    },
  };
}
