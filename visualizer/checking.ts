/** How each network is looked at: whether a check runs, when the next is due, what checks have spent, and what they measured. */
import { isComplete } from '../machines/model/pvd.ts';
import { type Quality, spentAt } from '../machines/model/rhythm.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { type CheckState, type PvdSnapshot, pvdState } from '../machines/pvd.ts';
import type { Host } from '../machines/state.ts';

export type CheckRow = {
  readonly id: string;
  readonly pvd: string;
  readonly family: Family;
  readonly state: CheckState;
  readonly due: number | null;
  readonly failed: number;
  /** Bytes, of this network in both families, in the 24 hours that are counted now; `budget` null: any. */
  readonly spent: number;
  readonly budget: number | null;
  readonly quality: Quality;
};

export const checkRows = (host: Host): readonly CheckRow[] =>
  host.pvds.flatMap(({ snapshot }) =>
    FAMILIES.filter((family) => isComplete(snapshot.context.objects, family)).map((family) => rowOf(host, snapshot, family)),
  );

function rowOf(host: Host, snapshot: PvdSnapshot, family: Family): CheckRow {
  const { id: pvd, check4, check6, quality4, quality6, spent, rhythm } = snapshot.context;
  const state = pvdState(snapshot);
  const [region, check, quality] = family === 4 ? [state.check4, check4, quality4] : [state.check6, check6, quality6];
  const bytes = { spent: spentAt(spent, host.at), budget: rhythm.budget };
  return { id: `${family} ${pvd}`, pvd, family, state: region, due: check.due, failed: check.failed, ...bytes, quality };
}
