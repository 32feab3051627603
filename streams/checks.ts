/** Which PvD is to be checked now, in which family and from which address. */
import { familyOf } from '../machines/model/address.ts';
import { compareId } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { goodAddresses, pvdState } from '../machines/pvd.ts';
import type { Part } from './part.ts';

export type WantedCheck = {
  readonly id: string;
  readonly pvd: string;
  readonly generation: number;
  readonly family: Family;
  readonly ifname: string;
  readonly source: string | null;
};
export type Checks = readonly WantedCheck[];

export const checks: Part<Checks> = {
  initial: [],
  reads: (host) => [host.pvds],
  step: (previous, host) => {
    const wanted = host.pvds.flatMap(({ snapshot }) => {
      const { check4, check6 } = pvdState(snapshot);
      return FAMILIES.filter((f) => (f === 4 ? check4 : check6) === 'running').map((family): WantedCheck => {
        const { id, generation, ifname, objects } = snapshot.context;
        const source = goodAddresses(objects).find((a) => familyOf(a.value) === family)?.value ?? null;
        return { id: `${family} ${id}`, pvd: id, generation, family, ifname, source };
      });
    });
    return settleRows(previous, wanted.sort(compareId));
  },
};
