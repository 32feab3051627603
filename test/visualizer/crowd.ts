/** A log of nobody's host: more actors than any page can draw, under names that would rather be something else. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { createLoop } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';
import type { Kept } from '../adapters/cli/logs.ts';
import { carrier, link, network4, opened, policy, policyRejected, stampedAll, started } from '../machines/facts.ts';
import { sessionOpened } from '../machines/sessionFacts.ts';

export const EVIL = '<img src=x onerror=alert(1)>\u001b[2J\u202e&quot;';

/** So many interfaces and as many sessions, and a rule that is nested as deeply as rules can be. */
export function crowd(count: number): readonly Kept[] {
  const each = (make: (i: number) => Unstamped) => Array.from({ length: count }, (_, i) => make(i));
  return closed([
    started({ machines: MACHINES }),
    policy('user', [{ avoid: { interface: '<b>x</b>' } }]),
    ...each((i) => link(`<i>${i}`, { ifindex: i + 2 })),
    opened(),
    ...network4('<i>0', '10.0.0', '02:00:00:00:01:01'),
    ...each((i) => sessionOpened(`<svg>&quot;${i}`, 'pvd:<i>0', { manager: '<b>&lt;' })),
    policyRejected('user', EVIL),
    carrier('<i>0', false),
  ]);
}

/** One transaction of these facts. */
function closed(told: readonly Unstamped[]): readonly Kept[] {
  const loop = createLoop();
  const facts = stampedAll(told);
  for (const fact of facts) loop.take(fact);
  return [{ facts, digest: loop.fold.digest }];
}
