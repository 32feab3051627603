/** What waits for one reader, the newest of each kind only: whoever is slow skips what was overtaken, and nothing piles up. */
import type { Sending } from './streams.ts';

export type Letter = { readonly event: string; readonly id: number; readonly data: unknown };
/** What is put under a key takes the place of what still waits under it. */
export type Outbox = { put(key: string, letter: Letter): void };

export function createOutbox(to: Pick<Sending, 'isOpen' | 'send' | 'drained'>): Outbox {
  const waiting = new Map<string, Letter>();
  let isSending = false;
  const send = async (): Promise<void> => {
    for (const [key, { event, id, data }] of waiting) {
      waiting.delete(key);
      if (!to.send(event, id, data)) break;
      await to.drained();
    }
    isSending = false;
    if (!to.isOpen) waiting.clear();
  };
  const start = (): void => {
    if (isSending) return;
    isSending = true;
    void send();
  };
  return {
    put: (key, letter) => {
      if (!to.isOpen) return;
      waiting.set(key, letter);
      start();
    },
  };
}
