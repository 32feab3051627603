/** Sockets of programs: counted by sock_diag(7), ended by SOCK_DESTROY. */
import { ifNameToIndex, isDevice } from '../../system/index.ts';
import { openDiag } from './kernel.ts';
import { createSockets, type SocketsSource } from './source.ts';

export { createMemorySockets, type MemorySocket, type MemorySockets } from './memory.ts';
export type { SocketsSource } from './source.ts';

export const openSockets = (): SocketsSource =>
  createSockets({
    diag: openDiag(),
    devices: { indexOf: ifNameToIndex, isDevice },
    now: () => performance.now(),
    every: (ms, run) => {
      let timer: NodeJS.Timeout | null = null;
      const again = (): void => {
        timer = setTimeout(() => {
          run();
          if (timer !== null) again();
        }, ms()).unref();
      };
      again();
      return {
        stop: () => {
          if (timer !== null) clearTimeout(timer);
          timer = null;
        },
      };
    },
  });
