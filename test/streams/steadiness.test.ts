/** Law 11: a lead that changes by choice changes at most `moves` times in any `per`, whatever the networks do; a dead leader is left at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import { isAttached, pvdState } from '../../machines/pvd.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { createLoop, type Fold, type Loop, type Tick } from '../../streams/loop.ts';
import { ranked } from '../../streams/ranking.ts';
import * as f from '../machines/facts.ts';
import { dual, NAMES } from './networks.ts';

const SEED = 20261124;
const PVDS = NAMES.map((ifname) => `pvd:${ifname}`);
type Steady = { readonly holdDown: number; readonly failBack: number; readonly moves: number; readonly per: number };

/** One step of a flapping host: after so long, this happens to that network. */
type Step = { readonly wait: number; readonly kind: (typeof KINDS)[number]; readonly who: number; readonly value: number };
const KINDS = ['carrier', 'check', 'better', 'policy', 'cost', 'epoch', 'deadline', 'generation', 'wait'] as const;

/** A loop whose log goes on over epochs, and the moments at which a family left a leader that was well. */
function host(steadiness: Steady, checks: boolean) {
  let [seq, at, loop]: [number, number, Loop] = [0, Number(f.START), createLoop()];
  const moves: Record<Family, number[]> = { 4: [], 6: [] };
  const kept: string[] = [];
  const take = (fact: Unstamped): Tick | null => loop.take(Fact.parse({ ...fact, seq: ++seq, at }));
  const settings = (costs: readonly number[]) =>
    f.settings({
      steadiness,
      checks: checks ? { http: ['http://check.example/'] } : {},
      interfaces: NAMES.map((name, i) => ({ name, kind: 'ethernet', cost: costs[i] ?? 0 })),
    });
  const tell = (fact: Unstamped): void => {
    const before = FAMILIES.map((family) => ranked(loop.fold.decision.ranking, family)[0]?.pvd);
    take(fact);
    FAMILIES.forEach((family, i) => {
      const places = ranked(loop.fold.decision.ranking, family);
      if (places[0] && !isWell(loop.fold, family, places[0].pvd)) kept.push(`${seq} ${fact.type}: IPv${family} led by ${places[0].pvd}`);
      const old = places.find((p) => p.pvd === before[i]);
      if (old && old !== places[0] && old.reach !== 'suspect') moves[family].push(at);
    });
  };
  const reopen = (): void => {
    const { fold } = loop;
    loop = createLoop();
    take({ ...f.started({ checks }) });
    for (const fact of restate(fold.host, fold.host.at, carried(fold))) take(fact);
    take(world('epoch.opened', { epoch: 2, reason: 'size', previous: fold.digest }));
  };
  for (const fact of [f.started({ checks }), settings([]), f.opened(), ...NAMES.flatMap((_, i) => dual(i))]) tell(fact);
  return {
    moves,
    kept,
    now: () => at,
    fold: () => loop.fold,
    tell,
    step: ({ wait, kind, who, value }: Step): void => {
      // What falls due meanwhile passes, each at its moment.
      const until = at + wait;
      for (let n = 0; n < 200; n += 1) {
        const [next] = loop.fold.plan.armed.filter((d) => d.due <= until).toSorted((a, b) => a.due - b.due);
        if (!next) break;
        at = Math.max(at, next.due);
        tell(world('deadline.passed', { id: next.id, due: next.due }));
      }
      at = until;
      const generation = loop.fold.host.pvds.find((p) => p.id === PVDS[who])?.snapshot.context.generation ?? 1;
      const family = value % 2 === 0 ? 4 : 6;
      const told = (i: number, outcome: number, rtt: number) =>
        f.check(OUTCOMES[outcome % OUTCOMES.length] ?? 'failed', PVDS[i] ?? '', family, i === who ? generation : 1, {
          rtt,
          sent: 2,
          lost: value % 3,
        });
      switch (kind) {
        case 'carrier':
          return tell(f.carrier(NAMES[who] ?? '', value % 2 === 0));
        case 'check':
          return tell(told(who, value, value % 300));
        case 'better': {
          // The adversary: whoever leads is made a little worse than somebody else.
          const leader = PVDS.indexOf(ranked(loop.fold.decision.ranking, family)[0]?.pvd ?? '');
          if (leader >= 0)
            tell(f.check('partial', PVDS[leader] ?? '', family, generationOf(loop.fold, leader), { rtt: 290, sent: 2, lost: 2 }));
          const other = (leader + 1 + (value % 2)) % PVDS.length;
          return tell(f.check('validated', PVDS[other] ?? '', family, generationOf(loop.fold, other), { rtt: 1, sent: 2, lost: 0 }));
        }
        case 'policy':
          return tell(f.policy('user', value % 4 === 0 ? [] : [{ prefer: { interface: NAMES[who] ?? '' } }]));
        case 'cost':
          return tell(settings(NAMES.map((_, i) => (i === who ? 0 : 1 + (value % 5)))));
        case 'generation':
          return NAMES.length > who
            ? dual(who, 1 + (value % 3))
                .slice(1)
                .forEach(tell)
            : undefined;
        case 'epoch':
          return reopen();
        case 'deadline':
        case 'wait':
          return;
        default:
          kind satisfies never;
      }
    },
  };
}
const OUTCOMES = ['validated', 'validated', 'partial', 'failed', 'portal', 'assumed'] as const;
const generationOf = ({ host: { pvds } }: Fold, i: number): number => pvds.find((p) => p.id === PVDS[i])?.snapshot.context.generation ?? 1;

