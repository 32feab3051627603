/**
 * Stands for `preact/hooks` in the page's bundle: the four that the page uses. What a component keeps is found by the order in which it
 * asks. An effect is told when the component is in the page, of either kind: what the page draws then, it draws before it is seen.
 */
import type { Component } from 'preact';
import { hook } from './drawing.ts';

type Inputs = readonly unknown[];
type Undo = () => void;
type Slot = { inputs: Inputs | undefined; value: unknown; undo: Undo | null };
type Keeper = { readonly slots: Slot[]; next: number };
/** What Preact does once a component is in the page, by the name that it has for it. */
type Rendering = Component & { readonly __h?: (() => void)[] };

const keepers = new WeakMap<Component, Keeper>();
let current: Rendering | null = null;

hook('__r', ({ __c: component }) => {
  current = component ?? null;
  const keeper = component && keepers.get(component);
  if (keeper) keeper.next = 0;
});
hook('diffed', () => {
  current = null;
});
hook('unmount', ({ __c: component }) => {
  for (const { undo } of (component && keepers.get(component)?.slots) ?? []) undo?.();
});

/** The next of the component that is being rendered, and whether it is to be made (anew). */
function slot(inputs: Inputs | undefined): readonly [Slot, boolean] {
  if (!current) throw new TypeError('no component is being rendered');
  const keeper = keepers.get(current) ?? { slots: [], next: 0 };
  keepers.set(current, keeper);
  const known = keeper.slots[keeper.next];
  const kept = known ?? { inputs, value: undefined, undo: null };
  keeper.slots[keeper.next++] = kept;
  const isSame = known && inputs?.every((input, i) => Object.is(input, known.inputs?.[i]));
  kept.inputs = inputs;
  return [kept, !isSame];
}

export function useMemo<T>(make: () => T, inputs: Inputs): T {
  const [kept, isNew] = slot(inputs);
  if (isNew) kept.value = make();
  return kept.value as T;
}
export const useRef = <T>(first: T): { current: T } => useMemo(() => ({ current: first }), []);

export function useLayoutEffect(run: () => Undo | undefined, inputs?: Inputs): void {
  const [kept, isNew] = slot(inputs);
  if (!isNew) return;
  current?.__h?.push(() => {
    kept.undo?.();
    kept.undo = run() ?? null;
  });
}
export const useEffect = useLayoutEffect;
