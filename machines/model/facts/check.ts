/** What became of a connectivity check of one PvD and family. */
import { z } from 'zod';
import { Count, Positive, textUpTo } from '../plain.ts';
import { Family, Millis } from '../units.ts';
import { fact, NetworkText } from './envelope.ts';

/** `rtt`: the shortest round trip that was seen, null when nothing came back; `sent` and `lost`: questions that had one try each. */
const CHECK = {
  pvd: textUpTo(320),
  generation: Positive,
  family: Family,
  took: Millis,
  bytes: Count,
  rtt: z.number().nonnegative().nullable(),
  sent: Count,
  lost: Count,
};

export const checkFacts = [
  /** Somebody wants to know now: of one PvD, or of all. */
  fact('check.requested', { pvd: textUpTo(320).nullable() }),
  fact('check.validated', CHECK),
  /** No endpoint is configured; router and resolver answered. */
  fact('check.assumed', CHECK),
  fact('check.partial', { ...CHECK, problem: textUpTo(256) }),
  fact('check.portal', { ...CHECK, url: NetworkText.nullable() }),
  fact('check.failed', { ...CHECK, problem: textUpTo(256) }),
  /** What it might spend was spent before anything was known: it says nothing of the network. */
  fact('check.curtailed', CHECK),
] as const;
