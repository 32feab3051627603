/** Values of which a node has one set only (config-3): taken whole from the best-ranked PvD that has any, and following it. */
import { listed } from '../machines/model/pvd.ts';
import { compareId } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { attachedDomains, type Domain } from './domains.ts';
import type { Part, Readable } from './part.ts';
import { orders, type Ranking, ranked } from './ranking.ts';
import { type Beaten, type Reason, reason } from './reasons.ts';
import { settingsOf } from './speakers.ts';

export type NodeValue = {
  readonly id: 'ntp' | 'search';
  readonly values: readonly string[];
  readonly pvd: string;
  readonly generation: number;
  readonly because: Reason;
  readonly beaten: readonly Beaten[];
};
export type NodeValues = readonly NodeValue[];

export const node: Part<NodeValues, { readonly ranking: Ranking }> = {
  initial: [],
  reads: (host, { ranking }) => [host.settings, ...orders(ranking), ...attachedDomains(host.pvds)],
  step: (previous, host, { ranking }) =>
    settleRows(previous, (['ntp', 'search'] as const).flatMap((kind) => choose(host, ranking, kind)).sort(compareId)),
};

function choose(host: Readable, ranking: Ranking, kind: NodeValue['id']): readonly NodeValue[] {
  const order = [...new Set([...ranked(ranking, 4), ...ranked(ranking, 6)].map((p) => p.pvd))];
  const having = order.flatMap((id) => {
    const context = attachedDomains(host.pvds).find((domain) => domain.id === id);
    const objects = context && !isOnlyRouted(host, context, kind) ? listed(context.objects, kind) : [];
    return context && objects.length > 0 ? [{ context, objects }] : [];
  });
  const [first, ...rest] = having;
  if (!first) return [];
  const facts = (objects: typeof first.objects) => objects.map((o) => o.since);
  return [
    {
      id: kind,
      values: [...new Set(first.objects.map((o) => o.value))],
      pvd: first.context.id,
      generation: first.context.generation,
      because: reason(rest.length > 0 ? 'rank' : 'onlyOne', facts(first.objects)),
      beaten: rest.map((r) => ({ pvd: r.context.id, ...reason('rank', facts(r.objects)) })),
    },
  ];
}

/** Its suffixes say who is asked, not what is searched. */
const isOnlyRouted = (host: Readable, domain: Domain, kind: NodeValue['id']): boolean =>
  kind === 'search' && settingsOf(host, domain)?.names === 'route-only';
