/** Views of a fold: plain answers, nothing decided anew. */

import { isLinkUp } from '../../machines/interface.ts';
import { managersOf } from '../../machines/managers.ts';
import { familyOf } from '../../machines/model/address.ts';
import { goodAddresses, objectsOf } from '../../machines/model/pvd.ts';
import { compareId, compareText, find } from '../../machines/model/rows.ts';
import { allIn } from '../../machines/model/shards.ts';
import { elapsed, FAMILIES, type Family } from '../../machines/model/units.ts';
import { pvdState } from '../../machines/pvd.ts';
import type { Decision } from '../../streams/decision.ts';
import type { Fold } from '../../streams/loop.ts';
import { ranked } from '../../streams/ranking.ts';
import type { Verdict } from '../../streams/sessions/verdict.ts';
import type { DecisionAnswer, Routes, Status } from './answers.ts';
import { left } from './lifetimes.ts';
import { operation } from './operation.ts';
import { publishing } from './publishing.ts';
import { ruleInText } from './selecting.ts';
import { sessionCounts } from './sessions.ts';
import type { Subject } from './subject.ts';
import { iso, ruleInWords } from './words.ts';

export const head = ({ host }: Fold) => ({ v: 1 as const, seq: host.seq, time: iso(host.at), phase: host.phase });

export function status({ fold, notices, now }: Pick<Subject, 'fold' | 'notices' | 'now'>): Status {
  const { host, decision } = fold;
  return {
    ...head(fold),
    version: host.started?.version ?? null,
    machines: host.started?.machines ?? null,
    mode: host.started?.mode ?? null,
    since: host.started && iso(host.started.at),
    runs: host.started ? elapsed(host.started.at, now) : 0,
    epoch: host.epoch,
    digest: fold.digest,
    defaults: FAMILIES.flatMap((family) => defaultOf(fold, family)),
    interfaces: { up: host.interfaces.filter((i) => isLinkUp(i.snapshot)).length, all: host.interfaces.length },
    pvds: host.pvds.map(({ id, snapshot }) => {
      const { provisioning, reach4, reach6 } = pvdState(snapshot);
      return { id, provisioning, reach4, reach6 };
    }),
    servers: decision.resolution
      .filter((r) => r.suffix === '.' && r.place === 1)
      .map(({ family, pvd, servers }) => ({ family, pvd, servers })),
    resolver: publishing(fold),
    conflicts: decision.conflicts.length,
    sessions: sessionCounts(fold),
    managers: managersOf(host).map(({ id, interfaces, evidence, since }) => ({ name: id, interfaces, evidence, since })),
    ...operation(fold, now),
    notices,
  };
}

function defaultOf({ host, decision }: Fold, family: Family): Status['defaults'] {
  const [best] = ranked(decision.ranking, family);
  const pvd = best && find(host.pvds, best.pvd)?.snapshot.context;
  if (!best || !pvd) return [];
  const own = goodAddresses(pvd.objects).filter((a) => familyOf(a.value) === family);
  return [
    {
      family,
      pvd: pvd.id,
      ifname: pvd.ifname,
      gateway: objectsOf(pvd.objects, 'gateway').find((g) => g.family === family)?.value || null,
      source: (own.find((a) => !a.flags.includes('deprecated')) ?? own[0])?.value ?? null,
      reach: best.reach,
      says: ruleInWords(best.because.rule, best.because.by),
    },
  ];
}

export const decisionAnswer = (fold: Fold): DecisionAnswer => ({
  ...head(fold),
  digest: fold.digest,
  decision: toldDecision(fold.decision),
});

/** As it is told outside: sessions in one list by id; that they lie in shards is nobody else's matter. */
export const toldDecision = (decision: Decision): Omit<Decision, 'sessions'> & { readonly sessions: readonly Verdict[] } => ({
  ...decision,
  sessions: allIn(decision.sessions).toSorted(compareId),
});

export function routes({ fold, now }: Pick<Subject, 'fold' | 'now'>): Routes {
  const { host, decision } = fold;
  return {
    ...head(fold),
    ranking: FAMILIES.flatMap((family) =>
      ranked(decision.ranking, family).map(({ place, pvd, because }) => ({
        family,
        place: place ?? 0,
        pvd,
        ...because,
        says: ruleInWords(because.rule, because.by),
      })),
    ),
    rules: decision.routing.rules
      .map(({ id, pvd, rule }) => ({
        family: rule.family,
        priority: rule.priority,
        text: ruleInText(rule),
        pvd,
        isApplied: find(host.ownRules, id) !== undefined,
      }))
      .toSorted((a, b) => a.family - b.family || a.priority - b.priority || compareText(a.text, b.text)),
    tables: decision.routing.routes
      .map(({ id, pvd, route }) => ({ ...route, pvd, isApplied: find(host.ownRoutes, id) !== undefined }))
      .toSorted((a, b) => a.table - b.table || compareText(a.destination, b.destination)),
    kernel: host.interfaces.flatMap(({ snapshot: { context } }) =>
      context.routes.map(({ id, table, destination, gateway, source, metric, protocol, since }) => {
        const end = find(context.expires, id)?.at;
        return { table, destination, gateway, ifname: context.ifname, source, metric, protocol, left: left(end, now), since };
      }),
    ),
  };
}
