/** What an adapter that hears or changes the outside looks like to the agent. */
import type { Command } from './command.ts';
import type { Unstamped } from './facts/index.ts';
import type { NamesView } from './names.ts';
import type { Seq } from './units.ts';

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

/**
 * Something that carries commands out. What becomes of each comes back through `emit` of `open`, as facts of class `answer`
 * with `for`; never thrown. One command for a target supersedes the one before it that is still under way.
 */
export type Sink = {
  /** The commands it carries out: `rule`, `route`, `check` … (what stands before the dot). */
  readonly carries: readonly string[];
  carry(commands: readonly Command[]): void;
};

/** Something that resolves names by the decision. */
export type Namer = {
  /** The names of the newest decision, before anybody else is told of it. */
  show(view: NamesView): void;
  /** The fact of the view that it answers by. */
  readonly shown: Seq;
  /** After each transaction: whether packets for an address go by the PvD whose answer it is (law 8). */
  settle(isPinned: (address: string, pvd: string) => boolean): void;
};

/** What an agent is made of. */
export type AgentSource = Source | (Source & Sink) | (Source & Namer);
