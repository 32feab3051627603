/** A clock that stands until it is run: what waits is told in its order, and what follows from that before time goes on. */
import type { Time } from '../../../adapters/programs/time.ts';

export type ManualTime = Time & {
  now(): number /** How many wait. */;
  waits(): number;
  run(until: number, isOver: () => boolean): Promise<void>;
};

export function manualTime(): ManualTime {
  let now = 0;
  let order = 0;
  const waiting = new Map<number, { readonly at: number; readonly then: () => void }>();
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 32; i += 1) await Promise.resolve();
  };
  return {
    now: () => now,
    waits: () => waiting.size,
    wait: (delay, then) => {
      order += 1;
      const id = order;
      waiting.set(id, { at: now + delay, then });
      return () => void waiting.delete(id);
    },
    run: async (until, isOver) => {
      for (;;) {
        await settle();
        const [next] = [...waiting].toSorted(([a, x], [b, y]) => x.at - y.at || a - b);
        if (isOver() || !next || next[1].at > until) return;
        const [id, { at, then }] = next;
        now = at;
        waiting.delete(id);
        then();
      }
    },
  };
}
