/**
 * What the library for programs needs of an agent, in this process or behind a socket: the newest view, answers to names, and
 * sessions. Whoever has such a port makes the whole face of it (`createPrograms`).
 */
import type { ProgramsView } from '../../machines/model/programs.ts';
import type { SessionSpec, VerdictKind } from '../../machines/model/session.ts';
import type { Instant, Millis } from '../../machines/model/units.ts';

/** `type`: 1 (A) or 28 (AAAA). `pvd`: asked of it alone, with its own servers. */
export type Question = { readonly name: string; readonly type: number; readonly pvd: string; readonly signal?: AbortSignal };

/**
 * A name that does not exist is an answer without addresses. `pvd` null: it was answered here, by no network (`localhost`).
 * `ttl`: of the shortest-lived record.
 */
export type Answer =
  | {
      readonly ok: true;
      readonly pvd: string | null;
      readonly generation: number | null;
      readonly exists: boolean;
      readonly addresses: readonly string[];
      readonly ttl: Millis;
    }
  | { readonly ok: false; readonly problem: 'badName' | 'noSuchPvd' | 'silent' | 'failed' | 'overloaded' | 'closed' };

/** What is decided of a session. `to`: the PvD to go to; null where there is none. */
export type SessionVerdict = {
  readonly session: string;
  readonly verdict: VerdictKind;
  readonly to: string | null;
  readonly due?: Instant;
  readonly because: { readonly rule: string };
};

export type SessionHandle = {
  readonly id: string;
  /** It is on that attachment now. */
  moved(to: { readonly pvd: string; readonly generation: number }): void;
  /** Whether nothing is under way on it. */
  idle(isIdle: boolean): void;
  close(why: string): void;
};

export type Programs = {
  /** Null: nothing is decided yet, or the agent has gone. */
  view(): ProgramsView | null;
  /** Told of each view that differs; null: the agent has gone. Returns the end of it. */
  watch(listener: (view: ProgramsView | null) => void): () => void;
  /** Rejects only with the signal's reason. */
  resolve(question: Question): Promise<Answer>;
  readonly sessions: {
    /** Rejects with a `ProgramsError` where the agent refuses it. */
    open(spec: SessionSpec, onVerdict: (verdict: SessionVerdict) => void): Promise<SessionHandle>;
  };
  /** What cannot be had here, one line each: `no resolver runs here`, `no MPTCP in this kernel`. */
  readonly missing: readonly string[];
};
