/** What the schemas of several answers have in common. */
import { z } from 'zod';
import { Flag, Text } from '../../machines/model/plain.ts';
import { Seq } from '../../machines/model/units.ts';

export const list = <T extends z.ZodType>(schema: T) => z.array(schema).readonly();
/** ms that are left; null: no end is known. */
export const Left = z.number().nullable();

/** `seq` and `time`: the last fact that the answer is made of. No decision is made but in `settled`. */
export const HEAD = { v: z.literal(1), seq: Seq, time: Text, phase: z.enum(['opening', 'settled', 'dumping']) };

export const Publishing = z.object({
  /** Where the resolver listens; empty, with `problem`, where it could not. */
  listening: list(Text),
  problem: Text.nullable(),
  /** What leads programs there: wanted by the decision, and whether it stands. `ifname` null: the whole node. */
  led: list(z.object({ to: Text, ifname: Text.nullable(), servers: list(Text), search: list(Text), domains: list(Text), isApplied: Flag })),
});
export type Publishing = z.infer<typeof Publishing>;
