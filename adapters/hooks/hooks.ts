/** Hooks: programs of the operator that get the decision when it changes. The agent waits for none of them. */
import { findHooks, problemOf } from './folder.ts';
import { type Environment, type Run, runProgram } from './program.ts';
import { createTeller } from './teller.ts';

export type HookOptions = {
  /** Absolute, for hooks run in `/`. */
  readonly directory: string;
  readonly notice: (line: string) => void;
  /** All that a hook has in its environment, besides MULTIHOME_EVENT. */
  readonly env: Environment;
  /** ms. */
  readonly limit?: number;
  readonly gather?: number;
};
export type Hooks = AsyncDisposable & {
  /** A new decision, as it is to be printed. Of several at once the hooks get the newest. */
  tell(decision: object): void;
  /** Ends those that run. Idempotent. */
  close(): Promise<void>;
};

const LIMIT = 30_000;
/** Changes that belong together (a link's addresses, then its routes) come within this. A guess. */
const GATHER = 250;
/** Between being asked to end and being ended. */
const GRACE = 2_000;

export function openHooks({ directory, notice, env, limit = LIMIT, gather = GATHER }: HookOptions): Hooks {
  const teller = createTeller(notice);
  const given: Environment = { ...env, MULTIHOME_EVENT: 'decision' };
  /** What runs, and whether there is something newer for it. */
  const running = new Map<string, { run: Run | null; isBehind: boolean; done: Promise<void> }>();
  let newest: object = {};
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  async function round(): Promise<void> {
    timer = null;
    const { programs, refused } = await findHooks(directory);
    for (const { path, problem } of refused) teller.tell(path, `it is not run: ${problem}`);
    if (!isClosed) for (const path of programs) give(path);
  }

  function give(path: string): void {
    const busy = running.get(path);
    if (busy) {
      busy.isBehind = true;
      return;
    }
    const state = { run: null as Run | null, isBehind: true, done: Promise.resolve() };
    running.set(path, state);
    state.done = keepUp(path, state).finally(() => running.delete(path));
  }

  /** One run at a time, each with what is newest then. */
  async function keepUp(path: string, state: { run: Run | null; isBehind: boolean }): Promise<void> {
    while (state.isBehind && !isClosed) {
      state.isBehind = false;
      // It may have been exchanged while it ran.
      if ((await problemOf(path, 'file')) !== null || isClosed) return;
      state.run = runProgram(path, `${JSON.stringify(newest)}\n`, given, limit);
      const ended = await state.run.ended;
      state.run = null;
      if (!ended.ok && !isClosed) teller.tell(path, ended.problem, ended.said);
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    if (timer) clearTimeout(timer);
    timer = null;
    const states = [...running.values()];
    for (const { run } of states) run?.end('SIGTERM');
    const force = setTimeout(() => {
      for (const { run } of states) run?.end('SIGKILL');
    }, GRACE);
    await Promise.all(states.map(({ done }) => done));
    clearTimeout(force);
  }

  return {
    tell: (decision) => {
      newest = decision;
      if (!isClosed) timer ??= setTimeout(() => void round(), gather);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
