/**
 * A machine's own definition, walked once into tables: a tenth of the interpreter's time an event, and a snapshot that is plain data.
 * It knows what our charts use: atomic, compound and parallel states, `on`, named guards, `assign` and `emit`, entry and exit.
 * Anything else is refused here, so that no clock, spawn or invoke gets in (law 2). The test holds it equal to XState's `transition()`.
 */
import type { AnyStateMachine, ContextFrom, EmittedFrom, EventFrom, InputFrom, StateValue } from 'xstate';
import { type Node, nodesOf, type Transition } from './chart.ts';
import { watched, watching } from './watch.ts';

export type Snapshot<C = unknown> = { readonly value: StateValue; readonly context: C };
export type SnapshotOf<M extends AnyStateMachine> = Snapshot<ContextFrom<M>>;
/** Where an actor's notices go: pushed in the order they were emitted. */
export type Notices<N> = N[];

export type Compiled<M extends AnyStateMachine> = {
  readonly machine: M;
  start(input: InputFrom<M>): SnapshotOf<M>;
  /** What may be done in this state on the event: the transitions that would be taken, and those whose guard says no. */
  judge(snapshot: SnapshotOf<M>, event: EventFrom<M>): Judgement;
  /** The very same snapshot when the state does not take the event. */
  take(snapshot: SnapshotOf<M>, event: EventFrom<M>, notices: Notices<EmittedFrom<M>>): SnapshotOf<M>;
};

export type Judgement = { readonly taken: readonly Transition[]; readonly refused: readonly Transition[] };

/** One set of active states, with what each event may do in it (filled as events come). */
type Configuration = {
  readonly value: StateValue;
  readonly active: readonly Node[];
  readonly byType: Map<string, readonly (readonly Transition[])[]>;
};

export function compile<M extends AnyStateMachine>(machine: M): Compiled<M> {
  const root = nodesOf(machine);
  const configurations = new Map<string, Configuration>();
  const byValue = new WeakMap<object, Configuration>();
  const byName = new Map<string, Configuration>();

  const intern = (active: readonly Node[]): Configuration => {
    const key = active.map((node) => node.order).join();
    const known = configurations.get(key);
    if (known) return known;
    const made = { value: stateValue(root, active), active, byType: new Map() };
    configurations.set(key, made);
    if (typeof made.value === 'object') byValue.set(made.value, made);
    else byName.set(made.value, made);
    return made;
  };
  const configurationOf = (value: StateValue): Configuration =>
    (typeof value === 'object' ? byValue.get(value) : byName.get(value)) ?? intern(activeOf(root, value));

  const first = intern(entered(root));
  const compiled: Compiled<M> = {
    machine,
    start(input) {
      const context =
        typeof machine.config.context === 'function' ? machine.config.context({ input } as never) : (machine.config.context ?? {});
      return { value: first.value, context };
    },
    judge(snapshot, event) {
      const { type }: { type: string } = event;
      const refused: Transition[] = [];
      return { taken: select(configurationOf(snapshot.value), type, snapshot.context, event, refused), refused };
    },
    take(snapshot, event, notices) {
      if (watching) return watched(compiled, snapshot, event, notices);
      const from = configurationOf(snapshot.value);
      const { type }: { type: string } = event;
      const enabled = select(from, type, snapshot.context, event, null);
      if (enabled.length === 0) return snapshot;
      let { active } = from;
      let context: unknown = snapshot.context;
      const run = (actions: Transition['actions']) => {
        for (const action of actions) context = action(context, event, notices);
      };
      for (const transition of enabled) {
        const { target, domain } = transition;
        if (!target || !domain) {
          run(transition.actions);
          continue;
        }
        const leaving = active.filter((node) => node !== domain && node.path.includes(domain));
        for (const node of leaving.toReversed()) run(node.exit);
        run(transition.actions);
        const entering = enter(domain, target).filter((node) => leaving.includes(node) || !active.includes(node));
        for (const node of entering) run(node.entry);
        active = [...active.filter((node) => !leaving.includes(node)), ...entering].sort((a, b) => a.order - b.order);
      }
      const { value } = active === from.active ? from : intern(active);
      return value === snapshot.value && context === snapshot.context ? snapshot : { value, context: context as ContextFrom<M> };
    },
  };
  return compiled;
}

/** The first transition that each active leaf allows, innermost first; of two that leave the same states the earlier (or inner) one stays. */
function select(from: Configuration, type: string, context: unknown, event: unknown, refused: Transition[] | null): readonly Transition[] {
  let candidates = from.byType.get(type);
  if (!candidates) {
    candidates = from.active
      .filter((node) => node.children.length === 0)
      .map((leaf) => leaf.path.toReversed().flatMap((node) => node.on.get(type) ?? []))
      .filter((list) => list.length > 0);
    from.byType.set(type, candidates);
  }
  const chosen: Transition[] = [];
  for (const list of candidates) {
    const enabled = list.find((transition) => transition.guard(context, event));
    if (refused) refused.push(...list.slice(0, enabled ? list.indexOf(enabled) : list.length));
    if (enabled && !chosen.includes(enabled) && !chosen.some((other) => conflict(from, other, enabled))) chosen.push(enabled);
  }
  return chosen;
}

const conflict = (from: Configuration, a: Transition, b: Transition): boolean => {
  const { domain: x } = a;
  const { domain: y } = b;
  return x !== null && y !== null && from.active.some((node) => leaves(node, x) && leaves(node, y));
};
const leaves = (node: Node, domain: Node): boolean => node !== domain && node.path.includes(domain);

/** The states from below `domain` down to `target` and its initial states, with the sibling regions that a parallel state on the way needs. */
function enter(domain: Node, target: Node): readonly Node[] {
  if (target === domain) return domain.children.length === 0 ? [] : entered(domain).slice(1);
  const next = target.path[domain.path.length];
  if (!next) return [];
  const others = domain.parallel ? domain.children.filter((child) => child !== next).flatMap(entered) : [];
  const below = next === target ? entered(next) : [next, ...enter(next, target)];
  return [...below, ...others].sort((a, b) => a.order - b.order);
}

function entered(node: Node): readonly Node[] {
  if (node.children.length === 0) return [node];
  const next = node.parallel ? node.children : node.children.filter((child) => child.key === node.initial);
  return [node, ...next.flatMap(entered)];
}

function stateValue(node: Node, active: readonly Node[]): StateValue {
  const children = node.children.filter((child) => active.includes(child));
  const [only] = children;
  if (!node.parallel && only && only.children.length === 0) return only.key;
  return Object.fromEntries(children.map((child) => [child.key, child.children.length === 0 ? {} : stateValue(child, active)]));
}

function activeOf(node: Node, value: StateValue): readonly Node[] {
  const inner = typeof value === 'string' ? { [value]: {} } : value;
  const children = node.children.filter((child) => Object.hasOwn(inner, child.key));
  return [node, ...children.flatMap((child) => (child.children.length === 0 ? [child] : activeOf(child, inner[child.key] ?? {})))];
}
