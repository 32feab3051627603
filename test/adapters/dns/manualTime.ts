/** A clock that a test moves: waits end in their order, each after what the one before has set off. */
import type { Time } from '../../../adapters/dns/time.ts';

export type ManualTime = Time & { pass(duration: number): Promise<void> };

/** Promises in a row that one event may set off. */
const TURNS = 100;

export function manualTime(): ManualTime {
  let [now, next] = [1_000_000, 0];
  const waits = new Map<number, { readonly due: number; readonly then: () => void }>();
  const rest = async (): Promise<void> => {
    for (let i = 0; i < TURNS; i += 1) await Promise.resolve();
  };
  return {
    now: () => now,
    wait: (patience, then) => {
      next += 1;
      const id = next;
      waits.set(id, { due: now + patience, then });
      return () => waits.delete(id);
    },
    pass: async (duration) => {
      const end = now + duration;
      for (await rest(); ; await rest()) {
        const [first] = [...waits].filter(([, { due }]) => due <= end).toSorted(([, a], [, b]) => a.due - b.due);
        if (!first) break;
        waits.delete(first[0]);
        now = first[1].due;
        first[1].then();
      }
      now = end;
    },
  };
}
