/** What an adapter that hears the outside looks like to the agent. */
import type { Unstamped } from './facts/index.ts';

/** Facts that belong together in one call become one transaction of the log. */
export type Emit = (facts: readonly Unstamped[]) => void;

/**
 * A source of facts. `open` resolves once what is there now has been emitted; afterwards only changes are.
 * `notice` is for what this source may not see or do here (missing privileges, missing files): one line each, not a fact.
 * `open` rejects only when the source is of no use at all. `close` is idempotent.
 */
export type Source = {
  readonly name: string;
  open(emit: Emit, notice: (line: string) => void): Promise<void>;
  close(): Promise<void>;
  /** What other sources told, for one that needs to know where to listen (a socket an interface). Never a place for decisions. */
  follow?(facts: readonly Unstamped[]): void;
};
