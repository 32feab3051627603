/** What the page asks of its worker, and when. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createModel, type Model } from '../../visualizer/page/model.ts';
import type { ToWorker, Track } from '../../visualizer/protocol.ts';
import { createRecording } from '../../visualizer/recording.ts';
import { viewOf } from '../../visualizer/view.ts';
import { oneEpoch } from '../adapters/cli/logs.ts';

describe('the model', () => {
  const recording = createRecording();
  for (const one of oneEpoch(3, 200)) recording.take(one);
  const { track }: { readonly track: Track } = recording;
  let asked: ToWorker[];
  let model: Model;
  const seeks = () => asked.flatMap((one) => (one.kind === 'seek' ? [[one.index, one.pinned]] : []));
  const answer = (index: number, pinned: number | null = null) => model.hear({ kind: 'moment', view: viewOf(recording, index, pinned) });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'], now: 0 });
    vi.advanceTimersByTime(1_000);
    asked = [];
    model = createModel((question) => asked.push(question), { next: () => {}, isCalm: () => false });
    model.open(new Blob([]), 'log');
    model.hear({ kind: 'progress', facts: 200, share: 1, track });
    answer(199);
    asked.length = 0;
  });
  afterEach(() => void vi.useRealTimers());

  test('one seek is under way at a time, and the newest wish follows it', () => {
    for (const index of [10, 20, 30]) model.goTo(index);
    expect(seeks()).toEqual([[10, null]]);
    answer(10);
    expect(seeks()).toEqual([
      [10, null],
      [30, null],
    ]);
    answer(30);
    expect([seeks().length, model.view.value?.index]).toEqual([2, 30]);
  });

  test('what is passed by is drawn ten times a second, and where it stops at once', () => {
    const drawn: (number | undefined)[] = [];
    for (let index = 1; index <= 20; index += 1) {
      model.goTo(index + 1);
      vi.advanceTimersByTime(30);
      answer(index);
      drawn.push(model.view.value?.index);
    }
    expect(new Set(drawn).size).toBeLessThanOrEqual(7);
    answer(21);
    expect(model.view.value?.index).toBe(21);
  });

  test('a pinned moment is asked for with each seek until it is let go there', () => {
    model.goTo(50);
    answer(50);
    model.pin();
    answer(50, 50);
    model.goTo(60);
    answer(60, 50);
    expect(model.view.value?.against).toMatchObject({ seq: track.seqs[50] });
    model.goTo(50);
    answer(50, 50);
    model.pin();
    answer(50);
    expect(seeks()).toEqual([
      [50, null],
      [50, 50],
      [60, 50],
      [50, 50],
      [50, null],
    ]);
  });

  test('a search that goes on tells how far it is; what another one found is not heard', () => {
    model.find('wlan0');
    model.hear({ kind: 'filtered', text: 'wlan0', hits: Uint32Array.of(3), share: 0.2, problem: null });
    model.hear({ kind: 'searching', text: 'wlan0', share: 0.5 });
    model.hear({ kind: 'filtered', text: 'wlan', hits: Uint32Array.of(3, 4), share: 1, problem: null });
    expect(model.search.value).toMatchObject({ hits: Uint32Array.of(3), share: 0.5 });
  });
});
