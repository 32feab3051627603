/** Where each state and arrow of a figure stands: laid out by elkjs, a region at a time, when the page and the command line are built. */
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { MACHINES } from '../../machines/all.ts';
import { nodesOf } from '../../machines/chart.ts';
import { type Arrow, figureOf, type Line, type Region, type State } from '../../visualizer/chart/figure.ts';
import type { Box, Chart, PlacedArrow, PlacedRegion } from '../../visualizer/chart/layout.ts';
import { ANY, LETTER, LINE, MARGIN, NAME, nameOf, rowsOf } from '../../visualizer/chart/layout.ts';
import { wireOf } from './wire.ts';

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.thoroughness': '40',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '18',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};

/** All machines, in the order of their table. */
export async function layOutAll(): Promise<readonly Chart[]> {
  const elk = new ELK.default();
  const charts: Chart[] = [];
  for (const [name, machine] of MACHINES) {
    const { lines, regions } = figureOf(name, nodesOf(machine));
    const placed: PlacedRegion[] = [];
    for (const region of regions) placed.push(await placedRegion(elk, region));
    charts.push({ machine: name, lines, regions: placed });
  }
  return charts;
}

async function placedRegion(elk: InstanceType<typeof ELK.default>, region: Region): Promise<PlacedRegion> {
  const anys = region.arrows.filter(({ from }) => from === null);
  const graph: ElkNode = {
    id: '',
    layoutOptions: OPTIONS,
    children: [...childrenOf(region, null), ...anys.map(anyNode)],
    edges: region.arrows.map(edgeOf),
  };
  const made = await elk.layout(graph);
  const boxes = new Map(boxesOf(made, 0, 0));
  const boxOf = (id: string): Box => found(boxes.get(id), id);
  const edges = new Map(made.edges?.map((edge) => [edge.id, edge]));
  return {
    path: region.path,
    lines: region.lines,
    size: [Math.ceil(made.width ?? 0), Math.ceil(made.height ?? 0)],
    states: region.states.map((state) => ({ ...state, box: boxOf(state.path) })),
    arrows: region.arrows.map((arrow, i) => placedArrow(arrow, found(edges.get(`edge ${i}`), arrow.to), boxes)),
  };
}

function placedArrow(arrow: Arrow, edge: ElkExtendedEdge, boxes: ReadonlyMap<string, Box>): PlacedArrow {
  const section = found(edge.sections?.[0], edge.id);
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].flatMap(({ x, y }) => [
    Math.round(x),
    Math.round(y),
  ]);
  const [label] = edge.labels ?? [];
  const box = arrow.from === null ? found(boxes.get(anyId(arrow)), arrow.to) : boxOfShape(found(label, edge.id), 0, 0);
  return { ...arrow, ...wireOf(points), label: box };
}

const childrenOf = (region: Region, parent: string | null): ElkNode[] =>
  region.states
    .filter((state) => state.parent === parent)
    .map((state) => {
      const children = childrenOf(region, state.path);
      const options = { ...(state.isInitial ? { 'elk.layered.layering.layerConstraint': 'FIRST' } : {}) };
      const { width, height } = sizeOf(state);
      if (children.length === 0) return { id: state.path, layoutOptions: options, width, height };
      return { id: state.path, layoutOptions: { ...options, 'elk.padding': `[top=${height},left=12,bottom=12,right=12]` }, children };
    });

const anyId = ({ to }: Arrow): string => `any ${to}`;
const anyNode = (arrow: Arrow): ElkNode => ({ id: anyId(arrow), ...sizeOfLines(arrow.lines, 1) });

const edgeOf = (arrow: Arrow, i: number): ElkExtendedEdge => ({
  id: `edge ${i}`,
  sources: [arrow.from ?? anyId(arrow)],
  targets: [arrow.to],
  labels:
    arrow.from === null ? [] : [{ text: arrow.to, ...sizeOfLines(arrow.lines, 0), layoutOptions: { 'elk.edgeLabels.inline': 'true' } }],
});

function sizeOf(state: State): { readonly width: number; readonly height: number } {
  const rows = [...state.notes, ...rowsOf(state.lines)];
  const letters = Math.max(0, ...rows.map((row) => row.length));
  const width = Math.max(nameOf(state.path).length * NAME.letter, letters * LETTER) + 2 * MARGIN + 8;
  return { width: Math.ceil(width), height: NAME.line + 2 * 6 + (rows.length > 0 ? rows.length * LINE + 4 : 0) };
}

function sizeOfLines(lines: readonly Line[], more: number): { readonly width: number; readonly height: number } {
  const rows = rowsOf(lines);
  const letters = Math.max(more > 0 ? ANY.length : 0, ...rows.map((row) => row.length));
  return { width: Math.ceil(letters * LETTER + 8), height: (rows.length + more) * LINE + 2 };
}

function* boxesOf(node: ElkNode, left: number, top: number): Generator<readonly [string, Box]> {
  for (const child of node.children ?? []) {
    const box = boxOfShape(child, left, top);
    yield [child.id, box];
    yield* boxesOf(child, box[0], box[1]);
  }
}

const boxOfShape = (
  { x = 0, y = 0, width = 0, height = 0 }: { x?: number; y?: number; width?: number; height?: number },
  left: number,
  top: number,
): Box => [Math.round(left + x), Math.round(top + y), Math.round(width), Math.round(height)];

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`elkjs placed nothing for ${what}`);
  return value;
}
