/** How each network is looked at, and what was asked of the kernel or of others and failed. */
import type { JSX } from 'preact';
import { duration } from '../../machines/model/duration.ts';
import type { CheckRow } from '../checking.ts';
import { meaningOf } from '../meaning.ts';
import type { View } from '../protocol.ts';
import { timeOf } from '../words.ts';
import { Part } from './part.tsx';

export function Checks({ view: { checking, fact, lengths } }: { readonly view: View }): JSX.Element | null {
  if (checking.length === 0) return null;
  return (
    <Part
      title="Checks"
      rows={checking}
      length={lengths.checking}
      row={({ pvd, family, state, ...check }) => (
        <>
          <b class="pvd">{pvd}</b> <span class="quiet">IPv{family}</span> <span class={`chip ${meaningOf('pvd', state)}`}>{state}</span>{' '}
          <span class="quiet">{said({ ...check, state }, fact.at)}</span>
        </>
      )}
    />
  );
}

type Said = Pick<CheckRow, 'state' | 'due' | 'failed' | 'spent' | 'budget' | 'quality'>;
function said({ due, failed, spent, budget, quality: { rtt, loss } }: Said, at: number): string {
  const parts = [
    due !== null && (due > at ? `next in ${duration(due - at)}, at ${timeOf(due).slice(0, 8)}` : 'due now'),
    failed > 0 && `failed ${failed}×`,
    `${bytes(spent)} ${budget === null ? 'spent' : `of ${bytes(budget)} spent`} in its day`,
    rtt !== null && `round trip ${rtt} ms`,
    loss !== null && loss > 0 && `loss ${loss} %`,
  ];
  return parts.filter((part) => part !== false).join(' · ');
}
const bytes = (count: number): string =>
  count < 1_000 ? `${count} B` : `${(count / 1_000).toLocaleString('en', { maximumFractionDigits: 1 })} kB`;

export function Failures({ view: { failures, fact, lengths } }: { readonly view: View }): JSX.Element | null {
  if (failures.length === 0) return null;
  return (
    <Part
      title="Failed commands"
      rows={failures}
      length={lengths.failures}
      isOpen
      row={({ id, problem, times, due }) => (
        <>
          <code>{id}</code> <span class="chip dead">failed {times}×</span> {problem}{' '}
          <span class="quiet">{due > fact.at ? `tried again in ${duration(due - fact.at)}` : 'may be tried again'}</span>
        </>
      )}
    />
  );
}
