/** What a test of apply mode asks: that the kernel has what was decided and no more of ours, and how often it had to be told. */
import type { Fact } from '../../../machines/model/facts/index.ts';
import { OUR_PROTOCOL, routeKey, ruleKey } from '../../../machines/model/routing.ts';
import { LabError, waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';
import type { Decided, Recorder } from '../recorder.ts';

/** Rules and routes of ours that stand, as the kernel has told it. */
export function standing(facts: readonly Fact[]): ReadonlySet<string> {
  const ours = new Set<string>();
  for (const fact of facts) {
    if (fact.type === 'rule.added' && fact.protocol === OUR_PROTOCOL) ours.add(ruleKey(fact));
    if (fact.type === 'route.added' && fact.protocol === OUR_PROTOCOL) ours.add(routeKey(fact));
    if (fact.type === 'rule.removed') ours.delete(ruleKey(fact));
    if (fact.type === 'route.removed') ours.delete(routeKey(fact));
  }
  return ours;
}

/** Waits until a decision for which this holds stands in the kernel, whole and alone; gives it. */
export async function applied(recorder: Recorder, what: string, holds: (decided: Decided) => boolean = () => true): Promise<Decided> {
  let missing: readonly string[] = ['no such decision'];
  const probe = async (): Promise<Decided | false> => {
    // What stood before the decision was read: nothing of it is on its way any more.
    const stands = standing(recorder.facts());
    const decided = await recorder.status();
    if (!holds(decided)) return false;
    const wanted = [...decided.decision.routing.rules, ...decided.decision.routing.routes].map((row) => row.id);
    missing = [...wanted.filter((id) => !stands.has(id)), ...[...stands].filter((id) => !wanted.includes(id)).map((id) => `not ${id}`)];
    return missing.length === 0 && wanted.length > 0 && decided;
  };
  try {
    return await waitUntil(`${what}, in the kernel`, probe, { within: 20_000 });
  } catch (cause) {
    const { decision } = await recorder.status();
    throw new LabError(`${what}: does not stand`, [...missing, JSON.stringify(decision.ranking)].join('\n'), cause);
  }
}

/** The kernel's own words, of what is ours or of all. */
export async function shown(host: Host, family: 4 | 6, ...args: readonly string[]): Promise<string> {
  const ran = await host.run('ip', [`-${family}`, ...args], { accept: 'any' });
  return ran.stdout;
}
