/** What the users of the soak are told, and say in lines of JSON. */
import { z } from 'zod';

export const PORTS = { echo: 5010, web: 8081 } as const;

export const Order = z.strictObject({
  users: z.number().int(),
  seed: z.number().int(),
  /** Of one and the same far end. */
  name: z.string(),
  addresses: z.array(z.string()),
  /** ms that something is held, at least and what is added by chance. */
  held: z.strictObject({ least: z.number(), more: z.number() }),
  ports: z.strictObject({ echo: z.number(), web: z.number() }),
});
export type Order = z.infer<typeof Order>;

/** Connections and requests so far: that went as they were meant to, that failed, by their code, and that took longer than anybody waits. */
export const Tally = z.strictObject({ good: z.number(), failed: z.record(z.string(), z.number()), hung: z.number() });
export type Tally = z.infer<typeof Tally>;
/** `heap` after a collection, in bytes; `listeners`: of a signal that all have in common. */
export const Sample = z.strictObject({
  ...{ heap: z.number(), rss: z.number(), descriptors: z.number(), listeners: z.number(), underWay: z.number() },
});
export type Sample = z.infer<typeof Sample>;
export const UserLine = z.union([
  z.strictObject({ rest: Sample }),
  z.strictObject({ sample: Sample, tally: Tally }),
  /** Of a failure with no documented code, or of node's own. */
  z.strictObject({ odd: z.string() }),
]);
export type UserLine = z.infer<typeof UserLine>;
