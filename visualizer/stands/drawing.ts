/** What Preact calls while it draws, by the names that it has for add-ons: `__b`, `__r` before a component renders, `diffed` after it did. */
import { type Component, options } from 'preact';

export type Drawn = { readonly __c?: Component };
export function hook(name: string, also: (vnode: Drawn) => void): void {
  const before: unknown = Reflect.get(options, name);
  Reflect.set(options, name, (...said: readonly [Drawn]) => {
    also(said[0]);
    if (typeof before === 'function') before(...said);
  });
}
