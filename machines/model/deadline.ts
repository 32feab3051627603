import type { Instant } from './units.ts';

/** Something an actor or a part waits for. The plan arms what is wanted and not armed; the firing comes back as `deadline.passed`. */
export type Deadline = { readonly id: string; readonly due: Instant };
