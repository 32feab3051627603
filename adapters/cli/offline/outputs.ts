/** What the offline commands print under `--json`, as schemas: `multihome schema NAME` shows them. */
import { z } from 'zod';
import { Count, Flag, Text, Texts } from '../../../machines/model/plain.ts';

const Row = z.looseObject({ id: Text }).nullable();
/** A path into the decision, and the entry there; null: it is gone. */
const Change = z.tuple([Text, Row]);

export const VerdictOutput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('equal') }),
  z.strictObject({
    kind: z.literal('diverged'),
    seq: Count,
    stored: Text,
    computed: Text,
    changed: z.array(Change).readonly(),
  }),
  z.strictObject({ kind: z.literal('otherVersion'), recorded: Text, here: Text }),
  z.strictObject({ kind: z.literal('noDigests') }),
]);

export const ReplayOutput = z.strictObject({
  file: Text,
  facts: Count,
  epochs: Count,
  /** Facts before the first epoch that begins in the file: they cannot be folded. */
  skipped: Count,
  factsPerSecond: Count,
  digest: Text,
  verdict: VerdictOutput,
});

/** One side of a difference: which log, which fact, and the entry. */
const Side = z.strictObject({ file: Text, seq: Count, fact: Text, entry: Row });
export const DiffOutput = z.strictObject({
  equal: Flag,
  /** Facts that both logs have, compared one by one; with @SEQ the two decisions alone are compared. */
  compared: Count,
  /** The first number under which the two logs hold different facts. */
  factsPartAt: Count.nullable(),
  difference: z
    .strictObject({
      path: Text,
      /** The fields of the entry that differ. */
      fields: Texts,
      a: Side,
      b: Side,
      /** Paths of the other entries that differ at the same point. */
      others: Texts,
    })
    .nullable(),
});
export type DiffOutput = z.infer<typeof DiffOutput>;

export const ExportOutput = z.strictObject({
  file: Text,
  transactions: Count,
  facts: Count,
  hash: Text,
  names: z.enum(['omit', 'hash', 'keep']),
});
export const ViewOutput = z.strictObject({ file: Text, page: Text });
export const ImportOutput = z.strictObject({ file: Text, log: Text, transactions: Count, facts: Count });

const Transition = z.strictObject({
  from: Text,
  on: Text,
  /** Null: it stays where it is, and only acts. */
  to: Text.nullable(),
  guard: Text.nullable(),
  actions: Texts,
});
const State = z.strictObject({
  /** Keys from below the machine, joined by dots; empty is the machine itself. */
  path: Text,
  type: z.enum(['atomic', 'compound', 'parallel']),
  initial: Text.nullable(),
  entry: Texts,
  exit: Texts,
});
export const GraphOutput = z.strictObject({
  machine: Text,
  states: z.array(State).readonly(),
  transitions: z.array(Transition).readonly(),
  guards: Texts,
  actions: Texts,
});
export type GraphOutput = z.infer<typeof GraphOutput>;
