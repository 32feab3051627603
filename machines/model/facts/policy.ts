/** What people and programs want, as facts: the configuration and one policy an author. */
import { z } from 'zod';
import { textUpTo } from '../plain.ts';
import { Author, PolicyRule } from '../policy.ts';
import { Settings } from '../settings.ts';
import { fact } from './envelope.ts';

export const policyFacts = [
  fact('settings.loaded', { settings: Settings }),
  /** `pvd`: set when a network is the author; it speaks for that PvD only (law 7). */
  fact('policy.loaded', {
    author: Author,
    pvd: textUpTo(320).nullable(),
    rules: z.array(PolicyRule).max(256).readonly(),
    from: textUpTo(512),
  }),
  fact('policy.rejected', { author: Author, pvd: textUpTo(320).nullable(), problem: textUpTo(512), from: textUpTo(512) }),
] as const;
