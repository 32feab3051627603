/** Addresses to be handed to peers (ICE, RFC 8445; referrals), each with its network and where it means anything (api-2). */
import { familyOf, type Reach, reachOf } from '../../machines/model/address.ts';
import { placeOf, type Use } from '../../machines/model/needs.ts';
import type { ProgramsView } from '../../machines/model/programs.ts';
import type { Family } from '../../machines/model/units.ts';
import { using } from './choose.ts';
import type { Attachment } from './held.ts';

export type Candidate = Attachment & {
  /** As `source` of the attachment: what a socket is bound to. */
  readonly address: string;
  readonly family: Family;
  readonly reach: Reach;
  /** `anywhere`: it may be told to whoever; `pvd`: it is another host's, or nobody's, outside its network; `link`: outside its link. */
  readonly means: 'anywhere' | 'pvd' | 'link';
  readonly temporary: boolean;
  readonly deprecated: boolean;
  readonly metered: boolean;
  /** Its network's place in the ranking of the family; null: it carries nothing now. */
  readonly rank: number | null;
};

/** Best network first. `use`: of those alone; throws where nothing fits. */
export function candidatesOf(view: ProgramsView, use?: Use): readonly Candidate[] {
  const domains = use === undefined ? view.domains.toSorted((a, b) => placeOf(a) - placeOf(b) || 0) : using(view, use);
  return domains.flatMap(({ pvd, generation, ifname, metered, rank, addresses }) =>
    addresses.map(({ address, temporary, deprecated }): Candidate => {
      const [family, reach] = [familyOf(address), reachOf(address)];
      const own = { pvd, generation, ifname, source: address };
      return { ...own, address, family, reach, means: meaning(reach), temporary, deprecated, metered, rank: rank[family] };
    }),
  );
}

/** Public addresses mean the same everywhere (which does not mean that they are let through); a unique-local one at most in its site (RFC 4193 §3.3). */
function meaning(reach: Reach): Candidate['means'] {
  if (reach === 'public') return 'anywhere';
  return reach === 'linkLocal' || reach === 'loopback' ? 'link' : 'pvd';
}
