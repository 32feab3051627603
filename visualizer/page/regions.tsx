/** The regions of a chart: the state that each is in, closed or open, or alone. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { type Chart, nameOf } from '../chart/layout.ts';
import { meaningOf } from '../meaning.ts';
import type { ChartAt } from '../protocol.ts';

type Props = {
  readonly chart: Chart;
  readonly at: ChartAt | null;
  readonly closed: Signal<ReadonlySet<string>>;
  readonly only: Signal<string | null>;
};

export function Regions({ chart, at, closed, only }: Props): JSX.Element | null {
  if (chart.regions.length < 2) return null;
  const toggle = (path: string, isOpen: boolean) => {
    only.value = null;
    closed.value = new Set(isOpen ? [...closed.value, path] : [...closed.value].filter((one) => one !== path));
  };
  return (
    <ul class="regions" aria-label="regions">
      {chart.regions.map(({ path }) => {
        const state = at?.active?.findLast((one) => one.startsWith(`${path}.`));
        const isOpen = only.value === null ? !closed.value.has(path) : only.value === path;
        return (
          <li key={path}>
            <button type="button" aria-expanded={isOpen} onClick={() => toggle(path, isOpen)}>
              {path} {state && <span class={`chip ${meaningOf(chart.machine, state)}`}>{nameOf(state)}</span>}
            </button>
            <button
              type="button"
              class="only"
              aria-label={`${path} alone`}
              title="this one alone"
              aria-pressed={only.value === path}
              onClick={() => {
                only.value = only.value === path ? null : path;
              }}
            >
              ◎
            </button>
          </li>
        );
      })}
    </ul>
  );
}
