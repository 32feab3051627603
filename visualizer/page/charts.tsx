/** The chart of one actor as it was drawn when the page was built, lit as the cursor says. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { drawChart, type Lit } from '../chart/draw.ts';
import type { Chart, PlacedRegion } from '../chart/layout.ts';
import { type Packed, pack } from '../chart/packing.ts';
import type { ChartAt } from '../protocol.ts';
import { Actors, actorOf, lastChange, machineOf } from './actors.tsx';
import { drawn } from './drawn.tsx';
import { Heard } from './heard.tsx';
import type { Model } from './model.ts';
import { Regions } from './regions.tsx';
import { scrollTo, useWidth } from './width.ts';

/** Below this letters cannot be read; above it a chart is a poster. */
const [SMALLEST, LARGEST] = [0.8, 1.25];
const ZOOM = 1.25;

/** The build put them into the page. The worker, which runs this script as well, has no page. */
const readCharts = (): readonly Chart[] => JSON.parse(document.getElementById('charts')?.textContent || '[]');

export function Charts({ model }: { readonly model: Model }): JSX.Element {
  const [closed, only, zoom] = [useSignal<ReadonlySet<string>>(new Set()), useSignal<string | null>(null), useSignal(1)];
  const box = useRef<HTMLDivElement>(null);
  const size = useWidth(box);
  const actor = actorOf(model);
  const charts = useMemo(readCharts, []);
  const chart = charts.find(({ machine }) => machine === machineOf(actor));
  const at = useAsked(model, actor);
  const isOpen = ({ path }: PlacedRegion): boolean => (only.value === null ? !closed.value.has(path) : only.value === path);
  const scaled = chart && fitted(chart, size.value, zoom.value, isOpen);
  useSight(box, at, model.lane.value);
  return (
    <section class="charts" aria-labelledby="charts-title" data-at={at?.index} data-actor={at?.actor}>
      <div class="head">
        <h2 id="charts-title">Chart</h2>
        <Actors model={model} actor={actor} />
        <Zoom by={(factor) => (zoom.value = factor === null ? 1 : Math.max(0.4, Math.min(4, zoom.value * factor)))} />
        {chart && <Regions chart={chart} at={at} closed={closed} only={only} />}
      </div>
      <div class="scroll" ref={box}>
        {chart && scaled && drawn(drawChart(chart, scaled.packed, litBy(at), saidOf(actor, at), scaled.scale), { tabindex: 0 })}
      </div>
      {at && <Heard model={model} at={at} />}
    </section>
  );
}

const Zoom = ({ by }: { readonly by: (factor: number | null) => void }): JSX.Element => (
  <span class="zoom">
    {(
      [
        ['smaller', '−', 1 / ZOOM],
        ['as it fits', '◻', null],
        ['larger', '+', ZOOM],
      ] as const
    ).map(([label, sign, factor]) => (
      <button key={label} type="button" class="sign" aria-label={`chart: ${label}`} title={label} onClick={() => by(factor)}>
        {sign}
      </button>
    ))}
  </span>
);

/** Asks for what is to be seen whenever cursor or actor are others; what came for another actor is not shown. */
function useAsked(model: Model, actor: string | null): ChartAt | null {
  const index = model.view.value?.index;
  useEffect(() => {
    if (actor !== null && index !== undefined) model.ask({ kind: 'chart', index, actor, last: lastChange(model, actor, index) });
  }, [actor, index, model.track.value]);
  const at = model.chart.value;
  return at?.actor === actor ? at : null;
}

/** What this fact did; of a fact that said nothing to it, what last changed it. */
function litBy(at: ChartAt | null): Lit | null {
  if (!at) return null;
  const isQuiet = at.heard.every(({ taken, refused }) => taken.length + refused.length === 0);
  const heard = isQuiet ? (at.last?.heard ?? []) : at.heard;
  const ids = (which: 'taken' | 'refused') => new Set(heard.flatMap((one) => one[which].map(({ id }) => id)));
  return { active: new Set(at.active ?? []), taken: ids('taken'), refused: ids('refused') };
}

function fitted(chart: Chart, width: number, zoom: number, isOpen: (region: PlacedRegion) => boolean): { packed: Packed; scale: number } {
  const widest = pack(chart, 0, isOpen).width + 2;
  const scale = Math.max(SMALLEST, Math.min(LARGEST, width / widest)) * zoom;
  return { packed: pack(chart, Math.max(widest, width / scale), isOpen), scale };
}

const saidOf = (actor: string | null, at: ChartAt | null): string => `chart of ${actor}: ${at?.active?.join(', ') ?? 'it is not there'}`;

type Box = { readonly current: HTMLDivElement | null };
/** What was taken last, or the region of the lane that was chosen, is brought into sight, without moving anything but the picture. */
function useSight(box: Box, at: ChartAt | null, lane: string | null): void {
  useLayoutEffect(() => {
    const taken = box.current?.querySelector('.arrow.taken') ?? box.current?.querySelector('.line.taken');
    scrollTo(box, taken?.closest('.region'));
  }, [at]);
  useLayoutEffect(() => {
    const regions = [...(box.current?.querySelectorAll<SVGElement>('.region') ?? [])];
    scrollTo(
      box,
      regions.find(({ dataset }) => lane?.endsWith(` ${dataset.region}`)),
    );
  }, [lane, at?.actor]);
}
