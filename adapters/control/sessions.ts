/** Sessions as they are now, and what is decided of each. */
import { find } from '../../machines/model/rows.ts';
import { VERDICTS, type VerdictKind } from '../../machines/model/session.ts';
import { allIn, countIn, findIn } from '../../machines/model/shards.ts';
import { type SessionSnapshot, sessionState } from '../../machines/session.ts';
import type { Fold } from '../../streams/loop.ts';
import type { Session, SessionCounts, Sessions } from './answers.ts';
import { left } from './lifetimes.ts';
import type { Subject } from './subject.ts';
import { head } from './views.ts';
import { ruleInWords } from './words.ts';

type Seen = Pick<Subject, 'fold' | 'now'>;

/** By id; of one network alone (with or without `pvd:`), or of all. */
export function sessions({ fold, now }: Seen, pvd: string | null): Sessions {
  const isMeant = (id: string) => pvd === null || id === pvd || id === `pvd:${pvd}`;
  const rows = allIn(fold.host.sessions).filter(({ snapshot }) => isMeant(snapshot.context.pvd));
  return { ...head(fold), sessions: rows.toSorted(byId).map(({ snapshot }) => sessionOf({ fold, now }, snapshot)) };
}

export function sessionNow(subject: Seen, id: string): Session | null {
  const row = findIn(subject.fold.host.sessions, id);
  return row ? sessionOf(subject, row.snapshot) : null;
}

/** As people count: `s2` before `s10`. */
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => a.id.localeCompare(b.id, 'en', { numeric: true });

function sessionOf({ fold, now }: Seen, snapshot: SessionSnapshot): Session {
  const { id, manager, pvd, generation, family, activity, mobility, since } = snapshot.context;
  const row = findIn(fold.decision.sessions, id);
  const waits = findIn(fold.aside.sessions.standings, id);
  const { rule, by, facts } = row?.because ?? { rule: 'undecided', by: 'built-in', facts: [] };
  return {
    ...{ id, manager, pvd, generation, family, state: sessionState(snapshot), activity, mobility, since },
    ...{ verdict: row?.verdict ?? null, to: row?.to ?? null, rule, by, facts, says: ruleInWords(rule, by) },
    drainLeft: row?.verdict === 'drain' ? left(waits?.drain, now) : null,
    refused: (row?.refused ?? []).map((r) => ({ manager: r.manager, author: r.author, ask: r.ask, says: ruleInWords(r.rule, r.by) })),
  };
}

export function sessionCounts({ host, decision }: Pick<Fold, 'host' | 'decision'>): SessionCounts {
  const by = new Map<VerdictKind, number>();
  for (const { verdict } of allIn(decision.sessions)) by.set(verdict, (by.get(verdict) ?? 0) + 1);
  const managers = host.sessionCounts.map(({ id, count }) => ({ manager: id, count }));
  return { all: countIn(host.sessions), verdicts: VERDICTS.map((verdict) => ({ verdict, count: by.get(verdict) ?? 0 })), managers };
}

export const sessionIds = ({ host }: Pick<Fold, 'host'>): readonly string[] =>
  allIn(host.sessions)
    .toSorted(byId)
    .map((row) => row.id);
export const isKnownPvd = ({ host }: Pick<Fold, 'host'>, pvd: string): boolean =>
  find(host.pvds, pvd) !== undefined || find(host.pvds, `pvd:${pvd}`) !== undefined;
