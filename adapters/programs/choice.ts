/** Which networks would be chosen now, as one word: what is pooled under another is not used again. */
import { choose, type Use } from '../../machines/model/needs.ts';
import type { ProgramsView } from '../../machines/model/programs.ts';
import { FAMILIES } from '../../machines/model/units.ts';

/** Null: nobody knows, for the agent has gone; then what there is stays in use. */
export function choiceOf(view: ProgramsView | null, use: Use): string | null {
  if (!view) return null;
  const best = FAMILIES.map((family) => {
    const [first] = choose(use, view.domains, family).chosen.filter(({ rank }) => typeof use === 'string' || rank[family] !== null);
    return first ? `${first.pvd}#${first.generation}` : '-';
  });
  return best.join(' ');
}
