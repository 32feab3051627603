/** A machine's graph as Mermaid's stateDiagram-v2 and as Graphviz's dot. */
import type { GraphOutput } from './outputs.ts';

type State = GraphOutput['states'][number];
type Transition = GraphOutput['transitions'][number];

export const mermaid = (graph: GraphOutput): string => {
  const lines = [`stateDiagram-v2`, `  %% ${graph.machine}`, ...mermaidState(graph, '', '  ')];
  const drawn = graph.transitions.map((t) => `  ${idOf(graph, t.from)} --> ${idOf(graph, t.to ?? t.from)}: ${labelOf(t)}`);
  return [...lines, ...drawn].join('\n');
};

/** Regions of a parallel state are divided by `--`. */
function mermaidState(graph: GraphOutput, path: string, indent: string): readonly string[] {
  const state = graph.states.find((s) => s.path === path);
  if (!state) return [];
  const id = idOf(graph, path);
  const name = `${indent}state "${nameOf(graph, state)}" as ${id}`;
  const children = childrenOf(graph, path);
  if (children.length === 0) return [name];
  const inner = children.map((child) => mermaidState(graph, child.path, `${indent}  `));
  const body = state.type === 'parallel' ? inner.flatMap((lines, i) => (i === 0 ? lines : [`${indent}  --`, ...lines])) : inner.flat();
  const first = state.initial === null ? [] : [`${indent}  [*] --> ${idOf(graph, below(path, state.initial))}`];
  return [name, `${indent}state ${id} {`, ...first, ...body, `${indent}}`];
}

export const dot = (graph: GraphOutput): string =>
  [
    `digraph "${graph.machine}" {`,
    '  compound=true; node [shape=box, style=rounded]; edge [fontsize=10];',
    ...dotState(graph, '', '  '),
    ...graph.transitions.map((t) => dotEdge(graph, t)),
    '}',
  ].join('\n');

function dotState(graph: GraphOutput, path: string, indent: string): readonly string[] {
  const state = graph.states.find((s) => s.path === path);
  if (!state) return [];
  const id = idOf(graph, path);
  const children = childrenOf(graph, path);
  if (children.length === 0) return [`${indent}${id} [label="${nameOf(graph, state)}"];`];
  const dashed = state.type === 'parallel' ? ` style=dashed;` : '';
  // The anchor is where edges of the state itself begin and end: Graphviz has none between clusters.
  const anchor = `${indent}  ${id} [shape=point];`;
  const first = state.initial === null ? [] : [`${indent}  ${id} -> ${idOf(graph, below(path, state.initial))} [style=dotted];`];
  const inner = children.flatMap((child) => dotState(graph, child.path, `${indent}  `));
  return [
    `${indent}subgraph cluster_${id} {`,
    `${indent}  label="${nameOf(graph, state)}";${dashed}`,
    anchor,
    ...first,
    ...inner,
    `${indent}}`,
  ];
}

const dotEdge = (graph: GraphOutput, t: Transition): string =>
  `  ${idOf(graph, t.from)} -> ${idOf(graph, t.to ?? t.from)} [label="${labelOf(t)}"${t.to === null ? ', style=dashed' : ''}];`;

const childrenOf = (graph: GraphOutput, path: string): readonly State[] =>
  graph.states.filter((s) => s.path !== '' && s.path.split('.').slice(0, -1).join('.') === path);
const below = (path: string, key: string): string => (path ? `${path}.${key}` : key);
/** Letters, digits and underscores are what both languages take unquoted. */
const idOf = (graph: GraphOutput, path: string): string => `${graph.machine}${path ? `_${path.replaceAll('.', '_')}` : ''}`;
const nameOf = (graph: GraphOutput, { path, entry, exit }: State): string =>
  [path.split('.').at(-1) || graph.machine, ...entry.map((a) => `entry / ${a}`), ...exit.map((a) => `exit / ${a}`)].join(', ');
const labelOf = ({ on, guard, actions }: Transition): string =>
  `${on}${guard === null ? '' : ` [${guard}]`}${actions.length > 0 ? ` / ${actions.join(', ')}` : ''}`;
