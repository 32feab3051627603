/**
 * What may be handed out at once under the present view: rules, pins and all else have been looked at before. One answer a hash;
 * an equal hash of another question only takes the longer way. Emptied with every view.
 */
import { HEADER } from '../../machines/model/dns/index.ts';
import { lower, type Query } from './query.ts';
import type { Stored } from './stored.ts';

export type Ready = {
  find(bytes: Uint8Array, query: Query, now: number): Stored | null;
  put(stored: Stored): void;
  drop(stored: Stored): void;
  /** All that have one of these addresses. */
  dropWith(addresses: readonly string[]): void;
  clear(): void;
};

/** A guess: four full caches. */
const READY_MAX = 16_384;

export function createReady(): Ready {
  const answers = new Map<number, Stored>();
  /** Which of them have an address. */
  const holders = new Map<string, Set<Stored>>();
  const clear = (): void => {
    answers.clear();
    holders.clear();
  };
  const drop = (stored: Stored): void => {
    if (answers.get(stored.wanted.hash) !== stored) return;
    answers.delete(stored.wanted.hash);
    for (const address of stored.addresses) {
      const holding = holders.get(address);
      holding?.delete(stored);
      if (holding?.size === 0) holders.delete(address);
    }
  };
  return {
    find: (bytes, query, now) => {
      const stored = answers.get(query.hash);
      if (stored === undefined || now >= stored.expires || !isAsked(bytes, query, stored)) return null;
      stored.isUsed = true;
      return stored;
    },
    put: (stored) => {
      if (stored.lifetime <= 0) return;
      if (answers.size >= READY_MAX) clear();
      const before = answers.get(stored.wanted.hash);
      if (before) drop(before);
      answers.set(stored.wanted.hash, stored);
      for (const address of stored.addresses) {
        const holding = holders.get(address);
        if (holding) holding.add(stored);
        else holders.set(address, new Set([stored]));
      }
    },
    drop,
    dropWith: (addresses) => {
      for (const address of addresses) for (const stored of holders.get(address) ?? []) drop(stored);
    },
    clear,
  };
}

function isAsked(bytes: Uint8Array, query: Query, { wanted }: Stored): boolean {
  const { wire } = wanted;
  if (query.end - HEADER - 4 !== wire.length || query.type !== wanted.type || query.variant !== wanted.variant) return false;
  for (let i = 0; i < wire.length; i += 1) if (lower(bytes[HEADER + i] ?? 0) !== wire[i]) return false;
  return true;
}
