/** What the mirror keeps of an address, a route, a rule or a neighbour. */

/**
 * `key`: two with the same key are one. `index`: the link it stands on, null for none. `shape`: all that makes it another
 * when it changes. `due`: moments of expiry on the boot clock, in milliseconds, null for ever; they drift without being news.
 */
export type Entry<D> = {
  readonly key: string;
  readonly index: number | null;
  readonly shape: string;
  readonly due: readonly (number | null)[];
  readonly data: D;
};

export const entry = <D>(key: readonly unknown[], index: number | null, data: D, due: readonly (number | null)[] = []): Entry<D> => ({
  key: key.join(' '),
  index,
  shape: JSON.stringify(data),
  due,
  data,
});
