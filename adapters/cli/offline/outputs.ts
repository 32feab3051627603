/** What the offline commands print under `--json`, as schemas: `multihome schema NAME` shows them. */
import { z } from 'zod';

const Count = z.number().int().nonnegative();
const Row = z.looseObject({ id: z.string() }).nullable();
/** A path into the decision, and the entry there; null: it is gone. */
const Change = z.tuple([z.string(), Row]);

export const VerdictOutput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('equal') }),
  z.strictObject({
    kind: z.literal('diverged'),
    seq: Count,
    stored: z.string(),
    computed: z.string(),
    changed: z.array(Change).readonly(),
  }),
  z.strictObject({ kind: z.literal('otherVersion'), recorded: z.string(), here: z.string() }),
  z.strictObject({ kind: z.literal('noDigests') }),
]);

export const ReplayOutput = z.strictObject({
  file: z.string(),
  facts: Count,
  epochs: Count,
  /** Facts before the first epoch that begins in the file: they cannot be folded. */
  skipped: Count,
  factsPerSecond: Count,
  digest: z.string(),
  verdict: VerdictOutput,
});

/** One side of a difference: which log, which fact, and the entry. */
const Side = z.strictObject({ file: z.string(), seq: Count, fact: z.string(), entry: Row });
export const DiffOutput = z.strictObject({
  equal: z.boolean(),
  /** Facts that both logs have, compared one by one; with @SEQ the two decisions alone are compared. */
  compared: Count,
  /** The first number under which the two logs hold different facts. */
  factsPartAt: Count.nullable(),
  difference: z
    .strictObject({
      path: z.string(),
      /** The fields of the entry that differ. */
      fields: z.array(z.string()).readonly(),
      a: Side,
      b: Side,
      /** Paths of the other entries that differ at the same point. */
      others: z.array(z.string()).readonly(),
    })
    .nullable(),
});
export type DiffOutput = z.infer<typeof DiffOutput>;

export const ExportOutput = z.strictObject({
  file: z.string(),
  transactions: Count,
  facts: Count,
  hash: z.string(),
  names: z.enum(['omit', 'hash', 'keep']),
});
export const ViewOutput = z.strictObject({ file: z.string(), page: z.string() });
export const ImportOutput = z.strictObject({ file: z.string(), log: z.string(), transactions: Count, facts: Count });

const Transition = z.strictObject({
  from: z.string(),
  on: z.string(),
  /** Null: it stays where it is, and only acts. */
  to: z.string().nullable(),
  guard: z.string().nullable(),
  actions: z.array(z.string()).readonly(),
});
const State = z.strictObject({
  /** Keys from below the machine, joined by dots; empty is the machine itself. */
  path: z.string(),
  type: z.enum(['atomic', 'compound', 'parallel']),
  initial: z.string().nullable(),
  entry: z.array(z.string()).readonly(),
  exit: z.array(z.string()).readonly(),
});
export const GraphOutput = z.strictObject({
  machine: z.string(),
  states: z.array(State).readonly(),
  transitions: z.array(Transition).readonly(),
  guards: z.array(z.string()).readonly(),
  actions: z.array(z.string()).readonly(),
});
export type GraphOutput = z.infer<typeof GraphOutput>;
