/** The signals that ask a running agent for something; those that end it are in interrupt.ts. */

export type Wishes = { readonly reload: () => void; readonly dump: () => void };

export function heedSignals({ reload, dump }: Wishes): Disposable {
  process.on('SIGHUP', reload);
  process.on('SIGUSR2', dump);
  return {
    [Symbol.dispose]: () => {
      process.off('SIGHUP', reload);
      process.off('SIGUSR2', dump);
    },
  };
}
