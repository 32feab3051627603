/** The map: everything of the host is in it, the chosen way is lit, and nothing lies on anything else, with one network or with eighteen. */
import { describe, expect, test } from 'vitest';
import { ranked } from '../../streams/ranking.ts';
import { type Element, markup } from '../../visualizer/element.ts';
import { drawMap } from '../../visualizer/map/draw.ts';
import { placed, type Spot } from '../../visualizer/map/placed.ts';
import { type Place, seen } from '../../visualizer/map/seen.ts';
import { story } from '../streams/story.ts';

const foldsOf = (seed: number, pvds: number) => [...story(seed, 700, pvds)].flatMap(({ fold }, i) => (i % 90 === 89 ? [fold] : []));
const allIn = (places: readonly Place[]): readonly Place[] => places.flatMap((place) => [place, ...allIn(place.inner)]);
const overlap = (a: Spot, b: Spot): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each([1, 3, 9])('of a host with %i networks', (count) => {
  const folds = foldsOf(count, count);

  test('each interface and each PvD is there, with its routers and DNS servers', () => {
    for (const fold of folds) {
      const { places, left } = seen(fold);
      const ids = allIn(places).map(({ id }) => id);
      expect(left).toBe(0);
      expect(ids).toEqual(expect.arrayContaining([...fold.host.interfaces, ...fold.host.pvds].map(({ id }) => id)));
      expect(new Set(ids).size).toBe(ids.length);
      const gateways = fold.host.pvds.flatMap(({ snapshot }) => snapshot.context.objects.filter(({ kind }) => kind === 'gateway'));
      expect(allIn(places).filter(({ kind }) => kind === 'router')).toHaveLength(gateways.length);
    }
  });

  test('lit is the PvD that leads in each family, with its interface, and no other', () => {
    for (const fold of folds)
      for (const family of [4, 6] as const) {
        const lit = allIn(seen(fold).places).filter(({ chosen }) => chosen.includes(family));
        const [first] = ranked(fold.decision.ranking, family);
        expect(lit.filter(({ kind }) => kind === 'pvd').map(({ id }) => id)).toEqual(first ? [first.pvd] : []);
        expect(lit.filter(({ kind }) => kind === 'interface')).toHaveLength(first ? 1 : 0);
        expect(lit.filter(({ kind }) => kind === 'router').every(({ more }) => more === `IPv${family}`)).toBe(true);
      }
  });

  test.each([320, 640, 900, 2_000])('in %i pixels nothing lies on anything else, nothing is outside, every word fits', (room) => {
    for (const fold of folds) {
      const { places, left } = seen(fold);
      const { spots, right, height } = placed({ places: [...places, ...places], left }, room);
      for (const [i, spot] of spots.entries()) {
        expect([spot.place.id, spots.slice(i + 1).filter((other) => overlap(spot, other)).length]).toEqual([spot.place.id, 0]);
        expect([spot.x > 0, spot.x + spot.w <= right, spot.y + spot.h <= height]).toEqual([true, true, true]);
        for (const { x, y, width } of spot.chips) expect([x + width <= spot.w, y + 18 <= spot.h]).toEqual([true, true]);
        const words = spot.isRow ? Math.min(spot.w, ...spot.chips.map(({ x }) => x)) : spot.w;
        expect(12 + spot.name.length * 7.2 + spot.place.more.length * 6.6).toBeLessThan(words + 4);
      }
    }
  });
});

test('sec-4: a session with a hostile name is a place with that name, as text', () => {
  const evil = '"><img src=x onerror=alert(1)>';
  const inner: Place = {
    id: evil,
    kind: 'session',
    name: evil,
    more: 'session',
    says: [],
    why: [{ text: evil, facts: [] }],
    chosen: [],
    inner: [],
  };
  const map: Element = drawMap(
    { places: [{ ...inner, id: 'x', inner: [{ ...inner, kind: 'pvd', id: 'y', inner: [inner] }] }], left: 0 },
    360,
  );
  expect(markup(map)).not.toContain('<img');
  expect(markup(map)).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
});
