/** Time as facts: deadlines that passed, steps of the wall clock, sleep. */
import { Integer, textUpTo } from '../plain.ts';
import { Instant, Millis } from '../units.ts';
import { fact } from './envelope.ts';

export const clockFacts = [
  /** As long as what it is about: a command's target, a PvD's name. */
  fact('deadline.passed', { id: textUpTo(640), due: Instant }),
  /** The wall clock moved by this many ms against boot time. */
  fact('clock.stepped', { by: Integer }),
  fact('host.resumed', { slept: Millis }),
] as const;