/** Read from the host itself, not from what the decision says of it. */
function isWell({ host: { pvds } }: Fold, family: Family, id: string): boolean {
  const snapshot = pvds.find((p) => p.id === id)?.snapshot;
  if (!snapshot || !isAttached(snapshot)) return false;
  const reach = pvdState(snapshot)[`reach${family}`];
  return reach !== 'portal' && reach !== 'unreachable';
}

/** The most of these moments within any window of that length, its end not included. */
const mostWithin = (moments: readonly number[], per: number): number =>
  Math.max(0, ...moments.map((from, i) => moments.slice(i).filter((at) => at < from + per).length));

const step: fc.Arbitrary<Step> = fc.record({
  wait: fc.oneof(fc.constantFrom(0, 1, 249, 250, 999, 1_000), fc.nat(3_000), fc.nat(30_000)),
  kind: fc.constantFrom(...KINDS, 'better', 'better', 'policy', 'check', 'check', 'carrier', 'carrier'),
  who: fc.nat(NAMES.length - 1),
  value: fc.nat(1_000),
});

describe('law 11: the bound', () => {
  const settings: readonly (readonly [string, Steady])[] = [
    ['one move in 10 s, nothing else held', { holdDown: 0, failBack: 0, moves: 1, per: 10_000 }],
    ['two in 5 s, nothing else held', { holdDown: 0, failBack: 0, moves: 2, per: 5_000 }],
    ['the defaults', { holdDown: 2_000, failBack: 5_000, moves: 4, per: 60_000 }],
    ['three in 20 s, a long hold-down', { holdDown: 30_000, failBack: 1_000, moves: 3, per: 20_000 }],
  ];
  test.each(settings.flatMap(([name, steady]) => [true, false].map((checks) => [name, checks, steady] as const)))(
    `at most so many voluntary moves in any window, over any flapping and any number of epochs: %s (checks: %s, seed ${SEED})`,
    (_name, checks, steady) => {
      let moved = 0;
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
          const flapping = host(steady, checks);
          for (const one of steps) flapping.step(one);
          for (const family of FAMILIES) {
            moved += flapping.moves[family].length;
            expect(mostWithin(flapping.moves[family], steady.per)).toBeLessThanOrEqual(steady.moves);
          }
          expect(flapping.kept).toEqual([]);
        }),
        { seed: SEED, numRuns: 30 },
      );
      expect(moved).toBeGreaterThan(50);
    },
    60_000,
  );

  test('the bound holds across a setting that is changed, and is reached by an adversary', () => {
    const steady: Steady = { holdDown: 0, failBack: 0, moves: 3, per: 60_000 };
    const flapping = host(steady, false);
    for (let i = 0; i < 60; i += 1) flapping.step({ wait: 500, kind: 'policy', who: i % NAMES.length, value: 1 });
    expect(flapping.moves[4].length).toBe(3);
    flapping.tell(f.settings({ steadiness: { ...steady, moves: 5 }, interfaces: NAMES.map((name) => ({ name, kind: 'ethernet' })) }));
    for (let i = 0; i < 20; i += 1) flapping.step({ wait: 500, kind: 'policy', who: i % NAMES.length, value: 1 });
    expect(mostWithin(flapping.moves[4], 60_000)).toBe(5);
  });
});
