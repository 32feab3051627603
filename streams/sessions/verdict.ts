/** What is decided of one session, and what is remembered of it besides. */
import type { Row } from '../../machines/model/rows.ts';
import type { Asked, VerdictKind } from '../../machines/model/session.ts';
import type { Instant, Seq } from '../../machines/model/units.ts';
import type { Beaten, Reason } from '../reasons.ts';

/** Something that was asked and is not done, and what beat it (session-6). */
export type Refused = Pick<Asked, 'manager' | 'author' | 'ask' | 'to'> & Reason;
/** Of one session, in one attachment of its PvD. When a drain is over is no part of it, for that is a moment (`Standing`). */
export type Verdict = Row & {
  readonly pvd: string;
  readonly generation: number;
  /** The fact that brought it there. */
  readonly since: Seq;
  readonly verdict: VerdictKind;
  /** Where it goes, or will go after a drain; null: it stays, ends, or nothing is there to go to yet. */
  readonly to: string | null;
  readonly because: Reason;
  /** PvDs that it could have been on instead. */
  readonly losers: readonly Beaten[];
  readonly refused: readonly Refused[];
};

/** Made of moments, and so beside the decision. Only of those that were moved by choice, are drained, or held. */
export type Standing = Row & {
  /** The last moves by choice, oldest first (law 11). */
  readonly moves: readonly Instant[];
  /** When its drain is over. */
  readonly drain: Instant | null;
  /** When it may be moved by choice again. */
  readonly held: Instant | null;
};
export const isEmpty = ({ moves, drain, held }: Standing): boolean => moves.length === 0 && drain === null && held === null;
export const newStanding = (id: string): Standing => ({ id, moves: [], drain: null, held: null });

/** What the standing waits for; what was due when the deadline passed last is over. */
export function dueOf({ drain, held }: Standing, awake: Instant): Instant | null {
  const dues = [drain, held].filter((due): due is Instant => due !== null && due > awake);
  return dues.length === 0 ? null : dues.reduce((a, b) => (b < a ? b : a));
}
