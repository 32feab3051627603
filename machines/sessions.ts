/** Who hears of a session, and how sessions hear of their PvDs: which of them are there, and what becomes of their attachments. */
import type { FactsOf } from './model/facts/index.ts';
import type { SessionMemory } from './model/facts/session.ts';
import { grouping } from './model/grouping.ts';
import { drop, find, put, type Row } from './model/rows.ts';
import { SESSIONS_MAX, SESSIONS_OF_ONE_MAX } from './model/session.ts';
import { findIn, mapIn, putIn, type Shards, sharded, updateIn } from './model/shards.ts';
import type { Instant, Seq } from './model/units.ts';
import { type PvdSnapshot, pvdState } from './pvd.ts';
import { type HomeNotice, type SessionContext, type SessionEvent, type SessionSnapshot, sessionActor, sessionState } from './session.ts';
import type { Actor, Draft, Host } from './state.ts';

export type Sessions = Shards<Actor<SessionSnapshot>>;
/** `id`: the manager. */
export type SessionCount = Row & { readonly count: number };

/** One deadline for all, the first: streams/sessions.ts. */
export const SESSIONS_DEADLINE = 'sessions:due';

/** Why a session that is opened anew is refused; null: it is not. Who opens it can ask before, and is told so (adapters). */
export function refusalOf(
  { sessions, sessionCounts }: Pick<Host, 'sessions' | 'sessionCounts'>,
  id: string,
  manager: string,
): string | null {
  const known = findIn(sessions, id)?.snapshot.context.manager;
  if (known !== undefined) return known === manager ? null : `${known} has a session ${id}`;
  if ((find(sessionCounts, manager)?.count ?? 0) >= SESSIONS_OF_ONE_MAX) return `${manager} has ${SESSIONS_OF_ONE_MAX} sessions already`;
  const all = sessionCounts.reduce((sum, { count }) => sum + count, 0);
  return all >= SESSIONS_MAX ? `there are ${SESSIONS_MAX} sessions already` : null;
}

export function hearSession(host: Draft, fact: FactsOf<'session'>): void {
  const id = fact.session;
  if (fact.type === 'session.opened' && refusalOf(host, id, fact.manager) !== null) return;
  host.sessions = updateIn(host.sessions, id, (row) => {
    if (fact.type === 'session.opened' && !row) {
      count(host, fact.manager, 1);
      return { id, snapshot: athome(host, sessionActor.start(fact), fact) };
    }
    if (!row) return null;
    const snapshot = sessionActor.take(row.snapshot, fact, []);
    if (sessionState(snapshot) === 'closed') count(host, snapshot.context.manager, -1);
    return sessionState(snapshot) === 'closed' ? null : changed(row, athome(host, snapshot, fact));
  });
}
const changed = (row: Actor<SessionSnapshot>, snapshot: SessionSnapshot): Actor<SessionSnapshot> =>
  row.snapshot === snapshot ? row : { id: row.id, snapshot };

/** After PvDs have changed: what becomes of each attachment is told to its sessions, within the tick. */
export function settleSessions(before: Host, host: Draft): void {
  if (host.phase !== 'settled' || host.sessions.length === 0) return;
  const isOpening = before.phase !== 'settled';
  if (before.pvds === host.pvds && !isOpening) return;
  const changes = new Map(differing(isOpening ? [] : before.pvds, host.pvds).map((id) => [id, find(host.pvds, id)?.snapshot]));
  if (changes.size === 0 && !isOpening) return;
  const hear = (row: Actor<SessionSnapshot>) => changed(row, told(host, row.snapshot, host));
  if (isOpening) {
    host.sessions = mapIn(host.sessions, hear);
    return;
  }
  for (const rows of sessionKinds(host.sessions).values()) {
    const [first] = rows.values();
    if (!first || !changes.has(first.snapshot.context.pvd)) continue;
    for (const row of rows.values()) host.sessions = putIn(host.sessions, hear(row));
  }
}

/** Those of one kind see the same of the networks: they are on one, with equal needs. Whoever is asked for something is of another. */
export const kindOf = ({ pvd, generation, family, needs, asks }: SessionContext): string =>
  `${asks.length > 0 ? 'asked ' : ''}${family} ${generation} ${pvd} ${needs === null ? '' : typeof needs === 'string' ? needs : JSON.stringify(needs)}`;
export const sessionKinds = grouping(({ snapshot }: Actor<SessionSnapshot>) => kindOf(snapshot.context));

export function hearSessionsDue(host: Draft, id: string, at: Instant): void {
  if (id === SESSIONS_DEADLINE) host.sessionsAwake = at;
}

/** What was decided of each, and what is left of its waits, is read by streams/sessions.ts (`recalled`). */
export function recallSessions(host: Draft, memory: readonly SessionMemory[]): void {
  host.sessions = sharded(memory.map((told) => ({ id: told.session, snapshot: recalled(told) })));
  host.sessionsAwake = host.started?.at ?? host.at;
  for (const { manager } of memory) count(host, manager, 1);
}

function recalled({
  session,
  manager,
  pvd,
  generation,
  state,
  activity,
  asks,
  opened,
  since,
  changed,
  lost,
  ...rest
}: SessionMemory): SessionSnapshot {
  const { family, needs, mobility, better, loss, failBack } = rest;
  const terms = { family, needs, mobility, better, loss, failBack };
  return { value: state, context: { id: session, manager, pvd, generation, ...terms, activity, asks, opened, since, changed, lost } };
}

function count(host: Draft, manager: string, by: 1 | -1): void {
  const now = (find(host.sessionCounts, manager)?.count ?? 0) + by;
  host.sessionCounts = now === 0 ? drop(host.sessionCounts, manager) : put(host.sessionCounts, { id: manager, count: now });
}

/** Where it says that it is may be gone already, or be another attachment by now. */
const athome = (host: Draft, snapshot: SessionSnapshot, { type, seq }: FactsOf<'session'>): SessionSnapshot =>
  type === 'session.opened' || type === 'session.moved' ? told(host, snapshot, { seq, at: host.at }) : snapshot;

const told = (
  host: Pick<Host, 'pvds'>,
  snapshot: SessionSnapshot,
  { seq, at }: { readonly seq: Seq; readonly at: Instant },
): SessionSnapshot => {
  const { pvd, generation } = snapshot.context;
  const notice: HomeNotice = { type: noticeOf(find(host.pvds, pvd)?.snapshot, generation), pvd, generation, seq, at };
  return sessionActor.take(snapshot, notice satisfies SessionEvent, []);
};

function noticeOf(pvd: PvdSnapshot | undefined, generation: number): HomeNotice['type'] {
  if (!pvd || pvd.context.generation !== generation || pvdState(pvd).provisioning === 'gone') return 'pvd.gone';
  return pvdState(pvd).provisioning === 'detached' ? 'pvd.detached' : 'pvd.returned';
}

/** Those that came, went, were detached or attached, or are another attachment. */
function differing(before: Host['pvds'], now: Host['pvds']): readonly string[] {
  const differs = ({ id, snapshot }: Host['pvds'][number], other: Host['pvds']): boolean => {
    const found = find(other, id)?.snapshot;
    if (found === snapshot) return false;
    const generation = snapshot.context.generation;
    return found === undefined || noticeOf(found, generation) !== noticeOf(snapshot, generation);
  };
  const ids = [...before.filter((row) => differs(row, now)), ...now.filter((row) => differs(row, before))].map((row) => row.id);
  return [...new Set(ids)];
}
