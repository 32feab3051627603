/** Who stays is not judged anew for what changes elsewhere: the rules find the same of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant, millis } from '../../../machines/model/units.ts';
import { NOBODY } from '../../../streams/sessions/arbiter.ts';
import { type Outlook, sightOf } from '../../../streams/sessions/outlook.ts';
import { type Case, findingOf } from '../../../streams/sessions/rules.ts';
import { newStanding } from '../../../streams/sessions/verdict.ts';

const goal = fc.record({ pvd: fc.constantFrom('pvd:a', 'pvd:b'), metered: fc.boolean(), since: fc.constantFrom(1, 2) });
/** So that the last rules have their turn. */
const mostly = fc.constantFrom(true, true, true, false);
const barred = fc.constantFrom(null, null, null, { rule: 'never a', by: 'operator', facts: [1] });
const home = fc
  .tuple(goal, fc.record({ isThere: mostly, isUsable: mostly, hasAddress: mostly, barred }))
  .map(([is, stands]) => ({ ...is, ...stands }));
const outlook: fc.Arbitrary<Outlook> = fc.record({
  ...{ home: fc.option(home), isFit: mostly },
  ...{ first: fc.option(goal), other: fc.option(goal), better: fc.option(goal) },
});
const change = fc.constantFrom('keep' as const, 'idle' as const, 'now' as const, { drain: millis(1_000) });
const session: fc.Arbitrary<Omit<Case, 'outlook'>> = fc
  .record({
    state: fc.constantFrom('bound' as const, 'bound' as const, 'moving' as const, 'lost' as const),
    mobility: fc.constantFrom('none' as const, 'reconnect' as const, 'mptcp' as const),
    loss: fc.constantFrom('move' as const, 'wait' as const, 'end' as const),
    activity: fc.constantFrom('busy' as const, 'idle' as const),
    ...{ better: change, failBack: change },
  })
  .map(({ state, ...terms }) => ({
    ...{ state, word: NOBODY, standing: newStanding('s'), previous: undefined, awake: instant(0) },
    session: {
      ...{ id: 's', manager: 'm', pvd: 'pvd:home', generation: 1, family: 4, needs: null, asks: [], ...terms },
      ...{ opened: 11, since: 12, changed: 13, lost: 14 },
    },
  }));

test('what the rules find is the same by two outlooks that are; and who stays, stays for the same reason wherever else it could go', () => {
  const compared = { same: 0, elsewhere: 0, another: 0 };
  fc.assert(
    fc.property(outlook, outlook, session, (a, b, c) => {
      const [found, now, sight] = [findingOf({ ...c, outlook: a }), findingOf({ ...c, outlook: b }), sightOf(a, b)];
      if (sight === 'another' || (sight === 'elsewhere' && found.verdict !== 'keep')) return;
      compared[sight] += 1;
      expect(now).toEqual(found);
    }),
    { numRuns: 30_000, seed: 20261126 },
  );
  expect([compared.same > 100, compared.elsewhere > 100]).toEqual([true, true]);
});
