/** The kernel's source without a kernel: it says what it is given. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Emit, Source } from '../../machines/model/port.ts';

/** `say` after `open` is a change; before, it is part of what is there. */
export type MemoryKernel = Source & { say(facts: readonly Unstamped[]): void };

export function createMemoryKernel(there: readonly Unstamped[] = []): MemoryKernel {
  let emit: Emit | null = null;
  let before: readonly Unstamped[] = there;
  return {
    name: 'kernel',
    open: async (to) => {
      emit = to;
      if (before.length > 0) to(before);
      before = [];
    },
    close: async () => {
      emit = null;
    },
    say: (facts) => {
      if (emit === null) before = [...before, ...facts];
      else emit(facts);
    },
  };
}
