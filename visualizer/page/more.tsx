/** The button behind the first of many rows: all of them are shown. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

export function More({ count, isWhole }: { readonly count: number; readonly isWhole: Signal<boolean> }): JSX.Element | null {
  if (count === 0) return null;
  return (
    <button
      type="button"
      class="fact"
      onClick={() => {
        isWhole.value = true;
      }}
    >
      and {count} more
    </button>
  );
}
