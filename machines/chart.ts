/** A machine's state nodes as the compiler and `graph` read them: order, path, transitions with their guards and actions resolved by name. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

type Action = (context: unknown, event: unknown, notices: unknown[]) => unknown;
export type Transition = {
  readonly source: Node;
  readonly type: string;
  readonly target: Node | null;
  /** The innermost state that stays active through it; null without a target. */
  readonly domain: Node | null;
  readonly guardName: string | null;
  readonly actionNames: readonly string[];
  readonly guard: (context: unknown, event: unknown) => boolean;
  readonly actions: readonly Action[];
};
export type Node = {
  readonly key: string;
  readonly order: number;
  /** From the root to this node, both included. */
  readonly path: readonly Node[];
  readonly parallel: boolean;
  readonly initial: string | null;
  readonly children: readonly Node[];
  readonly on: ReadonlyMap<string, readonly Transition[]>;
  readonly entry: readonly Action[];
  readonly exit: readonly Action[];
  readonly entryNames: readonly string[];
  readonly exitNames: readonly string[];
};

type Draft = { -readonly [K in keyof Node]: Node[K] } & { on: Map<string, Transition[]> };
type Reference = { readonly type: string; readonly params?: unknown } | string;

export function nodesOf(machine: AnyStateMachine): Node {
  let order = 0;
  const drafts = new Map<AnyStateNode, Draft>();
  const draft = (node: AnyStateNode, parents: readonly Node[]): Draft => {
    refuseWhatWeDoNotCompile(node);
    const made: Draft = {
      key: node.key,
      order: order++,
      path: [],
      parallel: node.type === 'parallel',
      initial: initialOf(node),
      children: [],
      on: new Map(),
      entry: node.entry.map((action) => actionOf(machine, action as Reference)),
      exit: node.exit.map((action) => actionOf(machine, action as Reference)),
      entryNames: node.entry.map((action) => nameOf(action as Reference) ?? ''),
      exitNames: node.exit.map((action) => nameOf(action as Reference) ?? ''),
    };
    made.path = [...parents, made];
    drafts.set(node, made);
    made.children = Object.values<AnyStateNode>(node.states).map((child) => draft(child, made.path));
    return made;
  };
  const root = draft(machine.root, []);
  for (const [node, made] of drafts) {
    for (const [type, list] of node.transitions) {
      made.on.set(
        type,
        list.map((transition): Transition => {
          const target = transition.target?.[0] ? (drafts.get(transition.target[0]) ?? null) : null;
          return {
            source: made,
            type,
            target,
            domain: target && domainOf(made, target, transition.reenter),
            guardName: nameOf(transition.guard as Reference | undefined),
            actionNames: transition.actions.map((action) => nameOf(action as Reference) ?? ''),
            guard: guardOf(machine, transition.guard as Reference | undefined),
            actions: transition.actions.map((action) => actionOf(machine, action as Reference)),
          };
        }),
      );
    }
  }
  return root;
}

/** Keys from below the machine, joined by dots; empty is the machine itself. */
export const pathOf = ({ path }: Node): string =>
  path
    .slice(1)
    .map(({ key }) => key)
    .join('.');
export const nodesUnder = (node: Node): readonly Node[] => [node, ...node.children.flatMap(nodesUnder)];

/** As XState 5 has it: a transition to a descendant stays inside its source, any other goes through the common ancestor. */
function domainOf(source: Node, target: Node, reenter: boolean): Node {
  if (!reenter && target.path.includes(source)) return source;
  const shared = source.path.filter((node) => target.path.includes(node) && node !== source && node !== target);
  const nearest = shared.at(-1);
  if (!nearest) throw new TypeError(`a transition of ${source.key} may not re-enter the root`);
  return nearest;
}

function refuseWhatWeDoNotCompile(node: AnyStateNode): void {
  const refused = [
    node.invoke.length > 0 && 'invoke',
    node.after.length > 0 && 'after',
    node.always?.length && 'always',
    node.history && 'history',
    node.type === 'final' && 'final',
  ];
  const first = refused.find((feature) => typeof feature === 'string');
  if (first) throw new TypeError(`state ${node.id} uses ${first}, which our charts may not (law 2)`);
}

const initialOf = (node: AnyStateNode): string | null => (node.type === 'compound' ? (node.initial?.target?.[0]?.key ?? null) : null);
const nameOf = (reference: Reference | undefined): string | null =>
  reference === undefined ? null : typeof reference === 'string' ? reference : reference.type;
const paramsOf = (reference: Reference): unknown => (typeof reference === 'string' ? undefined : reference.params);

function guardOf(machine: AnyStateMachine, reference: Reference | undefined): Transition['guard'] {
  if (reference === undefined) return () => true;
  const found: unknown = machine.implementations.guards[nameOf(reference) ?? ''];
  if (typeof found !== 'function') throw new TypeError(`machine ${machine.id} has no guard ${nameOf(reference)}`);
  const params = paramsOf(reference);
  return (context, event) => found({ context, event }, params) === true;
}

/** Assigning what is there already leaves the very context, so that readers see by reference that nothing changed. */
function isSaid(context: object, partial: object): boolean {
  const [is, said] = [context as Record<string, unknown>, partial as Record<string, unknown>];
  return Object.keys(said).every((key) => is[key] === said[key] && Object.hasOwn(is, key));
}

/** `assign` and `emit` carry what they do as a property of the action object. */
type Built = { readonly type?: string; readonly assignment?: unknown; readonly event?: unknown };
function actionOf(machine: AnyStateMachine, reference: Reference): Action {
  const found = machine.implementations.actions[nameOf(reference) ?? ''] as Built | undefined;
  const params = paramsOf(reference);
  if (found?.type === 'xstate.assign') {
    const { assignment } = found;
    return (context, event) => {
      const partial = typeof assignment === 'function' ? assignment({ context, event }, params) : assignment;
      return isSaid(context as object, partial) ? context : { ...(context as object), ...partial };
    };
  }
  if (found?.type === 'xstate.emit') {
    const { event: emitted } = found;
    return (context, event, notices) => {
      notices.push(typeof emitted === 'function' ? emitted({ context, event }, params) : emitted);
      return context;
    };
  }
  throw new TypeError(`action ${nameOf(reference)} of machine ${machine.id} is neither assign nor emit`);
}
