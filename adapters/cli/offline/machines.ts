/** The machines' own definitions as data: what `graph` draws. */
import type { AnyStateMachine } from 'xstate';
import { MACHINES } from '../../../machines/all.ts';
import { type Node, nodesOf, nodesUnder, pathOf, type Transition } from '../../../machines/chart.ts';
import type { GraphOutput } from './outputs.ts';

export const MACHINE_NAMES: readonly string[] = MACHINES.map(([name]) => name);

/** The graphs of the named machine, or of all. */
export const graphs = (name: string | null): readonly GraphOutput[] =>
  MACHINES.filter(([known]) => name === null || known === name).map(([known, machine]) => graphOf(known, machine));

function graphOf(machine: string, definition: AnyStateMachine): GraphOutput {
  const nodes = nodesUnder(nodesOf(definition));
  const states = nodes.map((node) => ({
    path: pathOf(node),
    type: typeOf(node),
    initial: node.initial,
    entry: node.entryNames,
    exit: node.exitNames,
  }));
  const transitions = nodes.flatMap((node) => [...node.on.values()].flat().map(transitionOf));
  const actions = [...transitions.flatMap((t) => t.actions), ...states.flatMap((s) => [...s.entry, ...s.exit])];
  return { machine, states, transitions, guards: unique(transitions.flatMap((t) => t.guard ?? [])), actions: unique(actions) };
}

const transitionOf = ({ source, type, target, guardName, actionNames }: Transition) => ({
  from: pathOf(source),
  on: type,
  to: target && pathOf(target),
  guard: guardName,
  actions: [...actionNames],
});

const typeOf = (node: Node): 'parallel' | 'compound' | 'atomic' =>
  node.parallel ? 'parallel' : node.children.length > 0 ? 'compound' : 'atomic';
const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
