/** Which PvD is asked for its additional information now, from which of its addresses and with which of its name servers. RFC 8801 §4.1. */
import { informationState } from '../machines/information.ts';
import { familyOf } from '../machines/model/address.ts';
import type { InformationSpec } from '../machines/model/command.ts';
import { goodAddresses, listed, type PvdObject } from '../machines/model/pvd.ts';
import { find, type Row } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import type { Family } from '../machines/model/units.ts';
import type { Part } from './part.ts';

/** Rows whose id is the PvD's, sorted by it. */
export type WantedInformation = readonly (Row & InformationSpec)[];

export const information: Part<WantedInformation> = {
  initial: [],
  reads: (host) => [host.information, host.pvds],
  step: (previous, host) => {
    const wanted = host.information.flatMap(({ snapshot }): WantedInformation => {
      const { pvd, ifname, offer } = snapshot.context;
      const found = find(host.pvds, pvd)?.snapshot.context;
      if (informationState(snapshot).asking !== 'fetching' || !offer || !found) return [];
      const { generation, identity, sequence } = offer;
      const servers = [...new Set(listed(found.objects, 'dns').map((o) => o.value))];
      return [{ id: pvd, pvd, generation, identity, sequence, ifname, sources: sourcesOf(found.objects), servers }];
    });
    return settleRows(previous, wanted);
  },
};

/** IPv6 first: by its prefix the server knows that nobody translates on the way (§4.4). */
const sourcesOf = (objects: readonly PvdObject[]): readonly string[] =>
  ([6, 4] as const).flatMap((family) => sourceOf(objects, family) ?? []);

/** A temporary one rather than another, for the question should not be linked to those that follow. RFC 8801 §4.1. */
function sourceOf(objects: readonly PvdObject[], family: Family): string | null {
  const own = goodAddresses(objects).filter((a) => familyOf(a.value) === family);
  const fresh = own.filter((a) => !a.flags.includes('deprecated'));
  return (fresh.find((a) => a.flags.includes('temporary')) ?? fresh[0] ?? own[0])?.value ?? null;
}
