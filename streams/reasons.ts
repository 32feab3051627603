/** Why an answer is as it is (law 10). */
import type { Seq } from '../machines/model/units.ts';

/** The rule that decided, whose it is, and the facts that gave the values it looked at. */
export type Reason = { readonly rule: string; readonly by: string; readonly facts: readonly Seq[] };
/** One that lost, and the first rule that beat it. */
export type Beaten = { readonly pvd: string } & Reason;

export const reason = (rule: string, facts: readonly (Seq | null | undefined)[] = [], by = 'built-in'): Reason => ({
  rule,
  by,
  facts: [...new Set(facts.filter((seq) => typeof seq === 'number' && seq > 0))].sort((a, b) => Number(a) - Number(b)) as number[],
});
