import { beforeAll, describe, expect, test } from 'vitest';
import { NO_DIGEST } from '../../streams/digest.ts';
import { createLoop } from '../../streams/loop.ts';
import { createKeyframes, EVERY } from '../../visualizer/keyframes.ts';
import { createRecording, type Recording } from '../../visualizer/recording.ts';
import { twoEpochs } from '../adapters/cli/logs.ts';

const STORY = twoEpochs(5, 1_400);
const FACTS = STORY.flatMap(({ facts }) => facts);

describe('seeking', () => {
  let recording: Recording;
  const digests: string[] = [];
  beforeAll(() => {
    recording = createRecording();
    for (const one of STORY) recording.take(one);
    const loop = createLoop();
    for (const fact of FACTS) {
      loop.take(fact);
      digests.push(loop.fold.digest);
    }
  });

  test.each([0, 1, 13, EVERY - 1, EVERY, EVERY + 1, 2 * EVERY, FACTS.length - 2, FACTS.length - 1])(
    'fact number %i is as it was when it was folded',
    (i) => {
      const { fold, index } = recording.seek(i);
      expect([index, fold.digest, fold.host.seq]).toEqual([i, digests[i], FACTS[i]?.seq]);
    },
  );

  test('before the first and after the last there is the first and the last', () => {
    expect([recording.seek(-5).index, recording.seek(1e9).index]).toEqual([0, FACTS.length - 1]);
  });

  test('what a fact did is what it did then: the same changes and commands', () => {
    const index = recording.decisions.at(-3) ?? 0;
    const loop = createLoop();
    const ticks = FACTS.slice(0, index + 1).map((fact) => loop.take(fact));
    expect(recording.seek(index).tick?.changed).toEqual(ticks.at(-1)?.changed);
    expect(recording.seek(index).tick?.commands).toEqual(ticks.at(-1)?.commands);
  });

  test('a seek folds no more facts than lie between two keyframes, however long the log', () => {
    const keyframes = createKeyframes(100);
    const loop = createLoop();
    for (const [i, fact] of FACTS.entries()) {
      loop.take(fact);
      keyframes.keep(i, loop.fold);
    }
    const read: number[] = [];
    const counting = (from: number, to: number) => {
      read.push(to - from);
      return FACTS.slice(from, to);
    };
    const watched = new Proxy(FACTS, { get: (all, key) => (key === 'slice' ? counting : Reflect.get(all, key)) });
    for (const i of [3, 99, 100, 750, 1_399]) keyframes.seek(watched, i);
    expect(Math.max(...read)).toBeLessThanOrEqual(100);
    expect(keyframes.kept).toBe(Math.floor(FACTS.length / 100));
  });

  test('the verdict is the replay’s, and decisions are counted', () => {
    expect(recording.replayed).toMatchObject({ verdict: { kind: 'equal' }, epochs: 2, facts: FACTS.length });
    expect(recording.decisions.length).toBeGreaterThan(10);
    expect(createRecording().replayed.fold.digest).toBe(NO_DIGEST);
  });

  test('what stands before the first epoch of a cut-out is left out, and counted', () => {
    const cut = createRecording();
    for (const one of STORY.slice(3)) cut.take(one);
    expect(cut.skipped).toBe(STORY.slice(3, -1).reduce((sum, { facts }) => sum + facts.length, 0));
    expect(cut.replayed.epochs).toBe(1);
  });
});
