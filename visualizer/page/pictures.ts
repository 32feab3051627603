/** What the page knows besides the moment: which view is in front, and the two that are asked for only while they are shown. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ChartAt, MapAt, ToPage, ToWorker } from '../protocol.ts';

/** In the order of the keys that lead to them. */
export const VIEWS = ['decision', 'charts', 'map', 'facts', 'timeline'] as const;
export type ViewName = (typeof VIEWS)[number];

export type Pictures = {
  /** The view in front, where there is no room for all. */
  readonly front: ReadonlySignal<ViewName>;
  readonly chart: ReadonlySignal<ChartAt | null>;
  readonly map: ReadonlySignal<MapAt | null>;
  show(front: ViewName): void;
  ask(question: Extract<ToWorker, { kind: 'chart' | 'map' }>): void;
};

/** `hear`: of another log there is nothing yet. */
export function createPictures(send: (question: ToWorker) => void): Pictures & { readonly hear: (message: ToPage | null) => void } {
  const front = signal<ViewName>('decision');
  const [chart, map] = [signal<ChartAt | null>(null), signal<MapAt | null>(null)];
  return {
    ...{ front, chart, map, ask: send },
    show: (name) => {
      front.value = name;
    },
    hear(message) {
      if (message === null) [chart.value, map.value] = [null, null];
      else if (message.kind === 'chart') chart.value = message.chart;
      else if (message.kind === 'map') map.value = message.map;
    },
  };
}
