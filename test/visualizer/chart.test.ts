/** The charts as they are laid out: everything of a machine is in its picture, nothing lies on anything else, and it is always the same. */
import { beforeAll, describe, expect, test } from 'vitest';
import { MACHINES } from '../../machines/all.ts';
import { nodesOf, nodesUnder, pathOf } from '../../machines/chart.ts';
import { pvdMachine } from '../../machines/pvd.ts';
import { drawChart, type Lit } from '../../visualizer/chart/draw.ts';
import { figureOf, idOf } from '../../visualizer/chart/figure.ts';
import type { Box, Chart, PlacedArrow } from '../../visualizer/chart/layout.ts';
import { pack } from '../../visualizer/chart/packing.ts';
import { type Element, element, markup } from '../../visualizer/element.ts';
import { layOutAll } from '../tools/layout.ts';

let charts: readonly Chart[];
beforeAll(async () => {
  charts = await layOutAll();
});
const chartOf = (name: string): Chart => {
  const found = charts.find(({ machine }) => machine === name);
  if (!found) throw new RangeError(name);
  return found;
};
const linesIn = ({ lines, regions }: Chart) => [
  ...lines,
  ...regions.flatMap((region) => [...region.lines, ...region.states.flatMap((s) => s.lines), ...region.arrows.flatMap((a) => a.lines)]),
];
const names = MACHINES.map(([name]) => name);

test('laid out again they are the same', async () => {
  expect(await layOutAll()).toEqual(charts);
});

describe.each(MACHINES)('%s', (name, machine) => {
  const nodes = nodesUnder(nodesOf(machine));

  test('every state is drawn, and every transition once', () => {
    const { regions } = chartOf(name);
    const [root, ...below] = nodes.map(pathOf);
    const drawn = regions.flatMap(({ path, states }) => [...(path === root ? [] : [path]), ...states.map((state) => state.path)]);
    expect(drawn.toSorted()).toEqual(below.toSorted());
    const transitions = nodes.flatMap((node) => [...node.on.values()].flat().map(idOf));
    expect(
      linesIn(chartOf(name))
        .flatMap(({ ids }) => ids)
        .toSorted(),
    ).toEqual(transitions.toSorted());
  });

  test('what comes from any state comes from each other one that leads anywhere, with the same words', () => {
    for (const { states, arrows } of chartOf(name).regions) {
      const leading = states.filter(({ path }) => nodes.some((node) => pathOf(node) === path && node.on.size > 0));
      for (const { to, lines } of arrows.filter(({ from }) => from === null))
        for (const { ids } of lines) {
          const sources = ids.map((id) => id.split(' ')[0]);
          expect(sources).toEqual(expect.arrayContaining(leading.map(({ path }) => path).filter((path) => path !== to)));
        }
    }
  });

  test('no label lies on a state or on another label, nothing is outside, and arrows begin and end at their states', () => {
    for (const { states, arrows, size } of chartOf(name).regions) {
      const labels = arrows.map(({ label }) => label);
      for (const label of labels) for (const { path, box } of states) expect([path, overlap(label, box)]).toEqual([path, false]);
      for (const [i, label] of labels.entries()) for (const other of labels.slice(i + 1)) expect(overlap(label, other)).toBe(false);
      for (const [x, y, w, h] of [...labels, ...states.map(({ box }) => box)])
        expect([x >= 0, y >= 0, x + w <= size[0] + 1, y + h <= size[1] + 1]).toEqual([true, true, true, true]);
      for (const arrow of arrows) expect(ends(arrow, states)).toEqual([true, true]);
    }
  });

  test('what is written fits where it stands', () => {
    for (const { states, arrows } of chartOf(name).regions) {
      for (const { lines, label } of arrows)
        for (const row of lines.flatMap(({ rows }) => rows)) expect(row.length * 6.62).toBeLessThan(label[2]);
      for (const { lines, notes, box } of states)
        for (const row of [...notes, ...lines.flatMap(({ rows }) => rows)]) expect(10 + row.length * 6.62).toBeLessThan(box[2]);
    }
  });

  test('regions that are packed lie beside and below each other, in a wall’s width and in a telephone’s', () => {
    for (const room of [300, 900, 2_500]) {
      const { frames, width, height } = pack(chartOf(name), room, (region) => region.path !== 'reach4');
      for (const [i, { box }] of frames.entries()) {
        for (const other of frames.slice(i + 1)) expect(overlap(box, other.box)).toBe(false);
        expect([box[0] + box[2] <= width, box[1] + box[3] <= height]).toEqual([true, true]);
      }
    }
  });
});

