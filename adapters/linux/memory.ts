/** The kernel's source and sink without a kernel: it says what it is given, and does with commands what a kernel would. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { CARRIES } from './apply/carrier.ts';
import { answeredByLast } from './apply/echoes.ts';
import { createSimulated } from './simulated.ts';

/**
 * `say` after `open` is a change; before, it is part of what is there. `refuse`: from now on every command fails with this code.
 * With `apply` commands are carried out, and the settings of a link are told with it; else it only says what it is given.
 */
export type MemoryKernel = Source & Sink & { say(facts: readonly Unstamped[]): void; refuse(code: string | null): void };

export function createMemoryKernel(there: readonly Unstamped[] = [], options: { readonly apply?: boolean } = {}): MemoryKernel {
  const simulated = options.apply ? createSimulated() : null;
  const told = (facts: readonly Unstamped[]): readonly Unstamped[] =>
    simulated === null ? facts : facts.flatMap((fact) => [fact, ...simulated.learn(fact)]);
  let emit: Emit | null = null;
  let before: readonly Unstamped[] = told(there);
  return {
    name: 'kernel',
    carries: simulated === null ? [] : CARRIES,
    open: async (to) => {
      emit = to;
      if (before.length > 0) to(before);
      before = [];
    },
    close: async () => {
      emit = null;
    },
    say: (facts) => {
      if (emit === null) before = [...before, ...told(facts)];
      else emit(told(facts));
    },
    carry: (commands) => {
      if (emit === null || simulated === null) return;
      const answers = answeredByLast(commands.flatMap((command) => simulated.carry(command)));
      queueMicrotask(() => emit?.(answers));
    },
    refuse: (code) => simulated?.refuse(code),
  };
}
