/** What disagreed, who won, and why: between authors, and between networks. Nothing here changes the decision; it makes it visible. */
import { TAKEN } from '../machines/failures.ts';
import { familyOf, overlaps, prefixLength, reachOf } from '../machines/model/address.ts';
import { type ObjectOf, objectsOf, type PvdObject } from '../machines/model/pvd.ts';
import { compareId, find } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family, type Seq } from '../machines/model/units.ts';
import { candidates } from './candidates.ts';
import { compileChain, type PolicyFilter } from './chain.ts';
import { attachedDomains, type Domain } from './domains.ts';
import { lastResult, perObject } from './memo.ts';
import { ownerOf } from './ownership.ts';
import type { Part, Readable } from './part.ts';
import { type Ranking, ranked } from './ranking.ts';
import { type Reason, reason } from './reasons.ts';
import { type Exclusive, exclusiveOf, isHeeded, unheeded } from './routing/exclusive.ts';

export type Conflict = {
  readonly id: string;
  /**
   * `policy`: an author's rule that was overruled; `foreign`: a network spoke of another (ignored, law 7); `overlap`: one
   * prefix on the link of two PvDs; `route`: two PvDs lead to one destination; `claim`: a PvD's route covers another's link;
   * `pin`: one address in the answers of two PvDs; `exclusive`: what a network says of public addresses below an exclusive PvD;
   * `owner`: an interface that another manager keeps; `command`: what the outside did not do, or others undo.
   */
  readonly kind: 'policy' | 'foreign' | 'overlap' | 'route' | 'claim' | 'pin' | 'exclusive' | 'owner' | 'command';
  readonly about: string;
  readonly winner: string;
  readonly loser: string;
  readonly because: Reason;
};
export type Conflicts = readonly Conflict[];

/** Conflicts shown of one kind: networks can make up any number (sec-2). A guess. */
const SHOWN_MAX = 64;

export const conflicts: Part<Conflicts, { readonly ranking: Ranking }> = {
  initial: [],
  reads: (host, { ranking }) => [
    host.pvds,
    host.interfaces,
    host.policies,
    host.settings,
    host.managers,
    host.started,
    host.failures,
    ...disputed(host.pins),
    host.settings.interfaces.some((i) => i.exclusive) ? host.pins : null,
    ranking,
  ],
  step: (previous, host, { ranking }) => {
    const all = [
      ...FAMILIES.flatMap((family) => policyConflicts(host, ranking, family)),
      ...networkConflicts(host, ranking),
      ...answerConflicts(host, ranking),
      ...appliedConflicts(host),
    ];
    return settleRows(previous, [...new Map(all.map((c) => [c.id, c])).values()].sort(compareId));
  },
};

const conflict = (kind: Conflict['kind'], about: string, winner: string, loser: string, because: Reason): Conflict => ({
  id: `${kind} ${about}: ${winner} > ${loser}`,
  kind,
  about,
  winner,
  loser,
  because,
});

/** Every rule which, alone, would not have let the winner win; and what beat it. */
function policyConflicts(host: Readable, ranking: Ranking, family: Family): readonly Conflict[] {
  const [best] = ranked(ranking, family);
  const all = candidates(host, family).filter((c) => c.unfit === null);
  const { policies } = compileChain(host, family);
  const spoken = policies.flatMap((f) =>
    f
      .foreign(all)
      .map((c) =>
        conflict('foreign', `IPv${family}`, c.id, `${f.by}: ${f.rule}`, reason('speaksForItselfOnly', all.flatMap(f.facts), f.by)),
      ),
  );
  if (!best) return spoken;
  const overruled = policies.flatMap((f): readonly Conflict[] => {
    const kept = f.keep(all);
    if (kept.length === 0 || kept.some((c) => c.id === best.pvd)) return [];
    const because = whatBeat(
      kept.map((c) => c.id),
      ranking,
      family,
      f,
    );
    return because ? [conflict('policy', `IPv${family}`, `${because.by}: ${because.rule}`, `${f.by}: ${f.rule}`, because)] : [];
  });
  return [...spoken, ...overruled];
}

/** The rule that beat the best of those that the overruled one would have had. */
function whatBeat(kept: readonly string[], ranking: Ranking, family: Family, overruled: PolicyFilter): Reason | null {
  const [best] = ranked(ranking, family);
  const beaten = best?.beaten.find((b) => kept.includes(b.pvd) && !(b.by === overruled.by && b.rule === overruled.rule));
  if (beaten) return { rule: beaten.rule, by: beaten.by, facts: beaten.facts };
  return ranking.find((p) => p.family === family && p.place === null && kept.includes(p.pvd))?.because ?? null;
}

