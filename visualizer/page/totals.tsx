/** How long the lane that was chosen was in each state: in the whole log, or in what is in sight of it. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { duration } from '../../machines/model/duration.ts';
import { type Lane, totalsOf } from '../lanes.ts';
import { meaningOf } from '../meaning.ts';
import { windowOf } from '../scale.ts';
import type { Model } from './model.ts';

export function Totals({ model }: { readonly model: Model }): JSX.Element {
  const isSight = useSignal(false);
  const lane = model.track.value.lanes.find(({ id }) => id === model.lane.value);
  const isZoomed = model.zoom.value > 1;
  return (
    <div class="totals" aria-live="polite">
      {!lane && <span class="quiet">A lane’s name tells how long it was in each state.</span>}
      {lane && <b>{lane.id}</b>}
      {lane && <States model={model} lane={lane} isSight={isZoomed && isSight.value} />}
      {lane && isZoomed && (
        <label class="check">
          <input
            type="checkbox"
            checked={isSight.value}
            onChange={({ currentTarget }) => {
              isSight.value = currentTarget.checked;
            }}
          />{' '}
          only what is in sight
        </label>
      )}
    </div>
  );
}

type Props = { readonly model: Model; readonly lane: Lane; readonly isSight: boolean };
function States({ model, lane, isSight }: Props): JSX.Element {
  const [begin, end] = isSight ? inSight(model) : ends(model, lane);
  const whole = end - begin;
  return (
    <>
      {totalsOf(lane, end, begin).map(({ state, time, times: often }) => (
        <span key={state}>
          <span class={`chip ${meaningOf(lane.actor, state)}`}>{state}</span> {duration(time)} (
          {whole > 0 ? Math.round((100 * time) / whole) : 100} %), {often}×
        </span>
      ))}
    </>
  );
}

type Stretch = readonly [begin: number, end: number];
const ends = ({ track }: Model, lane: Lane): Stretch => [lane.at[0] ?? 0, track.value.times.at(-1) ?? 0];
function inSight({ axis, zoom, track, cursor }: Model): Stretch {
  const { from, to } = windowOf(axis.value, zoom.value, track.value.times[cursor.value] ?? 0);
  return [Math.round(axis.value.at(from)), Math.round(axis.value.at(to))];
}
