/** Why an answer is as it is (law 10). */
import type { Seq } from '../machines/model/units.ts';

/** The rule that decided, whose it is, and the facts that gave the values it looked at. */
export type Reason = { readonly rule: string; readonly by: string; readonly facts: readonly Seq[] };
/** One that lost, and the first rule that beat it. */
export type Beaten = { readonly pvd: string } & Reason;

export const reason = (rule: string, facts: readonly (Seq | null | undefined)[] = [], by = 'built-in'): Reason => ({
  rule,
  by,
  facts: inOrder(facts),
});

/** Each once. Most reasons have one fact or two. */
function inOrder(facts: readonly (Seq | null | undefined)[]): readonly Seq[] {
  const known: Seq[] = [];
  for (const seq of facts) if (seq && seq > 0) known.push(seq);
  return known.length < 2 ? known : known.sort((a, b) => a - b).filter((seq, i) => seq !== known[i - 1]);
}

export const isSameReason = (a: Reason, b: Reason): boolean =>
  a.rule === b.rule && a.by === b.by && a.facts.length === b.facts.length && a.facts.every((seq, i) => seq === b.facts[i]);
export const areSameBeaten = (a: readonly Beaten[], b: readonly Beaten[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => {
    const other = b[i];
    return other !== undefined && one.pvd === other.pvd && isSameReason(one, other);
  });
