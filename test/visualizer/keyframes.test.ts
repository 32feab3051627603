import { beforeAll, describe, expect, test } from 'vitest';
import { NO_DIGEST } from '../../streams/digest.ts';
import { createLoop } from '../../streams/loop.ts';
import { createKeyframes } from '../../visualizer/keyframes.ts';
import { createRecording, type Recording } from '../../visualizer/recording.ts';
import { twoEpochs } from '../adapters/cli/logs.ts';

const STORY = twoEpochs(5, 1_400);
const FACTS = STORY.flatMap(({ facts }) => facts);

describe('seeking', () => {
  let recording: Recording;
  const digests: string[] = [];
  beforeAll(() => {
    // A clock that makes each fact cost as much: a fold is kept every few facts.
    let clock = 0;
    recording = createRecording(() => clock++);
    for (const one of STORY) recording.take(one);
    const loop = createLoop();
    for (const fact of FACTS) {
      loop.take(fact);
      digests.push(loop.fold.digest);
    }
  });

  test.each([0, 1, 13, 199, 200, 201, 200, 197, 250, 400, FACTS.length - 2, FACTS.length - 1])(
    'fact number %i is as it was when it was folded, and what it met is what the one before left',
    (i) => {
      const { before, fold, index } = recording.seek(i);
      expect([index, fold.digest, fold.host.seq]).toEqual([i, digests[i], FACTS[i]?.seq]);
      expect(before.digest).toBe(i === 0 ? NO_DIGEST : digests[i - 1]);
    },
  );

  test('a fact is as it was in the log, whatever else was in it', () => {
    expect(FACTS.map((_, i) => recording.facts.at(i))).toEqual(FACTS);
  });

  test('before the first and after the last there is the first and the last', () => {
    expect([recording.seek(-5).index, recording.seek(1e9).index]).toEqual([0, FACTS.length - 1]);
  });

  test('what a fact did is what it did then: the same changes and commands', () => {
    const index = recording.track.decisions.at(-3) ?? 0;
    const loop = createLoop();
    const ticks = FACTS.slice(0, index + 1).map((fact) => loop.take(fact));
    expect(recording.seek(index).tick?.changed).toEqual(ticks.at(-1)?.changed);
    expect(recording.seek(index).tick?.commands).toEqual(ticks.at(-1)?.commands);
  });

  /** Each fact costs 1. */
  const keyframesOf = (apart: number, most: number) => {
    const keyframes = createKeyframes(apart, most);
    const loop = createLoop();
    for (const [i, fact] of FACTS.entries()) {
      loop.take(fact);
      keyframes.keep(i, loop.fold, 1);
    }
    const foldedFor = (index: number): number => {
      let folded = 0;
      keyframes.seek((i) => {
        folded += 1;
        return FACTS[i] ?? expect.unreachable();
      }, index);
      return folded;
    };
    return { keyframes, foldedFor };
  };

  test('a seek folds no more than what is between two keyframes, however long the log', () => {
    const { keyframes, foldedFor } = keyframesOf(100, 1_000);
    expect(Math.max(...[3, 99, 100, 750, 1_399].map(foldedFor))).toBeLessThanOrEqual(100);
    expect(keyframes.kept).toBe(Math.floor(FACTS.length / 100));
  });

  test('there are so many keyframes and no more: they then lie further apart, and a seek still comes to its fact', () => {
    const { keyframes, foldedFor } = keyframesOf(10, 20);
    expect(keyframes.kept).toBeLessThanOrEqual(20);
    expect(Math.max(...[3, 99, 100, 750, 1_399].map(foldedFor))).toBeLessThanOrEqual(2 * Math.ceil(FACTS.length / 10 / 10) * 10);
    expect(keyframes.seek((i) => FACTS[i] ?? expect.unreachable(), 777).fold.digest).toBe(digests[777]);
  });

  test('a step forward folds one fact, a step back two at most', () => {
    const { foldedFor } = keyframesOf(100, 1_000);
    foldedFor(780);
    expect([781, 782, 781, 780, 779, 778].map(foldedFor)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('the verdict is the replay’s, and decisions are counted', () => {
    expect(recording.replayed).toMatchObject({ verdict: { kind: 'equal' }, epochs: 2, facts: FACTS.length });
    expect(recording.track.decisions.length).toBeGreaterThan(10);
    expect(createRecording().replayed.fold.digest).toBe(NO_DIGEST);
  });

  test('what stands before the first epoch of a cut-out is left out, and counted', () => {
    const cut = createRecording();
    for (const one of STORY.slice(3)) cut.take(one);
    expect(cut.skipped).toBe(STORY.slice(3, -1).reduce((sum, { facts }) => sum + facts.length, 0));
    expect(cut.replayed.epochs).toBe(1);
  });
});
