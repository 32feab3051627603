/** What ends a command that goes on until told: Ctrl-C, SIGTERM, or nobody reading any more. */
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

export type Interrupt = Disposable & {
  /** Aborted by the first of them. */
  readonly signal: AbortSignal;
  /** The exit code that this end has; 0 while there is none. */
  readonly code: number;
};

/** A second Ctrl-C does not wait for a clean end. */
export function interruptible({ stdout }: Pick<Io, 'stdout'>): Interrupt {
  const controller = new AbortController();
  let code = 0;
  const end = (with_: number) => {
    code = with_;
    controller.abort();
  };
  const onInt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    end(EXIT.interrupted);
  };
  const onTerm = () => end(EXIT.ok);
  const onError = () => end(EXIT.ok);
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  stdout.on('error', onError);
  return {
    signal: controller.signal,
    get code() {
      return code;
    },
    [Symbol.dispose]: () => {
      process.off('SIGINT', onInt);
      process.off('SIGTERM', onTerm);
      stdout.off('error', onError);
    },
  };
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
