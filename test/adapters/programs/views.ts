/** Views as tests want them. */
import type { ProgramsDomain, ProgramsView } from '../../../machines/model/programs.ts';

/** Ethernet with one address of each family, ranked and assumed to work. */
export const programsDomain = (pvd: string, ifname: string, more: Partial<ProgramsDomain> = {}): ProgramsDomain => ({
  ...{ pvd, ifname, identity: null, generation: 1, kind: 'ethernet', metered: false, cost: null, bandwidth: null },
  rank: { 4: 0, 6: 0 },
  usable: { 4: 'assumed', 6: 'assumed' },
  unfit: { 4: null, 6: null },
  addresses: [
    { address: '192.0.2.7', prefixLength: 24, temporary: false, deprecated: false },
    { address: '2001:db8::7', prefixLength: 64, temporary: false, deprecated: false },
  ],
  prefixes: ['192.0.2.0/24', '2001:db8::/64'],
  leads: ['0.0.0.0/0', '::/0'],
  pref64: [],
  policy: null,
  privacy: true,
  ...more,
});

export const programsView = (seq: number, domains: readonly ProgramsDomain[]): ProgramsView => ({
  seq,
  domains,
  names: { rules: [], search: [] },
  traffic: [],
  beside: [],
});
