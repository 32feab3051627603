/** A recorder in a host of the lab: what the agent there has heard and decided, to be waited for. */
import { fileURLToPath } from 'node:url';
import type { Fact, FactOf, FactType } from '../../machines/model/facts/index.ts';
import type { PvdContext, PvdState } from '../../machines/pvd.ts';
import type { Decision } from '../../streams/decision.ts';
import type { Explanation } from '../../streams/explain.ts';
import type { Verdict } from '../../streams/replay.ts';
import { type NodeOptions, spawnNode } from './agent.ts';
import type { Host } from './host.ts';
import type { Call, Got } from './program-calls.ts';
import type { Shown } from './shown.ts';

export type Decided = {
  readonly seq: number;
  readonly digest: string;
  readonly decision: Decision;
  readonly pvds: readonly (PvdContext & PvdState)[];
  readonly managers: readonly { readonly id: string; readonly interfaces: readonly string[] }[];
};
export type ReplayedLog = {
  readonly verdict: Verdict;
  readonly facts: number;
  readonly digest: string;
  readonly live: string;
  readonly heap: number;
};

type CallWithoutId = Call extends infer C ? (C extends Call ? Omit<C, 'id'> : never) : never;

export type Recorder = AsyncDisposable & {
  /** The first fact of that type, from now or before, for which this holds. */
  fact<T extends FactType>(what: string, type: T, holds?: (fact: FactOf<T>) => boolean, within?: number): Promise<FactOf<T>>;
  /** The first decision, the newest so far or a later one, for which this holds. */
  decided(what: string, holds: (decided: Decided) => boolean, within?: number): Promise<Decided>;
  /** The one that it began with. */
  first(): Promise<Decided>;
  /** All facts so far. */
  facts(): readonly Fact[];
  why(question: string): Promise<Explanation>;
  status(): Promise<Decided>;
  openEpoch(): Promise<Decided>;
  replay(): Promise<ReplayedLog>;
  /** What a program in the agent's own process is told. */
  program<T = Got>(call: CallWithoutId): Promise<T>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
  notices(): readonly string[];
  /** With SHOWN in its environment: since when the resolver answers by what is decided. */
  shown(): readonly Shown[];
};

const CHILD = fileURLToPath(new URL('agent-child.ts', import.meta.url));
/** Generous, for a machine that is busy with other tests: what is waited for is a fact, not this time. */
const WITHIN = 20_000;

type Line =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | ({ readonly kind: 'decision' | 'status' | 'epoch' } & Decided)
  | { readonly kind: 'why'; readonly line: string; readonly why: Explanation }
  | ({ readonly kind: 'replay' } & ReplayedLog)
  | { readonly kind: 'notice'; readonly notice: string }
  | { readonly kind: 'program'; readonly id: number; readonly told: unknown }
  | Shown
  | { readonly kind: 'open'; readonly pid: number };

/** `log` and `config` are paths in the host; the configuration is written there first. */
export async function record(
  host: Host,
  options: NodeOptions & { readonly log?: string; readonly config?: string } = {},
): Promise<Recorder> {
  if (options.config !== undefined) host.write('/run/multihome.yaml', options.config);
  const args = options.config === undefined ? (options.log ? [options.log] : []) : [options.log ?? '', '/run/multihome.yaml'];
  const child = spawnNode(host, CHILD, args, options);
  // The lines themselves: a copy would lag behind what a wait has seen.
  const seen = child.lines.all as readonly Line[];
  const latest = () =>
    Math.max(
      0,
      seen.findLastIndex((line) => line.kind === 'decision'),
    );
  const wait = <T>(what: string, pick: (line: Line) => T | undefined, within = WITHIN, from = 0): Promise<T> =>
    child.lines.waitFor(what, (value) => pick(value as Line), within, from);
  const ask = <T>(line: string, pick: (line: Line) => T | undefined): Promise<T> => {
    const from = seen.length;
    child.tell(line);
    return wait(`an answer to «${line}»`, pick, WITHIN, from);
  };
  await wait('the agent is open', (line) => (line.kind === 'open' ? true : undefined));
  let calls = 0;
  const program = <T>(call: CallWithoutId): Promise<T> => {
    calls += 1;
    const id = calls;
    child.tell(`program ${JSON.stringify({ ...call, id })}`);
    return wait(`what a program is told of ${JSON.stringify(call)}`, (line) =>
      line.kind === 'program' && line.id === id ? { told: line.told as T } : undefined,
    ).then(({ told }) => told);
  };
  const stop = async () => {
    await child.stop();
  };
  return {
    fact: (what, type, holds = () => true, within = WITHIN) =>
      wait(what, (line) => (line.kind === 'fact' && isOf(line.fact, type) && holds(line.fact) ? line.fact : undefined), within),
    decided: (what, holds, within = WITHIN) =>
      wait(what, (line) => (line.kind === 'decision' && holds(line) ? line : undefined), within, latest()),
    first: () => wait('the first decision', (line) => (line.kind === 'decision' ? line : undefined)),
    facts: () => seen.flatMap((line) => (line.kind === 'fact' ? [line.fact] : [])),
    why: (question) => ask(`why ${question}`, (line) => (line.kind === 'why' && line.line === `why ${question}` ? line.why : undefined)),
    status: () => ask('status', (line) => (line.kind === 'status' ? line : undefined)),
    openEpoch: () => ask('epoch', (line) => (line.kind === 'epoch' ? line : undefined)),
    replay: () => ask('replay', (line) => (line.kind === 'replay' ? line : undefined)),
    program,
    kill: child.kill,
    stop,
    notices: () => seen.flatMap((line) => (line.kind === 'notice' ? [line.notice] : [])),
    shown: () => seen.flatMap((line) => (line.kind === 'shown' ? [line] : [])),
    [Symbol.asyncDispose]: stop,
  };
}

const isOf = <T extends FactType>(fact: Fact, type: T): fact is FactOf<T> => fact.type === type;
