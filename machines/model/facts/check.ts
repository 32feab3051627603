/** What became of a connectivity check of one PvD and family. */
import { z } from 'zod';
import { Family, Millis } from '../units.ts';
import { fact, NetworkText } from './envelope.ts';

const CHECK = {
  pvd: z.string().max(320),
  generation: z.number().int().positive(),
  family: Family,
  took: Millis,
  bytes: z.number().int().nonnegative(),
};

export const checkFacts = [
  fact('check.validated', CHECK),
  /** No endpoint is configured; router and resolver answered. */
  fact('check.assumed', CHECK),
  fact('check.partial', { ...CHECK, problem: z.string().max(256) }),
  fact('check.portal', { ...CHECK, url: NetworkText.nullable() }),
  fact('check.failed', { ...CHECK, problem: z.string().max(256) }),
] as const;
