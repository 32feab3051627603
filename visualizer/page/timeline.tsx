/** The time line: a lane an actor and region. Names and states are text; the picture beside them is a canvas of what is in sight. */
import { useComputed, useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Lane, stateAt } from '../lanes.ts';
import { MEANINGS, meaningOf } from '../meaning.ts';
import { windowOf } from '../scale.ts';
import { lastUpTo } from '../search.ts';
import { counted } from '../words.ts';
import { AXIS, draw, LANE, type Picture } from './draw.ts';
import type { Model } from './model.ts';
import { Totals } from './totals.tsx';

export function TimeLine({ model }: { readonly model: Model }): JSX.Element {
  const { lanesLeft } = model.track.value;
  const toggle = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => model.collapse(currentTarget.checked);
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <div class="head">
        <h2 id="timeline-title">Time line</h2>
        <ul class="legend" aria-label="colours">
          {MEANINGS.map((meaning) => (
            <li key={meaning} class={`chip ${meaning}`}>
              {meaning}
            </li>
          ))}
        </ul>
        {lanesLeft > 0 && <span class="quiet">{counted(lanesLeft, 'more lane')} not drawn</span>}
        <label class="check">
          <input type="checkbox" checked={model.isCollapsed.value} onChange={toggle} /> idle time short
        </label>
        <button type="button" class="sign" aria-label="wider" title="wider (−)" onClick={() => model.scale(model.zoom.value / 2)}>
          −
        </button>
        <button type="button" class="sign" aria-label="closer" title="closer (+)" onClick={() => model.scale(model.zoom.value * 2)}>
          +
        </button>
      </div>
      <Lanes model={model} />
      <Totals model={model} />
    </section>
  );
}

function Lanes({ model }: { readonly model: Model }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [top, height, width] = [useSignal(0), useSignal(300), useSignal(0)];
  const scale = model.axis;
  const { lanes, times } = model.track.value;
  const decided = useComputed(() => Float64Array.from(model.track.value.decisions, (i) => model.track.value.times[i] ?? 0));
  const at = times[model.cursor.value] ?? 0;
  const sight = windowOf(scale.value, model.zoom.value, at);
  useSize(box, canvas, width, height);
  const picture: Picture = { lanes, decided: decided.value, scale: scale.value, sight, at, top: top.value, end: times.at(-1) ?? 0 };
  // The picture is new whenever this is.
  useEffect(() => void (canvas.current && draw(canvas.current, picture)));
  const seek = (event: PointerEvent) => {
    if (!(event.currentTarget instanceof HTMLElement) || (event.type === 'pointermove' && event.buttons === 0)) return;
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    const place = sight.from + ((event.clientX - left) / wide) * (sight.to - sight.from);
    model.goTo(lastUpTo(times, scale.value.at(place)));
  };
  const first = Math.max(0, Math.floor(top.value / LANE));
  const shown = lanes.slice(first, first + Math.ceil(height.value / LANE) + 1);
  return (
    <section
      class="lanes"
      ref={box}
      aria-label="lanes"
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
    >
      <div class="all" style={{ height: `${AXIS + lanes.length * LANE}px` }}>
        <ul class="names" style={{ transform: `translateY(${AXIS + first * LANE}px)` }}>
          {shown.map((lane) => (
            <LaneName key={lane.id} model={model} lane={lane} state={stateAt(lane, model.cursor.value)} />
          ))}
        </ul>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${lanes.length} lanes over time; the state of each at the cursor stands beside its name`}
          onPointerDown={seek}
          onPointerMove={seek}
        />
      </div>
    </section>
  );
}

type Box = { readonly current: HTMLElement | null };
function useSize(box: Box, canvas: Box, width: { value: number }, height: { value: number }): void {
  useEffect(() => {
    const measure = () => {
      width.value = canvas.current?.clientWidth ?? 0;
      height.value = box.current?.clientHeight ?? 0;
    };
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    const colours = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => {
      width.value = -1;
      measure();
    };
    colours.addEventListener('change', redraw);
    return () => {
      observer.disconnect();
      colours.removeEventListener('change', redraw);
    };
  }, []);
  void width.value;
}

type NameProps = { readonly model: Model; readonly lane: Lane; readonly state: string | null };
function LaneName({ model, lane, state }: NameProps): JSX.Element {
  const isChosen = model.lane.value === lane.id;
  return (
    <li style={{ height: `${LANE}px` }}>
      <button
        type="button"
        class="lane"
        aria-pressed={isChosen}
        title={`${lane.id}: ${state ?? 'not there'}`}
        onClick={() => {
          model.choose(isChosen ? null : lane.id);
          // Where the time line is not in front itself, the chart comes there.
          if (!isChosen && model.front.value !== 'timeline') model.show('charts');
        }}
      >
        <span class="actor">{lane.actor.replace(/^pvd:/, '')}</span>
        <span class="region">{lane.region}</span>
        <span class={`chip ${state === null ? 'none' : meaningOf(lane.actor, state)}`}>{state ?? '—'}</span>
      </button>
    </li>
  );
}
