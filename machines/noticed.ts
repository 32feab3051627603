/** What others who manage this host are seen to do: that they are there, and what they publish of names. */
import type { FactOf, FactsOf } from './model/facts/index.ts';
import { RESOLVED } from './model/publication.ts';
import { drop, find, put } from './model/rows.ts';
import { isEqual } from './model/settle.ts';
import { forgetTold } from './publishing.ts';
import type { Draft } from './state.ts';

export function toManagers(host: Draft, fact: FactsOf<'manager'> | FactOf<'resolver.published' | 'resolver.withdrawn'>): void {
  switch (fact.type) {
    case 'manager.noticed':
      if (fact.name === RESOLVED && fact.of === undefined) forgetTold(host);
      host.managers = put(host.managers, {
        id: fact.name,
        interfaces: fact.interfaces,
        evidence: fact.evidence,
        since: fact.of ?? fact.seq,
      });
      return;
    case 'manager.gone':
      if (fact.name === RESOLVED) forgetTold(host);
      host.managers = drop(host.managers, fact.name);
      return;
    case 'resolver.published': {
      const { publisher, ifname, servers, search } = fact;
      const row = { id: `${publisher} ${fact.file}`, publisher, ifname, servers, search, since: fact.of ?? fact.seq };
      const old = find(host.published, row.id);
      if (!old || !isEqual(old, { ...row, since: old.since })) host.published = put(host.published, row);
      return;
    }
    case 'resolver.withdrawn':
      host.published = drop(host.published, `${fact.publisher} ${fact.file}`);
      return;
    default:
      fact satisfies never;
  }
}
