/**
 * The answers of one PvD in one of its attachments, bounded in number and bytes. When it is full the oldest goes that was not
 * asked for since it was last passed over.
 */
import type { Counters } from './counters.ts';
import type { Stored } from './stored.ts';

export type Cache = {
  /** Null when there is none that is still good. */
  find(key: string, now: number): Stored | null;
  /** What has no lifetime is not kept. */
  keep(stored: Stored): void;
  entries(now: number): readonly Stored[];
  clear(): void;
};
/** Entries as systemd-resolved has them; bytes a guess, 1 kB for each. */
export type Bounds = { readonly entries: number; readonly bytes: number };
const BOUNDS: Bounds = { entries: 4_096, bytes: 4 * 1024 * 1024 };
/** What an entry takes besides its message. A guess. */
const OVERHEAD = 400;

/** `dropped`: told of each that goes before its time. */
export function createCache(counters: Counters, dropped: (stored: Stored) => void, bounds: Bounds = BOUNDS): Cache {
  const kept = new Map<string, Stored>();
  let bytes = 0;
  const remove = (stored: Stored): void => {
    kept.delete(stored.wanted.key);
    bytes -= sizeOf(stored);
    dropped(stored);
  };
  const makeRoom = (): void => {
    for (const stored of kept.values()) {
      if (kept.size <= bounds.entries && bytes <= bounds.bytes) return;
      if (stored.isUsed) {
        // Once around: it has its second chance at the end of the row.
        stored.isUsed = false;
        kept.delete(stored.wanted.key);
        kept.set(stored.wanted.key, stored);
      } else {
        remove(stored);
        counters.evicted += 1;
      }
    }
  };
  return {
    find: (key, now) => {
      const stored = kept.get(key);
      if (!stored) return null;
      if (now < stored.expires) {
        stored.isUsed = true;
        return stored;
      }
      remove(stored);
      return null;
    },
    keep: (stored) => {
      const before = kept.get(stored.wanted.key);
      if (before) remove(before);
      if (stored.lifetime <= 0 || sizeOf(stored) > bounds.bytes) return;
      kept.set(stored.wanted.key, stored);
      bytes += sizeOf(stored);
      makeRoom();
    },
    entries: (now) => [...kept.values()].filter((stored) => now < stored.expires),
    clear: () => {
      for (const stored of kept.values()) dropped(stored);
      kept.clear();
      bytes = 0;
    },
  };
}

const sizeOf = (stored: Stored): number => stored.bytes.length + 2 * stored.wanted.key.length + OVERHEAD;
