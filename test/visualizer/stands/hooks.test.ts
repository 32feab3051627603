/** What stands for preact/hooks in the page, against it: through renderings of one component and its end. How pages come of it is the browser's test. */
import fc from 'fast-check';
import { options } from 'preact';
import * as theirs from 'preact/hooks';
import { describe, expect, test } from 'vitest';
import * as ours from '../../../visualizer/stands/hooks.ts';

type Names = Pick<typeof ours, 'useMemo' | 'useRef' | 'useLayoutEffect'>;
/** One rendering: what the memo and the first effect are made of. */
type Renderings = readonly (readonly [memo: number, effect: number])[];

/** As Preact does: before a component renders, after it did, once it is in the page, and when it goes. */
function lived({ useMemo, useRef, useLayoutEffect }: Names, renderings: Renderings): readonly unknown[] {
  const said: unknown[] = [];
  const component: { __h: (() => void)[] } = { __h: [] };
  const vnode = { __c: component };
  const call = (name: string, ...more: readonly unknown[]): void => Reflect.get(options, name)?.(vnode, ...more);
  for (const [memo, effect] of renderings) {
    call('__b');
    call('__r');
    const count = useRef(0);
    count.current += 1;
    said.push(['rendered', count.current, useMemo(() => ({ made: said.length }), [memo]).made]);
    useLayoutEffect(() => {
      said.push(['begun', effect]);
      return () => void said.push(['ended', effect]);
    }, [effect]);
    useLayoutEffect(() => void said.push('each time'));
    call('diffed');
    call('__c', [component]);
    for (const run of component.__h.splice(0)) run();
  }
  call('unmount');
  return said;
}

describe('the page’s hooks', () => {
  test('whatever a component is made of, the same is kept, begun and ended', () => {
    const renderings = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(renderings, (list) => {
        expect(lived(ours, list)).toEqual(lived(theirs, list));
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  test('outside of a component there are none', () => {
    expect(() => ours.useRef(0)).toThrow('no component is being rendered');
  });
});
