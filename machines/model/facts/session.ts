/**
 * Sessions that programs declare: few and long. Plain connections are data plane and no facts (law 1). What the decision has for
 * each is its part `sessions`; that a program did as it was told comes back as `session.moved` or `session.closed`.
 */
import { z } from 'zod';
import { textUpTo } from '../plain.ts';
import { ASKED, ASKS_MAX, Asked, PLACE, SESSIONS_MAX, SessionId, SessionSpec, VERDICTS } from '../session.ts';
import { Millis, Seq } from '../units.ts';
import { fact } from './envelope.ts';

const SESSION = { session: SessionId };

export const sessionFacts = [
  /** A program has a session in this attachment of a PvD. Said again by the same manager it replaces what was said. */
  fact('session.opened', { ...SESSION, ...SessionSpec.shape }),
  /** Nothing is under way: it may be moved without anybody's noticing. */
  fact('session.idled', SESSION),
  fact('session.busied', SESSION),
  /** A manager, its own or another, wants something of it. One word a manager: the newest. */
  fact('session.asked', { ...SESSION, ...ASKED }),
  /** It is at home there now. */
  fact('session.moved', { ...SESSION, ...PLACE }),
  fact('session.closed', { ...SESSION, why: textUpTo(256) }),
] as const;

const Reason = z.strictObject({ rule: textUpTo(512), by: textUpTo(512), facts: z.array(Seq).readonly() });
/** A session as the last epoch left it, within one process: ages and remainders, never a moment. `left` 0: it is over. */
export const SessionMemory = z.strictObject({
  ...SESSION,
  ...SessionSpec.shape,
  state: z.enum(['bound', 'moving', 'lost']),
  activity: z.enum(['busy', 'idle']),
  asks: z.array(Asked).max(ASKS_MAX).readonly(),
  opened: Seq,
  since: Seq,
  changed: Seq,
  lost: Seq.nullable(),
  /** What was decided of it last; null: nothing yet. */
  last: z
    .strictObject({
      verdict: z.enum(VERDICTS),
      to: textUpTo(320).nullable(),
      because: Reason,
      losers: z.array(Reason.extend({ pvd: textUpTo(1024) })).readonly(),
      refused: z.array(Reason.extend({ ...ASKED })).readonly(),
    })
    .nullable(),
  /** When it was moved by choice; what is left until a drain is over, or until it may be moved again. */
  moves: z.array(Millis).max(64).readonly(),
  drain: Millis.nullable(),
  held: Millis.nullable(),
});
export type SessionMemory = z.infer<typeof SessionMemory>;
export const SessionMemories = z.array(SessionMemory).max(SESSIONS_MAX).readonly().default([]);