/** What stands between the decision and the kernel: other managers, and commands that failed. */
function appliedConflicts(host: Readable): readonly Conflict[] {
  if (host.started?.mode !== 'apply') return [];
  const owners = host.interfaces.flatMap(({ snapshot: { context } }) => {
    const { owner, because, isManaged } = ownerOf(host, context.ifname);
    return owner === null || isManaged || because.rule !== 'ownedByOther'
      ? []
      : [conflict('owner', context.ifname, owner, 'multihome', because)];
  });
  const failed = host.failures
    .filter((f) => f.code !== TAKEN || !f.mayGo)
    .slice(0, SHOWN_MAX)
    .map((f) =>
      conflict('command', f.id, f.problem, 'multihome', reason(f.code, [f.since], f.code === TAKEN ? 'another program' : 'the system')),
    );
  return [...owners, ...failed];
}

/** What two PvDs answered (dns-4), and what is not heeded below an exclusive one (sec-6). */
function answerConflicts(host: Readable, ranking: Ranking): readonly Conflict[] {
  const taken = disputed(host.pins).slice(0, SHOWN_MAX);
  const ignored = FAMILIES.flatMap((family) => unheeded(host, ranking, family)).slice(0, SHOWN_MAX);
  return [
    ...taken.map(({ id, pvd, since, beaten }) =>
      conflict('pin', id, pvd, beaten?.pvd ?? '', reason('newerAnswer', [since, beaten?.since])),
    ),
    ...ignored.map(({ about, winner, loser, facts }) => conflict('exclusive', about, winner, loser, reason('exclusive', facts))),
  ];
}
const disputed = perObject((pins: Readable['pins']) => pins.filter((p) => p.beaten !== null));

/** Of networks alone, whatever their rank: found anew only when what one of them consists of, or what is heeded of it, has changed. */
type Owned = { readonly pvd: string; readonly object: PvdObject };
type Pair = readonly [Owned, Owned];
type Met = { readonly onLink: readonly Pair[]; readonly routes: readonly Pair[]; readonly claims: readonly Pair[] };

const met = lastResult(
  (four: Exclusive | null, six: Exclusive | null, ...domains: readonly Domain[]) => [
    ...[four?.pvd, ...(four?.ifnames ?? [])],
    ...[six?.pvd, ...(six?.ifnames ?? [])],
    ...domains,
  ],
  (four, six, ...domains): Met => {
    const isOurs = (pvd: Domain, object: ObjectOf<'prefix'> | ObjectOf<'route'>) =>
      isHeeded(familyOf(object.value) === 4 ? four : six, pvd, object);
    const owned = (kind: 'prefix' | 'route'): readonly Owned[] =>
      domains.flatMap((pvd) =>
        objectsOf(pvd.objects, kind)
          .filter((object) => isOurs(pvd, object))
          .map((object) => ({ pvd: pvd.id, object })),
      );
    const onLink = owned('prefix').filter(
      (o) => o.object.kind === 'prefix' && o.object.onLink && reachOf(o.object.value.split('/', 1)[0] ?? '') !== 'linkLocal',
    );
    const routes = owned('route').filter((o) => prefixLength(o.object.value) > 0);
    return {
      onLink: pairs(onLink, (a, b) => overlaps(a.object.value, b.object.value)),
      routes: pairs(routes, (a, b) => a.object.value === b.object.value),
      claims: onLink.flatMap((own) =>
        routes.filter((r) => r.pvd !== own.pvd && overlaps(r.object.value, own.object.value)).map((r): Pair => [own, r]),
      ),
    };
  },
);
const pairs = (list: readonly Owned[], meet: (a: Owned, b: Owned) => boolean): readonly Pair[] =>
  list.flatMap((a, i) =>
    list
      .slice(i + 1)
      .filter((b) => b.pvd !== a.pvd && meet(a, b))
      .map((b): Pair => [a, b]),
  );

function networkConflicts(host: Readable, ranking: Ranking): readonly Conflict[] {
  const rankOf = ({ pvd, object }: Owned) => find(ranking, `${familyOf(object.value)} ${pvd}`)?.place ?? Number.POSITIVE_INFINITY;
  const betterFirst = (pair: Pair): Pair => (rankOf(pair[0]) <= rankOf(pair[1]) ? pair : [pair[1], pair[0]]);
  const facts = (a: Owned, b: Owned): readonly Seq[] => [a.object.since, b.object.since];
  const { onLink, routes, claims } = met(exclusiveOf(host, ranking, 4), exclusiveOf(host, ranking, 6), ...attachedDomains(host.pvds));
  return [
    ...onLink
      .slice(0, SHOWN_MAX)
      .map(betterFirst)
      .map(([a, b]) => conflict('overlap', `${a.object.value} and ${b.object.value}`, a.pvd, b.pvd, reason('rank', facts(a, b)))),
    ...routes
      .slice(0, SHOWN_MAX)
      .map(betterFirst)
      .map(([a, b]) => conflict('route', a.object.value, a.pvd, b.pvd, reason('rank', facts(a, b)))),
    ...claims
      .slice(0, SHOWN_MAX)
      .map(([own, r]) =>
        conflict('claim', `${r.object.value} covers ${own.object.value}`, own.pvd, r.pvd, reason('onLinkFirst', facts(own, r))),
      ),
  ];
}
