import { computed, signal } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPlayer, type Frames, type Player, SPEEDS } from '../../visualizer/page/player.ts';
import type { Track } from '../../visualizer/protocol.ts';
import { createScale } from '../../visualizer/scale.ts';

const HOUR = 3_600_000;
/** Something each second, then an hour of nothing, then a last fact. */
const TIMES = Float64Array.of(0, 1_000, 2_000, 3_000, HOUR);
const none = { seqs: TIMES, decisions: new Uint32Array(), moments: TIMES, lanes: [], lanesLeft: 0 };
const track = signal<Track>({ times: TIMES, ...none });

describe('playing', () => {
  let player: Player;
  let waiting: ((now: number) => void)[];
  let isCalm: boolean;
  const cursor = signal(0);
  const isCollapsed = signal(false);
  const shown: number[] = [];
  /** So many frames, 100 ms apart. */
  let now = 0;
  const pass = (frames: number) => {
    for (let i = 0; i < frames; i += 1) {
      now += 100;
      for (const run of waiting.splice(0)) run(now);
    }
  };
  const play = (frames: number) => {
    player.toggle();
    pass(frames + 1);
  };

  beforeEach(() => {
    [waiting, isCalm, cursor.value, isCollapsed.value, shown.length] = [[], false, 0, false, 0];
    const frames: Frames = { next: (run) => waiting.push(run), isCalm: () => isCalm };
    const goTo = (index: number) => {
      cursor.value = index;
      shown.push(index);
    };
    const axis = computed(() => createScale(TIMES, isCollapsed.value));
    player = createPlayer({ axis, track, cursor, goTo }, frames);
    player.at(1);
  });

  test('at its own speed a second takes a second', () => {
    play(25);
    expect(shown).toEqual([1, 2]);
  });

  test('ten times as fast it takes a tenth', () => {
    player.at(10);
    play(3);
    expect(shown).toEqual([1, 2, 3]);
  });

  test('it goes on from where somebody went meanwhile', () => {
    play(5);
    cursor.value = 2;
    pass(11);
    expect(shown).toEqual([3]);
  });

  test('pause stops it, and from the end it begins anew', () => {
    play(11);
    player.toggle();
    pass(50);
    expect([shown, player.isPlaying.value]).toEqual([[1], false]);
    cursor.value = 4;
    play(11);
    expect(shown).toEqual([1, 0, 1]);
  });

  test('it stops at the end', () => {
    player.at(1_000);
    play(100);
    expect([cursor.value, player.isPlaying.value, waiting.length]).toEqual([4, false, 0]);
  });

  test('an hour of nothing is played short where it is drawn short', () => {
    player.at(10);
    isCollapsed.value = true;
    play(100);
    expect(cursor.value).toBe(4);
  });

  test('for those who want little motion it moves once a second, and as far', () => {
    isCalm = true;
    player.at(3);
    play(10);
    expect(shown).toEqual([3]);
  });

  test('speeds go from one to a thousand and no further', () => {
    for (const _ of SPEEDS) player.faster(1);
    expect(player.speed.value).toBe(1_000);
    for (const _ of SPEEDS) player.faster(-1);
    expect(player.speed.value).toBe(1);
  });
});
