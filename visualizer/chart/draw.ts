/** A chart as a picture: its regions in their frames, their arrows, then the states and what is written on the arrows. */
import { type Element, element } from '../element.ts';
import { type Meaning, meaningOf } from '../meaning.ts';
import type { Line } from './figure.ts';
import { ANY, type Chart, LINE, MARGIN, NAME, nameOf, type PlacedArrow, type PlacedRegion, type PlacedState, rowsOf } from './layout.ts';
import { type Frame, HEAD, PAD, type Packed } from './packing.ts';

/** What is lit: the states that an actor is in, the transitions that it took last, and those that a guard refused. By path and by id. */
export type Lit = {
  readonly active: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
};

/** Without `lit` the chart is drawn as it is, each state in the colour of what it means. `label`: what it says to who does not see it. */
export function drawChart(chart: Chart, packed: Packed, lit: Lit | null, label: string, scale = 1): Element {
  const { frames, width, height } = packed;
  const head = chart.lines.length > 0 ? (rowsOf(chart.lines).length + 1) * LINE + PAD : 0;
  const heard = chart.lines.length > 0 ? [linesAt('in any state', chart.lines, 2, 0, lit)] : [];
  const [w, h] = [width + 2, height + head + 2];
  const size = { viewBox: `-1 -1 ${w} ${h}`, width: Math.round(w * scale), height: Math.round(h * scale) };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', role: 'img', 'aria-label': label, class: lit ? 'chart lit' : 'chart', ...size },
    ...heard,
    element('g', { transform: `translate(0 ${head})` }, ...frames.map((frame) => drawFrame(chart, frame, lit))),
  );
}

function drawFrame({ machine }: Chart, { region, isOpen, box: [x, y, w, h] }: Frame, lit: Lit | null): Element {
  const name = element('text', { class: 'name', x: PAD, y: 18 }, region.path || machine);
  const active = region.states.filter(({ path }) => lit?.active.has(path));
  const words = isOpen
    ? []
    : active.map(({ path }) => element('text', { class: 'quiet', x: w - PAD, y: 18, 'text-anchor': 'end' }, nameOf(path)));
  const inside = isOpen ? [element('g', { transform: `translate(${PAD} ${HEAD})` }, ...drawRegion(machine, region, lit))] : [];
  return element(
    'g',
    { class: 'region', 'data-region': region.path, transform: `translate(${x} ${y})` },
    element('rect', { class: 'frame', width: w, height: h, rx: 8 }),
    name,
    ...words,
    ...inside,
  );
}

function drawRegion(machine: string, { states, arrows }: PlacedRegion, lit: Lit | null): readonly Element[] {
  const isTaken = ({ lines }: PlacedArrow): boolean => lines.some(({ ids }) => ids.some((id) => lit?.taken.has(id)));
  // What is lit lies above what is not.
  const ordered = [...arrows.filter((arrow) => !isTaken(arrow)), ...arrows.filter(isTaken)];
  return [
    ...ordered.map((arrow) => drawLine(arrow, isTaken(arrow))),
    ...states.map((state) => drawState(machine, state, lit)),
    ...arrows.map((arrow) => drawLabel(arrow, lit)),
  ];
}

function drawState(machine: string, { path, box: [x, y, w, h], isInitial, notes, lines }: PlacedState, lit: Lit | null): Element {
  const meaning: Meaning = meaningOf(machine, path);
  const isActive = lit?.active.has(path) === true;
  const top = MARGIN + NAME.line;
  return element(
    'g',
    { class: `state ${meaning}${isActive ? ' active' : ''}`, 'data-state': path, transform: `translate(${x} ${y})` },
    element('rect', { class: 'box', width: w, height: h, rx: 6 }),
    element('rect', { class: 'mark', width: 4, height: h - 8, x: 2, y: 4, rx: 2 }),
    ...(isInitial ? [element('circle', { class: 'initial', r: 4, cx: 0, cy: 0 })] : []),
    element('text', { class: 'name', x: 10, y: MARGIN + 14 }, nameOf(path)),
    ...notes.map((note, i) => element('text', { class: 'note', x: 10, y: top + (i + 1) * LINE - 2 }, note)),
    linesAt(null, lines, 10, top + notes.length * LINE + 1, lit),
  );
}

function drawLabel({ from, lines, label: [x, y, w, h] }: PlacedArrow, lit: Lit | null): Element {
  const back = element('rect', { class: 'back', x, y, width: w, height: h, rx: 4 });
  const group = linesAt(from === null ? ANY : null, lines, x + 4, y, lit);
  return element('g', { class: from === null ? 'any' : 'label' }, back, group);
}

/** The lines below each other, after a title if there is one. */
function linesAt(title: string | null, lines: readonly Line[], x: number, y: number, lit: Lit | null): Element {
  let row = title === null ? 0 : 1;
  const words = lines.map((line) => {
    const at = y + row * LINE;
    row += line.rows.length;
    return drawWords(line, x, at, lit);
  });
  return element('g', {}, ...(title === null ? [] : [element('text', { class: 'note', x, y: y + LINE - 3 }, title)]), ...words);
}

function drawWords({ rows, does, ids }: Line, x: number, y: number, lit: Lit | null): Element {
  const is = ids.some((id) => lit?.taken.has(id)) ? ' taken' : ids.some((id) => lit?.refused.has(id)) ? ' refused' : '';
  const more = does === '' ? [] : [element('title', {}, `${rows.join(' ')} / ${does}`)];
  return element('g', { class: `line${is}` }, ...more, ...rows.map((row, i) => element('text', { x, y: y + (i + 1) * LINE - 3 }, row)));
}

const drawLine = ({ d, head, to }: PlacedArrow, isTaken: boolean): Element =>
  element(
    'g',
    { class: isTaken ? 'arrow taken' : 'arrow', 'data-to': to },
    element('path', { class: 'wire', d }),
    element('path', { class: 'head', d: 'M0 0L-8 -4L-8 4Z', transform: head }),
  );
