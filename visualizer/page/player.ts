/** Playing: the cursor goes through the log's time, so many times as fast as it was; stretches that are drawn short are played short. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Track } from '../protocol.ts';
import type { Scale } from '../scale.ts';
import { lastUpTo } from '../search.ts';

export const SPEEDS = [1, 3, 10, 30, 100, 300, 1_000] as const;
/** Milliseconds between two steps for those who want little motion. A guess. */
const CALM = 1_000;

export type Player = {
  readonly isPlaying: ReadonlySignal<boolean>;
  readonly speed: ReadonlySignal<number>;
  /** From the cursor, or from the beginning where it stands at the end. */
  toggle(): void;
  faster(by: 1 | -1): void;
  at(speed: number): void;
};
export type Played = {
  readonly axis: ReadonlySignal<Scale>;
  readonly track: ReadonlySignal<Track>;
  readonly cursor: ReadonlySignal<number>;
  goTo(index: number): void;
};
/** The screen's clock: calls back once, soon, with its milliseconds. */
export type Frames = { next(run: (now: number) => void): void; readonly isCalm: () => boolean };

export function createPlayer({ axis, track, cursor, goTo }: Played, frames: Frames): Player {
  const isPlaying = signal(false);
  const speed = signal(10);
  const here = (): number => track.value.times[cursor.value] ?? 0;
  /** The moment that is played, and the fact that was shown for it: another one is where somebody went meanwhile. */
  let [at, shown, since] = [0, -1, 0];

  function frame(now: number): void {
    if (!isPlaying.value) return;
    frames.next(frame);
    if (frames.isCalm() && now - since < CALM) return;
    if (cursor.value !== shown) at = here();
    at = axis.value.at(axis.value.place(at) + ((now - since) * speed.value) / axis.value.length);
    since = now;
    shown = lastUpTo(track.value.times, at);
    if (shown !== cursor.value) goTo(shown);
    if (at >= (track.value.times.at(-1) ?? 0)) isPlaying.value = false;
  }

  return {
    isPlaying,
    speed,
    toggle() {
      isPlaying.value = !isPlaying.value && track.value.times.length > 0;
      if (!isPlaying.value) return;
      if (cursor.value >= track.value.times.length - 1) goTo(0);
      [at, shown] = [here(), cursor.value];
      frames.next((now) => {
        since = now;
        frames.next(frame);
      });
    },
    faster(by) {
      const place = SPEEDS.findIndex((one) => one >= speed.value) + by;
      speed.value = SPEEDS[Math.max(0, Math.min(place, SPEEDS.length - 1))] ?? 1;
    },
    at: (to) => {
      speed.value = to;
    },
  };
}
