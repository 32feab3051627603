/** Where our own resolver listens, and how programs are led to it. */
import { find } from '../../machines/model/rows.ts';
import type { Fold } from '../../streams/loop.ts';
import type { Publishing } from './shapes.ts';

/** Null: no resolver was started in this epoch. */
export function publishing({ host, decision }: Fold): Publishing | null {
  const { addresses, problem, since } = host.listening;
  if (since === 0 && decision.publications.length === 0) return null;
  const led = decision.publications.map(({ id, publication: { to, ifname, servers, search, domains } }) => ({
    ...{ to, ifname, servers, search, domains },
    isApplied: find(host.publications, id) !== undefined,
  }));
  return { listening: addresses, problem, led };
}
