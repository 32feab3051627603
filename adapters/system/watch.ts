/** Hearing that a descriptor can be read, through node's own event loop. */
import { close, type Poll, poll } from './libc.ts';

/** Ends the watch; to be called before the descriptor is closed. Idempotent. */
export type Stop = () => void;

/** A handle that is collected stops without a word, so it is kept here while it is watched. */
const kept = new Set<Poll>();

/**
 * Calls `onReadable` whenever there is something to read, or an error to fetch, until it is stopped. It keeps the process alive.
 * On an error (ENOBUFS) libuv stops the handle: it is started again once the error has been fetched by reading.
 * The native callback runs outside of node's callback scope, where promises and exceptions get stuck: hence setImmediate.
 */
export function watch(fd: number, onReadable: () => void): Stop {
  let open = true;
  const onEvents = (status: unknown): void => {
    setImmediate(() => {
      if (!open) return;
      onReadable();
      if (open && status !== 0) handle.start(onEvents);
    });
  };
  const handle = poll(fd, onEvents);
  kept.add(handle);
  return () => {
    if (!open) return;
    open = false;
    kept.delete(handle);
    handle.close();
  };
}

/** How a socket of ours is listened to and ended: one watch at a time, which goes before its descriptor does. `close` is idempotent. */
export function watchedSocket(fd: number): { watch(onReadable: () => void): Stop; close(): void } {
  let [stop, isOpen]: [Stop, boolean] = [() => {}, true];
  return {
    watch: (onReadable) => {
      stop();
      stop = watch(fd, onReadable);
      return stop;
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      stop();
      close(fd);
    },
  };
}
