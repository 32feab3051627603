import { differing } from '../machines/model/settle.ts';

/** Remembering what a pure function made of an immutable value, for as long as that value lives. */
export function perObject<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const known = made.get(key);
    if (known) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}

/** What `make` gives for each of a list, null left out; made anew only for what differs from the list before. */
export function perElement<K, V>(make: (key: K) => V | null): (keys: readonly K[]) => readonly V[] {
  let last: { readonly keys: readonly K[]; readonly values: readonly (V | null)[]; readonly result: readonly V[] } = {
    ...{ keys: [], values: [], result: [] },
  };
  return (keys) => {
    const { start, end, last: until } = differing(last.keys, keys);
    if (start === end && start === until) return last.result;
    const values = [...last.values.slice(0, start), ...keys.slice(start, until).map(make), ...last.values.slice(end)];
    last = { keys, values, result: values.filter((value) => value !== null) };
    return last.result;
  };
}

/** The last result again while everything it reads is the same by reference. */
export function lastResult<A extends readonly unknown[], R>(
  reads: (...args: A) => readonly unknown[],
  make: (...args: A) => R,
): (...args: A) => R {
  let last: { readonly read: readonly unknown[]; readonly result: R } | null = null;
  return (...args) => {
    const read = reads(...args);
    if (!last || !areSame(last.read, read)) last = { read, result: make(...args) };
    return last.result;
  };
}

/** By reference, one by one. */
export function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
