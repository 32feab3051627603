/** What programs ask for, as a sample of the data plane: for people who look into the log. No decision and no actor reads it. */
import { z } from 'zod';
import { Count, Positive, textUpTo } from '../plain.ts';
import { fact } from './envelope.ts';

/** A guess: enough to see what goes on, too few to follow somebody. */
export const SAMPLED_MAX = 32;

export const sampleFacts = [
  /** Told of a PvD at most once a minute, and of none that was not asked. What was answered at once from what was ready is not in it. */
  fact('name.sampled', {
    pvd: textUpTo(320),
    generation: Positive,
    /** Questions that came to this PvD since the last time: of programs, and of `multihome resolve`. */
    asked: Count,
    /** With an answer; that there is no such name is one. */
    answered: Count,
    /** Without: its servers were silent, failed or refused. */
    failed: Count,
    /** What became of the names: left out, hashed label by label with a key of this host, or kept. Setting `log.names`. */
    shown: z.enum(['omit', 'hash', 'keep']),
    /** The first of those asked for, each once. */
    names: z.array(textUpTo(253)).max(SAMPLED_MAX).readonly(),
  }),
] as const;
