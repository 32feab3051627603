/** One part of the decision as a card that opens: its rows are made once it is open, and no more than can be looked through. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { counted } from '../words.ts';

/** Rows of a part that are drawn; a host may have thousands of routes or sessions. A guess. */
const DRAWN = 200;

type Props<T> = {
  readonly title: string;
  readonly rows: readonly T[];
  /** Of all rows, where there was no room for them. */
  readonly length?: number | undefined;
  readonly isOpen?: boolean;
  readonly look?: string;
  readonly row: (row: T) => ComponentChildren;
};

export function Part<T extends { readonly id: string }>({ title, rows, length, isOpen = false, look = '', row }: Props<T>): JSX.Element {
  const open = useSignal(isOpen);
  const count = length ?? rows.length;
  return (
    <details
      class="card"
      open={open.value}
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>
        <h3>{title}</h3> <span class="quiet">{count > DRAWN ? `${DRAWN} of ${counted(count, 'row')}` : count}</span>
      </summary>
      {open.value && (
        <ul class={`rows ${look}`}>
          {rows.slice(0, DRAWN).map((one) => (
            <li key={one.id}>{row(one)}</li>
          ))}
        </ul>
      )}
    </details>
  );
}
