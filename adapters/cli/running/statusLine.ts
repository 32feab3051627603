/** The state of an agent in one line, as a service manager shows it. */
import { FAMILIES } from '../../../machines/model/units.ts';
import type { Fold } from '../../../streams/loop.ts';
import { ranked } from '../../../streams/ranking.ts';
import { oneLine } from '../output.ts';

export function statusLine({ host, decision }: Pick<Fold, 'host' | 'decision'>): string {
  const ways = FAMILIES.map((family) => {
    const [best] = ranked(decision.ranking, family);
    return `IPv${family} ${best ? `${best.pvd} (${best.reach})` : 'nowhere'}`;
  });
  return oneLine(`${host.started?.mode === 'apply' ? 'applying' : 'observing'}: ${ways.join(', ')}`);
}