test('a root that leads into a region, and a state that leads out of its own, are refused and not drawn wrong', () => {
  const pvd = nodesOf(pvdMachine);
  const [, reach] = pvd.children;
  const stray = { source: pvd, type: 'x', target: reach?.children[0] ?? null, domain: pvd, guardName: null, actionNames: [] };
  const astray = { ...stray, guard: () => true, actions: [] };
  expect(() => figureOf('pvd', { ...pvd, on: new Map([['x', [astray]]]) })).toThrow('its root leads into a region');
});

describe('a picture', () => {
  const lit: Lit = {
    active: new Set(['reach4', 'reach4.portal']),
    taken: new Set(['reach4.unknown check.portal 0']),
    refused: new Set(['reach4.unknown check.failed 0']),
  };
  const drawn = () =>
    drawChart(
      chartOf('pvd'),
      pack(chartOf('pvd'), 1_000, () => true),
      lit,
      'pvd:x',
    );
  const classesWith = (root: Element, word: string): readonly Element[] =>
    allIn(root).filter(({ attributes }) =>
      String(attributes.class ?? '')
        .split(' ')
        .includes(word),
    );

  test.each(names)('of %s is well-formed, and the same however often it is drawn', (name) => {
    const once = () =>
      markup(
        drawChart(
          chartOf(name),
          pack(chartOf(name), 1_200, () => true),
          null,
          name,
        ),
      );
    expect(wellFormed(once())).toBe(true);
    expect(once()).toBe(once());
  });

  test('what is active, taken and refused is marked, and nothing else', () => {
    const root = drawn();
    expect(classesWith(root, 'active').map(({ attributes }) => attributes['data-state'])).toEqual(['reach4.portal']);
    expect(
      classesWith(root, 'arrow')
        .filter(({ attributes }) => attributes.class === 'arrow taken')
        .map(({ attributes }) => attributes['data-to']),
    ).toEqual(['reach4.portal']);
    expect(classesWith(root, 'refused').map(textIn)).toEqual(['check.failed [hasFailedAgain] / keepReachcheck.failed[hasFailedAgain]']);
  });

  test('a region that is closed says its state alone', () => {
    const closed = drawChart(
      chartOf('pvd'),
      pack(chartOf('pvd'), 1_000, () => false),
      lit,
      'pvd:x',
    );
    expect(classesWith(closed, 'state')).toEqual([]);
    expect(classesWith(closed, 'region').map(textIn)).toContain('reach4portal');
  });

  test('sec-4: what is hostile in a name is text, and what XML cannot hold is not in it', () => {
    const evil = '"><script>alert(1)</script>&\u0000\u001b\ud800';
    expect(markup(element('text', { 'data-x': evil }, evil))).toBe(
      '<text data-x="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;</text>',
    );
  });
});

const overlap = ([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): boolean => ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;

/** Whether the first point lies at the edge of the source, or of the words that it comes from, and the last at that of the target. */
function ends({ from, to, label, d }: PlacedArrow, states: Chart['regions'][number]['states']): readonly boolean[] {
  const boxOf = (path: string | null): Box => states.find((state) => state.path === path)?.box ?? label;
  const points = [...d.matchAll(/-?[\d.]+/g)].map(Number);
  const [x = -9, y = -9] = points;
  return [isNear(boxOf(from), [x, y]), isNear(boxOf(to), [points.at(-2) ?? -9, points.at(-1) ?? -9])];
}
const isNear = ([x, y, w, h]: Box, [px, py]: readonly [number, number]): boolean =>
  px >= x - 1 && px <= x + w + 1 && py >= y - 1 && py <= y + h + 1;

const allIn = (root: Element): readonly Element[] => [
  root,
  ...root.children.flatMap((child) => (typeof child === 'string' ? [] : allIn(child))),
];
const textIn = (root: Element): string => root.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('');

/** Tags that close what was opened, values in quotes, no bare sign: enough of XML 1.0 for what we write. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(/<(\/?)([a-z]+)((?: [\w-]+="[^"<&]*(?:&\w+;[^"<&]*)*")*)(\/?)>/g, (_, end, tag, _values, single) => {
    if (end) return open.pop() === tag ? '' : '<';
    if (!single) open.push(tag);
    return '';
  });
  return open.length === 0 && !/[<>]|&(?!\w+;)/.test(rest);
}
