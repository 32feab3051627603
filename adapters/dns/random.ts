/** Randomness for ids, ports and letters (RFC 5452 §4), from a store that is filled by the kernel now and then. */
import { randomFillSync } from 'node:crypto';

const store = Buffer.alloc(8_192);
let used = store.length;

export function randomByte(): number {
  if (used === store.length) {
    randomFillSync(store);
    used = 0;
  }
  const byte = store[used] ?? 0;
  used += 1;
  return byte;
}

export const randomWord = (): number => (randomByte() << 8) | randomByte();
/** Below `end`, which is small. */
export const randomBelow = (end: number): number => randomWord() % end;
