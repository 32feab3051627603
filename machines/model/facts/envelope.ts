import { z } from 'zod';
import { Text, textUpTo } from '../plain.ts';
import { Instant, Seq } from '../units.ts';

/**
 * What every fact carries besides its own data. `seq` and `at` are stamped by the log at append.
 * `class`: `world` would have happened anyway; `answer` is what became of a command of ours, named by `for`.
 * `of`: the fact that an epoch's opening restates (its original `seq`), which reasons go on citing.
 */
export const ENVELOPE = {
  v: z.literal(1),
  seq: Seq,
  at: Instant,
  class: z.enum(['world', 'answer']),
  for: Text.optional(),
  of: Seq.optional(),
};

/** A fact: past tense, immutable, versioned. */
export const fact = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z.strictObject({ type: z.literal(type), ...ENVELOPE, ...data });

/** Text that a network sent. Bounded, so that one network cannot fill the log. */
export const NetworkText = textUpTo(1024);
/** A domain name as a network or a file gave it: lower case, no final dot, at most 253 characters (RFC 1035 §2.3.4). */
export const DomainName = z.string().min(1).max(253).toLowerCase();
