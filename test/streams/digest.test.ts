import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OCTETS } from '../../adapters/log/index.ts';
import type { Command } from '../../machines/model/command.ts';
import { compareId, type Row } from '../../machines/model/rows.ts';
import { type Decision, NO_DECISION } from '../../streams/decision.ts';
import { type Change, changes, digestAfter, digestOf, inJavaScript, NO_DIGEST } from '../../streams/digest.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { lost, wifi, wired } from './networks.ts';

const SEED = 20261124;
type Rows = readonly (Row & { readonly n: number })[];
const withRows = (ranking: Rows, rules: Rows): Decision =>
  ({ ...NO_DECISION, ranking, routing: { routes: [], rules } }) as unknown as Decision;

/** The same question answered the slow way: by looking every row up. */
function naive(before: Decision, now: Decision): readonly Change[] {
  const lists = (d: Decision): Record<string, readonly Row[]> => ({
    checks: d.checks,
    conflicts: d.conflicts,
    node: d.node,
    ranking: d.ranking,
    resolution: d.resolution,
    'routing/routes': d.routing.routes,
    'routing/rules': d.routing.rules,
    'sockets/owners': d.sockets.owners,
  });
  const [old, young] = [lists(before), lists(now)];
  return Object.keys(young).flatMap((list) => {
    const ids = [...new Set([...(old[list] ?? []), ...(young[list] ?? [])].map((r) => r.id))].sort();
    return ids.flatMap((id): readonly Change[] => {
      const was = old[list]?.find((r) => r.id === id);
      const is = young[list]?.find((r) => r.id === id);
      return was === is ? [] : [[`${list}/${id}`, is ?? null]];
    });
  });
}

const row = fc.record({ id: fc.string({ minLength: 1, maxLength: 3 }), n: fc.integer({ min: 0, max: 2 }) });
const rows = fc.uniqueArray(row, { selector: (r) => r.id, maxLength: 12 }).map((list): Rows => list.toSorted(compareId));
/** A later list: rows kept by reference, changed, dropped and added. */
const later = (list: Rows) =>
  fc.tuple(fc.array(fc.nat(3), { minLength: list.length, maxLength: list.length }), rows).map(([fates, fresh]): Rows => {
    const kept = list.flatMap((r, i) => (fates[i] === 0 ? [] : fates[i] === 1 ? [{ ...r, n: r.n + 1 }] : [r]));
    return [...kept, ...fresh.filter((r) => !kept.some((k) => k.id === r.id))].toSorted(compareId);
  });

describe('changes', () => {
  test(`exactly the rows that differ, as a naive diff finds them (seed ${SEED})`, () => {
    const pair = fc.tuple(rows, rows).chain(([a, b]) => fc.tuple(fc.constant([a, b] as const), later(a), later(b)));
    fc.assert(
      fc.property(pair, ([[a, b], c, d]) => {
        const [before, now] = [withRows(a, b), withRows(c, d)];
        expect(changes(before, now)).toEqual(naive(before, now));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  test('of a real history too, tick by tick', () => {
    const { ticks } = live([
      ...wired(),
      ...wifi(),
      lost('eth0'),
      f.wait(11),
      f.carrier('eth0', true),
      f.policy('user', [{ avoid: { kind: 'wifi' } }]),
    ]);
    const decisions = ticks.map((t) => t.fold.decision);
    for (const [i, { changed }] of ticks.entries())
      expect(changed).toEqual(naive(decisions[i - 1] ?? NO_DECISION, decisions[i] ?? NO_DECISION));
    expect(ticks.some((t) => t.changed.length > 0)).toBe(true);
  });

  test('nothing changed: no change', () => {
    const { decision } = live(wired()).fold;
    expect(changes(decision, decision)).toEqual([]);
    expect(changes(decision, { ...decision })).toEqual([]);
  });
});

describe('digest', () => {
  const script = [...wired(), ...wifi({ search: ['corp.example'], ntp: ['198.51.100.9'] })];
  const { decision, digest } = live(script).fold;

  test('equal folds, equal digests', () => {
    expect(live(script).fold.digest).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digest).not.toBe(NO_DIGEST);
  });

  test('a tick that changes and asks nothing leaves it; one that only asks does not', () => {
    const ask: Command = { id: '7.0', type: 'deadline.disarm', target: 'x' };
    expect(digestAfter(digest, 9, [], [])).toBe(digest);
    expect(digestAfter(digest, 9, [], [ask])).not.toBe(digest);
  });

  test('law 3: any one row that differs makes another digest, at the opening and after', () => {
    const seen = new Set([digestOf(NO_DIGEST, decision, [])]);
    let told = 1;
    const alter = <R extends Row>(list: readonly R[], i: number): readonly R[] =>
      list.map((r, j) => (i === j ? { ...r, id: `${r.id}?` } : r));
    for (const list of ['ranking', 'resolution', 'node'] as const) {
      for (const i of decision[list].keys()) {
        told += 1;
        seen.add(digestOf(NO_DIGEST, { ...decision, [list]: alter<Row>(decision[list], i) }, []));
      }
    }
    for (const list of ['routes', 'rules'] as const) {
      for (const i of decision.routing[list].keys()) {
        told += 1;
        seen.add(digestOf(NO_DIGEST, { ...decision, routing: { ...decision.routing, [list]: alter<Row>(decision.routing[list], i) } }, []));
      }
    }
    expect([seen.size, told > 30]).toEqual([told, true]);
  });

  test('it is chained: to the digest before, the fact, and the last epoch', () => {
    const change: readonly Change[] = [['ranking/x', null]];
    const all = [
      digestAfter(digest, 9, change, []),
      digestAfter(digest, 10, change, []),
      digestAfter(NO_DIGEST, 9, change, []),
      digestOf(digest, decision, []),
      digestOf(NO_DIGEST, decision, []),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test.each([
    ['nothing', ''],
    ['ASCII over several blocks', 'pvd:eth0 '.repeat(50)],
    ['two, three and four bytes a character', 'é € 😀'],
    ['a character on the edge of a block', `${'x'.repeat(63)}é`],
  ])('an engine’s own hash is the one in JavaScript: %s', (_name, text) => {
    expect(OCTETS.sha256(text)).toBe(inJavaScript(text));
    expect(digestAfter(digest, 9, [[text, null]], [], OCTETS.sha256)).toBe(digestAfter(digest, 9, [[text, null]], []));
  });

  test('another history, another digest, though it comes to the same decision', () => {
    const there = live([...script, f.policy('user', [{ prefer: { kind: 'wifi' } }]), f.policy('user', [])]).fold;
    expect(there.decision.ranking.map((p) => [p.id, p.place])).toEqual(decision.ranking.map((p) => [p.id, p.place]));
    expect(there.digest).not.toBe(digest);
  });
});

test('no list of a decision is left out: what it alone has changed is a change', () => {
  // Sessions are in shards.
  const rows = (list: string) => (list === 'sessions' ? [{ id: '0', shards: [{ id: '00', rows: [{ id: 'x' }] }] }] : [{ id: 'x' }]);
  const one = (list: string) => ({ ...NO_DECISION, [list]: rows(list) }) as unknown as Decision;
  const flat = Object.entries(NO_DECISION).flatMap(([list, rows]) => (Array.isArray(rows) ? [list] : []));
  for (const list of flat) expect(changes(NO_DECISION, one(list)).map(([path]) => path)).toEqual([`${list}/x`]);
  expect(flat).toHaveLength(Object.keys(NO_DECISION).length - 4);
});
