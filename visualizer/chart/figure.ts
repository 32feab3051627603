/**
 * What is drawn of a machine: its regions, each with its states and the arrows between them. Transitions of one source and target
 * share an arrow. What leads to a state from every other one of its region is drawn once, as coming from any; what stays where it is
 * is written inside its state, as UML has internal transitions.
 */
import { type Node, nodesUnder, pathOf, type Transition } from '../../machines/chart.ts';

/** `rows`: event and guard as they are written, in two rows where one would be long. `ids`: the transitions that say this. */
export type Line = { readonly rows: readonly string[]; readonly does: string; readonly ids: readonly string[] };
/** `parent`: the path of the state around it, null where that is the region. */
export type State = {
  readonly path: string;
  readonly parent: string | null;
  readonly isInitial: boolean;
  readonly notes: readonly string[];
  readonly lines: readonly Line[];
};
/** `from` is null for any other state of the region. */
export type Arrow = { readonly from: string | null; readonly to: string; readonly lines: readonly Line[] };
/** `path` is empty where a machine has no regions: then all of it is one. */
export type Region = {
  readonly path: string;
  readonly lines: readonly Line[];
  readonly states: readonly State[];
  readonly arrows: readonly Arrow[];
};
/** `lines`: what any of its states hears. */
export type Figure = { readonly machine: string; readonly lines: readonly Line[]; readonly regions: readonly Region[] };

/** So many other states have to lead somewhere by the same words before they are `any`. */
const ANY_MIN = 3;
/** Letters of one row: arrows lead from left to right, and what is written on them makes a chart wide. */
const ROW_MAX = 22;

export function figureOf(machine: string, root: Node): Figure {
  const regions = root.parallel ? root.children : [root];
  const lines = root.parallel ? [...root.on.values()].flat() : [];
  if (lines.some(({ target }) => target)) throw new TypeError(`machine ${machine}: its root leads into a region, which is not drawn`);
  return { machine, lines: linesOf(lines), regions: regions.map((region) => regionOf(machine, region)) };
}

function regionOf(machine: string, region: Node): Region {
  const nodes = nodesUnder(region).slice(1);
  const all = nodes.flatMap((node) => [...node.on.values()].flat());
  const outside = all.find(({ target }) => target && !nodes.includes(target));
  if (outside) throw new TypeError(`machine ${machine}: ${pathOf(outside.source)} leads out of its region, which is not drawn`);
  const isMove = ({ source, target }: Transition): boolean => target !== null && target !== source;
  const moves = all.filter(isMove);
  const { some, any } = partedBy(moves, (t) => isFromAny(t, moves, nodes));
  /** Those that stay, of a state that `any` leads to from itself as well, are drawn with the others. */
  const { some: stays, any: back } = partedBy(
    all.filter((t) => !isMove(t)),
    (t) => any.some((other) => other.target === t.target && textOf(other) === textOf(t)),
  );
  return {
    path: pathOf(region),
    lines: linesOf([...region.on.values()].flat()),
    states: nodes.map((node) => ({
      path: pathOf(node),
      parent: node.path.at(-2) === region ? null : pathOf(node.path.at(-2) ?? region),
      isInitial: node.path.at(-2)?.initial === node.key,
      notes: [...node.entryNames.map((name) => `entry / ${name}`), ...node.exitNames.map((name) => `exit / ${name}`)],
      lines: linesOf(stays.filter(({ source }) => source === node)),
    })),
    arrows: [...arrowsOf(some, ({ source }) => pathOf(source)), ...arrowsOf([...any, ...back], () => null)],
  };
}

/** The same words lead there from each other state of the region that leads anywhere. */
function isFromAny(one: Transition, moves: readonly Transition[], nodes: readonly Node[]): boolean {
  const others = nodes.filter((node) => node !== one.target && node.children.length === 0 && node.on.size > 0);
  const same = moves.filter((t) => t.target === one.target && textOf(t) === textOf(one));
  return others.length >= ANY_MIN && others.every((node) => same.some(({ source }) => source === node));
}

function partedBy<T>(list: readonly T[], is: (one: T) => boolean): { readonly some: readonly T[]; readonly any: readonly T[] } {
  return { some: list.filter((one) => !is(one)), any: list.filter(is) };
}

function arrowsOf(transitions: readonly Transition[], from: (t: Transition) => string | null): readonly Arrow[] {
  const grouped = Map.groupBy(transitions, (t) => `${from(t)} ${t.target ? pathOf(t.target) : ''}`);
  return [...grouped.values()].flatMap((group) => {
    const [first] = group;
    return first?.target ? [{ from: from(first), to: pathOf(first.target), lines: linesOf(group) }] : [];
  });
}

/** In the order of the chart, those of the same words as one. */
const linesOf = (transitions: readonly Transition[]): readonly Line[] =>
  [...Map.groupBy(transitions, textOf)].map(([text, same]) => ({
    rows: text.length > ROW_MAX ? text.split(/ (?=\[)/) : [text],
    does: same[0]?.actionNames.join(', ') ?? '',
    ids: same.map(idOf),
  }));

const textOf = ({ type, guardName }: Transition): string => `${type}${guardName === null ? '' : ` [${guardName}]`}`;
/** A transition's name, by which the picture and what is lit in it speak of the same: source, event, place among those of that event. */
export const idOf = (t: Transition): string => `${pathOf(t.source)} ${t.type} ${t.source.on.get(t.type)?.indexOf(t)}`;
