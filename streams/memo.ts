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

/** The last result again while everything it reads is the same by reference. */
export function lastResult<A extends readonly unknown[], R>(
  reads: (...args: A) => readonly unknown[],
  make: (...args: A) => R,
): (...args: A) => R {
  let last: { readonly read: readonly unknown[]; readonly result: R } | null = null;
  return (...args) => {
    const read = reads(...args);
    if (!last || read.length !== last.read.length || read.some((value, i) => value !== last?.read[i]))
      last = { read, result: make(...args) };
    return last.result;
  };
}
