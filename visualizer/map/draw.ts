/** The map as a picture: the host, its interfaces, their PvDs, what each PvD has, and the Internet, with the ways between them. */
import { type Element, element } from '../element.ts';
import { MEANINGS } from '../meaning.ts';
import { BAR, endOf, type Placed, placed, type Spot } from './placed.ts';
import type { Place, Seen } from './seen.ts';

export function drawMap(seen: Seen, room: number): Element {
  const map = placed(seen, room);
  const [width, height] = [map.right + BAR, map.height];
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  return element(
    'svg',
    { role: 'group', 'aria-label': 'map', class: 'chart map-picture', ...size },
    bar('this host', 0, height),
    bar('Internet', map.right, height),
    ...map.spots.flatMap((spot) => wires(spot, map)),
    ...map.spots.map(drawSpot),
  );
}

const bar = (text: string, x: number, height: number): Element =>
  element(
    'g',
    { class: 'bar', transform: `translate(${x} 0)` },
    element('rect', { width: BAR, height, rx: 6 }),
    element('text', { transform: `translate(${BAR / 2 + 4} ${Math.min(height / 2, 300)}) rotate(-90)`, 'text-anchor': 'middle' }, text),
  );

/** One way for all, or for each family that is led this way one of its own, beside each other. */
function wires(spot: Spot, { right, isStacked }: Placed): readonly Element[] {
  const { place, x, y, w, h, from } = spot;
  const ways = place.kind === 'router' ? [wayTo(spot, isStacked), `M${x + w} ${y + h / 2}H${right}`] : [wayTo(spot, isStacked)];
  const { chosen } = place;
  const beside = chosen.length > 1 ? 2.5 : 0;
  return ways.flatMap((d) =>
    chosen.length === 0
      ? [element('path', { class: `wire ${meaningOf(place.kind === 'router' && from ? from.place : place)}`, d })]
      : chosen.map((family) =>
          element('path', { class: `wire v${family}`, d, transform: `translate(0 ${family === 4 ? -beside : beside})` }),
        ),
  );
}

function wayTo({ place, x, y, h, from }: Spot, isStacked: boolean): string {
  const middle = y + h / 2;
  if (!from) return `M${BAR} ${middle}H${x}`;
  if (isStacked || place.kind === 'session') return `M${from.x + 8} ${from.y + from.h}V${middle}H${x}`;
  const [start, at] = [from.x + from.w, from.y + from.h / 2];
  const half = (start + x) / 2;
  return `M${start} ${at}C${half} ${at} ${half} ${middle} ${x} ${middle}`;
}

/** The best that is said of it: a PvD that reaches the Internet by one family does. */
const meaningOf = ({ says }: Place): string => MEANINGS.find((meaning) => says.some((one) => one.meaning === meaning)) ?? 'idle';

function drawSpot(spot: Spot): Element {
  const { place, name, x, y, w, h, isRow, chips } = spot;
  const { id, kind, more, chosen } = place;
  const [top, aside] = isRow ? [18, { x: endOf(spot) }] : [19, { x: w - 10, 'text-anchor': 'end' }];
  return element(
    'g',
    {
      ...{ class: `spot is-${kind}${chosen.length > 0 ? ' chosen' : ''}`, 'data-place': id, transform: `translate(${x} ${y})` },
      ...{ tabindex: 0, role: 'img', 'aria-label': toldOf(place) },
    },
    element('rect', { class: 'box', width: w, height: h, rx: 6 }),
    element('rect', { class: `mark ${meaningOf(place)}`, x: 2, y: 4, width: 4, height: h - 8, rx: 2 }),
    element('text', { class: 'name', x: 12, y: top }, name),
    element('text', { class: 'more', y: top, ...aside }, more),
    ...chips.map(({ word, meaning, width, ...at }) =>
      element(
        'g',
        { class: `said ${meaning}`, transform: `translate(${at.x} ${at.y})` },
        element('rect', { width, height: 18, rx: 4 }),
        element('text', { x: 5, y: 13 }, word),
      ),
    ),
  );
}

/** For those who do not see it, and whole where the picture had to cut it. */
const toldOf = ({ name, more, says, chosen, why }: Place): string =>
  [
    `${name} ${more}`.trim(),
    ...says.map(({ word }) => word),
    ...chosen.map((family) => `IPv${family} goes this way`),
    ...why.map(({ text }) => text),
  ].join(', ');
