/** Views of names for tests: PvDs on `lo`, each with a server of its own. */
import type { NamesDomain, NamesRule, NamesView } from '../../../machines/model/names.ts';
import type { Family } from '../../../machines/model/units.ts';

export const domain = (pvd: string, server: string, change: Partial<NamesDomain> = {}): NamesDomain => ({
  pvd,
  generation: 1,
  ifname: 'lo',
  slot: 0,
  servers: [{ address: server, port: 53, tls: null }],
  sources: { 4: '127.0.0.1', 6: '::1' },
  leads: ['0.0.0.0/0', '::/0'],
  pref64: [],
  isOpen: true,
  ...change,
});

/** Of both families. */
export const rules = (suffix: string, pvds: readonly string[], exclusive = false): readonly NamesRule[] =>
  ([4, 6] as const satisfies readonly Family[]).map((family) => ({ suffix, family, pvds, exclusive }));

/** Everything goes by the first PvD, unless it is said otherwise. */
export const view = (seq: number, domains: readonly NamesDomain[], change: Partial<NamesView> = {}): NamesView => ({
  seq,
  domains,
  rules: rules(
    '.',
    domains.map(({ pvd }) => pvd),
  ),
  ways: domains.slice(0, 1).flatMap(({ pvd }) => ['0.0.0.0/0', '::/0'].map((prefix) => ({ prefix, pvd }))),
  search: [],
  ...change,
});
