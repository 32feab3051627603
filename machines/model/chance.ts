/** What ought to be random, decided by what is written in the log: machines have no dice (law 2), and hosts differ by their seeds. */

/** A number in [0, 1), spread evenly over texts: FNV-1a, then the last mixing of MurmurHash3, for texts differ mostly at their end. */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
