/** One interface's line from its udhcpc: the FIFO, what was told by it so far, and the lease that is kept for the next start. */
import { join } from 'node:path';
import type { Emit } from '../../machines/model/port.ts';
import type { IfName } from '../../machines/model/units.ts';
import { HOOK_LINE_MAX, openFifo, parseHookLine } from '../client/index.ts';
import { bootTime } from '../system/index.ts';
import { keepHeld, readHeld } from './held.ts';
import { hear, toldOf } from './told.ts';

export type LineOptions = {
  readonly folder: string;
  readonly ifname: IfName;
  readonly emit: Emit;
  readonly reject: (file: string, problem: string) => void;
  readonly again: (problem: string | null) => void;
  /** A server has spoken. */
  readonly answered: () => void;
  readonly every?: number;
};

/** Throws when the FIFO cannot be made. */
export function openLine({ folder, ifname, emit, reject, again, answered, every }: LineOptions) {
  const path = join(folder, `udhcpc.${ifname}.fifo`);
  let told = toldOf(readHeld(folder, ifname));
  const waiting = new Set<() => void>();
  const onLine = (line: string | null): void => {
    const before = told.held;
    const hearing = hear(told, parseHookLine(line), ifname, bootTime());
    told = hearing.told;
    if (told.held !== before) keepHeld(folder, ifname, told.held);
    if (hearing.facts.length > 0) emit(hearing.facts);
    for (const problem of hearing.rejected) reject(path, problem);
    if (hearing.isAnswer) answered();
    if (told.held === null) for (const resolve of waiting) resolve();
  };
  const fifo = openFifo({ path, max: HOOK_LINE_MAX, onLine, onAgain: again, ...(every ? { every } : {}) });
  return {
    path,
    /** The address of the lease that has not ended. */
    address: (): string | null => told.held?.address ?? null,
    isFresh: (): boolean => told.isFresh,
    /** Another process: its first word is a beginning. */
    begin: (): void => {
      told = { ...told, isFresh: true };
    },
    untilLost: (within: number): Promise<void> =>
      new Promise((resolve) => {
        if (told.held === null) return resolve();
        const timer = setTimeout(resolve, within);
        waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
    close: fifo.close,
  };
}
