/**
 * Stands for `@preact/signals` in the page's bundle: what the page uses of it. Who reads a signal while a component renders, a value is
 * computed or an effect runs hears when it is another. Components are drawn anew together, by Preact, and only those whose signals or
 * properties differ.
 */
import { Component } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { hook } from './drawing.ts';

/** Whoever reads; `sources` are where it is to be found. */
type Reader = { readonly hear: () => void; readonly sources: Set<Source> };
type Source = Set<Reader>;
export type ReadonlySignal<T> = { readonly value: T };
export type Signal<T> = { value: T };

let reading: Reader | null = null;
const reader = (hear: () => void): Reader => ({ hear, sources: new Set() });

function seen(source: Source): void {
  if (!reading) return;
  source.add(reading);
  reading.sources.add(source);
}
function leave(one: Reader): void {
  for (const source of one.sources) source.delete(one);
  one.sources.clear();
}
function told(source: Source): void {
  for (const one of [...source]) one.hear();
}
/** What it reads now is what it hears of from now on. */
function read<T>(one: Reader, run: () => T): T {
  const outer = reading;
  leave(one);
  reading = one;
  try {
    return run();
  } finally {
    reading = outer;
  }
}

export function signal<T>(first: T): Signal<T> {
  const source: Source = new Set();
  let value = first;
  return {
    get value() {
      seen(source);
      return value;
    },
    set value(next) {
      if (Object.is(value, next)) return;
      value = next;
      told(source);
    },
  };
}

/** Made anew when it is read after something that it was made of has become another. */
export function computed<T>(make: () => T): ReadonlySignal<T> {
  const source: Source = new Set();
  let kept: { readonly value: T } | null = null;
  const own = reader(() => {
    leave(own);
    kept = null;
    told(source);
  });
  return {
    get value() {
      seen(source);
      kept ??= { value: read(own, make) };
      return kept.value;
    },
  };
}

export function effect(run: () => void): () => void {
  const own = reader(() => read(own, run));
  own.hear();
  return () => leave(own);
}

export const useSignal = <T>(first: T): Signal<T> => useMemo(() => signal(first), []);
export function useComputed<T>(make: () => T): ReadonlySignal<T> {
  const newest = useRef(make);
  newest.current = make;
  return useMemo(() => computed(() => newest.current()), []);
}

const readers = new WeakMap<Component, Reader>();
const nobody = (): void => {
  reading = null;
};
hook('__b', nobody);
hook('diffed', nobody);
hook('__e', nobody);
hook('__r', ({ __c: component }) => {
  nobody();
  if (!component) return;
  const own = readers.get(component) ?? reader(() => component.forceUpdate());
  readers.set(component, own);
  leave(own);
  reading = own;
});
hook('unmount', ({ __c: component }) => {
  const own = component && readers.get(component);
  if (own) leave(own);
});

type Properties = Readonly<Record<string, unknown>>;
Component.prototype.shouldComponentUpdate = function (this: Component<Properties>, next: Properties): boolean {
  if ((readers.get(this)?.sources.size ?? 0) === 0) return true;
  const keys = Object.keys(next);
  return keys.length !== Object.keys(this.props).length || keys.some((key) => next[key] !== this.props[key]);
};
