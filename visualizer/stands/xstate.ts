/**
 * Stands for `xstate` in the page's bundle. The loop never runs XState's interpreter: `machines/compile.ts` reads a machine's
 * definition once and makes tables of it. So of XState the page needs the definition as a tree, and not the 12 kB (packed) that run
 * it. It knows what our charts use; the test holds every machine of ours, made by either, to the same tree and the same digests.
 */

type Reference = string | { readonly type: string; readonly params?: unknown };
type Listed<T> = T | readonly T[];
type TransitionConfig = {
  readonly target?: string;
  readonly guard?: Reference;
  readonly actions?: Listed<Reference>;
  readonly reenter?: boolean;
};
type NodeConfig = {
  readonly type?: 'parallel';
  readonly initial?: string;
  readonly states?: Readonly<Record<string, NodeConfig>>;
  readonly on?: Readonly<Record<string, Listed<string | TransitionConfig>>>;
  readonly entry?: Listed<Reference>;
  readonly exit?: Listed<Reference>;
};
type MachineConfig = NodeConfig & { readonly id: string; readonly context?: unknown };
type Implementations = { readonly guards?: object; readonly actions?: object };

export type Transition = {
  readonly target: readonly Node[] | undefined;
  readonly guard: Reference | undefined;
  readonly actions: readonly Reference[];
  readonly reenter: boolean;
};
export type Node = {
  readonly id: string;
  readonly key: string;
  readonly type: 'atomic' | 'compound' | 'parallel';
  readonly initial: { readonly target: readonly Node[] } | undefined;
  readonly states: Readonly<Record<string, Node>>;
  readonly entry: readonly Reference[];
  readonly exit: readonly Reference[];
  readonly transitions: ReadonlyMap<string, readonly Transition[]>;
  /** What our charts may not use is nowhere. */
  readonly invoke: readonly [];
  readonly after: readonly [];
};

export const assign = (assignment: unknown): object => ({ type: 'xstate.assign', assignment });
export const emit = (event: unknown): object => ({ type: 'xstate.emit', event });

export const setup = ({ guards = {}, actions = {} }: Implementations): object => ({
  createMachine: (config: MachineConfig) => ({
    id: config.id,
    config,
    implementations: { guards, actions },
    root: nodeOf(config, config.id, config.id, null),
  }),
});

const isList = <T>(value: Listed<T>): value is readonly T[] => Array.isArray(value);
const listOf = <T>(value: Listed<T> | undefined): readonly T[] => (value === undefined ? [] : isList(value) ? value : [value]);

/** Transitions are asked for once all siblings are there. */
function nodeOf(config: NodeConfig, key: string, id: string, siblings: Readonly<Record<string, Node>> | null): Node {
  const states: Record<string, Node> = {};
  for (const [name, inner] of Object.entries(config.states ?? {})) states[name] = nodeOf(inner, name, `${id}.${name}`, states);
  const first = config.initial === undefined ? undefined : states[config.initial];
  return {
    ...{ id, key, states, invoke: [], after: [] },
    type: config.type ?? (config.states ? 'compound' : 'atomic'),
    initial: first && { target: [first] },
    entry: listOf(config.entry),
    exit: listOf(config.exit),
    get transitions() {
      const each = Object.entries(config.on ?? {}).map(
        ([event, said]) => [event, listOf(said).map((one) => transitionOf(one, id, siblings))] as const,
      );
      return new Map(each);
    },
  };
}

function transitionOf(said: string | TransitionConfig, from: string, siblings: Readonly<Record<string, Node>> | null): Transition {
  const { target, guard, actions, reenter = false } = typeof said === 'string' ? { target: said } : said;
  const found = target === undefined ? undefined : siblings?.[target];
  if (target !== undefined && !found) throw new TypeError(`${from} has no sibling ${target}`);
  return { target: found && [found], guard, actions: listOf(actions), reenter };
}
