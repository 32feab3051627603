/** What the kernel is told about our interfaces besides addresses, routes and rules: sysctls and the nft table. Design, «Who owns what». */
import type { SysctlSpec } from '../machines/model/command.ts';
import { compareId, type Row } from '../machines/model/rows.ts';
import { settle } from '../machines/model/settle.ts';
import { sysctlId } from '../machines/state.ts';
import { readsOwnership } from './links.ts';
import { isManaged } from './ownership.ts';
import type { Part } from './part.ts';

export type Tuning = { readonly sysctls: readonly (Row & SysctlSpec)[]; readonly guarded: readonly Row[] };

/** A dead link's routes are skipped by the kernel itself; an RA gives addresses, but neither default nor specific routes. */
const ALWAYS: readonly Omit<SysctlSpec, 'ifname'>[] = [
  { family: 4, key: 'ignore_routes_with_linkdown', value: '1' },
  { family: 6, key: 'ignore_routes_with_linkdown', value: '1' },
  { family: 6, key: 'accept_ra', value: '2' },
  { family: 6, key: 'accept_ra_defrtr', value: '0' },
  { family: 6, key: 'accept_ra_rt_info_max_plen', value: '0' },
  { family: 6, key: 'use_oif_addrs_only', value: '1' },
  { family: 4, key: 'rp_filter', value: '2' },
  // A lease's new address comes before the old one goes: that takes all others of the prefix along, or makes the next one primary.
  { family: 4, key: 'promote_secondaries', value: '1' },
];
/** The strong host model (RFC 1122 §3.3.4.2): ARP only for the address of the card that was asked. */
const STRONG: readonly Omit<SysctlSpec, 'ifname'>[] = [
  { family: 4, key: 'arp_ignore', value: '1' },
  { family: 4, key: 'arp_announce', value: '2' },
];

export const tuning: Part<Tuning> = {
  initial: { sysctls: [], guarded: [] },
  reads: readsOwnership,
  step(previous, host) {
    const names = host.interfaces.map((i) => i.snapshot.context.ifname).filter((ifname) => isManaged(host, ifname));
    const isStrong = host.settings.hostModel === 'strong';
    const sysctls = names.flatMap((ifname) =>
      [...ALWAYS, ...(isStrong ? STRONG : [])].map((s) => ({ ...s, ifname, id: sysctlId({ ...s, ifname }) })),
    );
    return settle(previous, {
      sysctls: sysctls.toSorted(compareId),
      guarded: isStrong ? names.map((id) => ({ id })).toSorted(compareId) : [],
    });
  },
};
