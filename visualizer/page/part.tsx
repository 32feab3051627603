/** One part of the decision as a card that opens: its rows are made once it is open, and no more than can be looked through. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { counted } from '../words.ts';
import { More } from './more.tsx';

/** Rows of a part that are drawn at first, and when more are asked for: each step draws them anew. Guesses: a screen of them; what was sent. */
const [FEW, MANY] = [24, 500];

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
  const [open, isWhole] = [useSignal(isOpen), useSignal(false)];
  const count = length ?? rows.length;
  const drawn = rows.slice(0, isWhole.value ? MANY : FEW);
  const more = rows.length - drawn.length;
  return (
    <details
      class="card"
      open={open.value}
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>
        <h3>{title}</h3> <span class="quiet">{count.toLocaleString('en')}</span>
      </summary>
      {open.value && (
        <ul class={`rows ${look}`}>
          {drawn.map((one) => (
            <li key={one.id}>{row(one)}</li>
          ))}
        </ul>
      )}
      {open.value && <More count={more} isWhole={isWhole} />}
      {open.value && isWhole.value && count > MANY && <p class="quiet">and {counted(count - MANY, 'row')} that there was no room for</p>}
    </details>
  );
}
