/** What stands for rxjs in the page gives out what rxjs does. */
import fc from 'fast-check';
import * as rxjs from 'rxjs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as ours from '../../../visualizer/stands/rxjs.ts';
import { twoEpochs } from '../../adapters/cli/logs.ts';

type Said = readonly (readonly [where: string, value: unknown])[];
type Pushed = readonly (readonly [source: 0 | 1, value: number])[];
const sum = (before: number, value: number): number => before + value;

/** Two sources, mapped, summed up, shared and joined, and one subscription that ends half way. */
function theirs(pushed: Pushed): Said {
  const said: [string, unknown][] = [];
  const [a, b] = [new rxjs.Subject<number>(), new rxjs.Subject<number>()];
  const sums = a.pipe(rxjs.scan(sum, 10), rxjs.share());
  const early = sums.subscribe((value) => said.push(['early', value]));
  rxjs.zip(sums, b.pipe(rxjs.map((value) => -value)), sums).subscribe((value) => said.push(['zip', value]));
  for (const [i, [source, value]] of pushed.entries()) {
    if (i === 5) early.unsubscribe();
    (source === 0 ? a : b).next(value);
  }
  return said;
}

function stands(pushed: Pushed): Said {
  const said: [string, unknown][] = [];
  const [a, b] = [ours.Subject<number>(), ours.Subject<number>()];
  const sums = a.pipe(ours.scan(sum, 10), ours.share());
  const early = sums.subscribe((value) => said.push(['early', value]));
  ours.zip(sums, b.pipe(ours.map((value: number) => -value)), sums).subscribe((value) => said.push(['zip', value]));
  for (const [i, [source, value]] of pushed.entries()) {
    if (i === 5) early.unsubscribe();
    (source === 0 ? a : b).next(value);
  }
  return said;
}

describe('the page’s streams', () => {
  test('whatever is pushed into two sources, the same comes out in the same order', () => {
    const pushed = fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.integer()), { maxLength: 20 });
    fc.assert(
      fc.property(pushed, (list) => {
        expect(stands(list)).toEqual(theirs(list));
      }),
    );
  });

  let replay: typeof import('../../../streams/replay.ts').replay;
  let subject: unknown;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('rxjs', () => import('../../../visualizer/stands/rxjs.ts'));
    subject = (await import('rxjs')).Subject;
    ({ replay } = await import('../../../streams/replay.ts'));
  });
  afterAll(() => {
    vi.doUnmock('rxjs');
    vi.resetModules();
  });

  test('a story of two epochs has the digests that it has with rxjs', () => {
    expect(subject).not.toBe(rxjs.Subject);
    expect(replay(twoEpochs(22, 1_200)).verdict).toEqual({ kind: 'equal' });
  });
});
