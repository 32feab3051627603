/** Seeded programs that have sessions beside a story of networks: some do as they are told, some late, wrongly, or not at all. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { find } from '../../machines/model/rows.ts';
import type { Change } from '../../machines/model/session.ts';
import { findIn } from '../../machines/model/shards.ts';
import { millis } from '../../machines/model/units.ts';
import type { Fold } from '../../streams/loop.ts';
import { ranked } from '../../streams/ranking.ts';
import { verdictsSince } from '../../streams/sessions/told.ts';
import type { Verdict } from '../../streams/sessions/verdict.ts';
import type { Sessions } from '../../streams/sessions.ts';
import { type Random, randomEvents } from '../machines/random.ts';
import * as s from '../machines/sessionFacts.ts';
import type { Beside } from './story.ts';

/** They do as they are told and at once, and open what is missing: `most` sessions, half of them on the network that leads. */
export function obedient(seed: number, most: number): Beside {
  const random = randomEvents.seeded(seed);
  const open: string[] = [];
  let [made, told]: [number, Sessions] = [0, []];
  return (fold) => {
    const answers = verdictsSince(told, fold).flatMap(({ verdict }) => obeying(fold, verdict));
    told = fold.decision.sessions;
    const gone = new Set(answers.flatMap((fact) => (fact.type === 'session.closed' ? [fact.session] : [])));
    if (gone.size > 0) open.splice(0, open.length, ...open.filter((id) => !gone.has(id)));
    if (answers.length > 0) return answers;
    if (open.length < most) {
      const ids = Array.from({ length: Math.min(most - open.length, 64) }, () => `s${++made}`);
      open.push(...ids);
      return ids.map((id) => opening(random, fold, id, false));
    }
    const session = random.pick(open);
    return random.chance(0.7) ? [] : [random.chance(0.5) ? s.idled(session) : s.busied(session)];
  };
}

function obeying(fold: Fold, { id, verdict, to }: Verdict): readonly Unstamped[] {
  if (verdict === 'end') return [s.closed(id, 'as decided')];
  const pvd = verdict === 'drain' || to === null ? undefined : find(fold.host.pvds, to)?.snapshot.context;
  return pvd ? [s.moved(id, pvd.id, pvd.generation)] : [];
}

/**
 * `most` sessions at a time; `chance`: that something happens after a happening. Managers want things of each other's sessions, and
 * programs do not do as they are told.
 */
export type Bustle = { readonly most: number; readonly chance: number };

export function wild(seed: number, { most, chance }: Bustle): Beside {
  const random = randomEvents.seeded(seed);
  const open: string[] = [];
  let made = 0;
  return (fold) => {
    if (!random.chance(chance)) return [];
    if (open.length < most && random.chance(0.5)) {
      return Array.from({ length: Math.min(most - open.length, 1 + random.int(1 + most / 8)) }, () => {
        made += 1;
        open.push(`s${made}`);
        return opening(random, fold, `s${made}`, true);
      });
    }
    if (open.length === 0) return [];
    const at = random.int(open.length);
    const session = open[at] ?? '';
    const said = words(random, fold, session);
    if (said.some((fact) => fact.type === 'session.closed')) open.splice(at, 1);
    return said;
  };
}

const changes = (r: Random): Change => r.pick(['keep', 'idle', 'now', { drain: millis(r.pick([0, 1_000, 30_000])) }]);

/** On one that is there; now and then on one that never was, or in an attachment that is over. */
function opening(r: Random, fold: Fold, session: string, isWild: boolean): Unstamped {
  const there = fold.host.pvds.map((p) => p.snapshot.context);
  const leader = ranked(fold.decision.ranking, 4)[0]?.pvd;
  const leading = r.chance(isWild ? 0 : 0.5) ? there.find((p) => p.id === leader) : undefined;
  const pvd = there.length === 0 || (isWild && r.chance(0.02)) ? { id: 'pvd:nowhere', generation: 1 } : (leading ?? r.pick(there));
  return s.sessionOpened(session, pvd.id, {
    manager: `m${r.int(4)}`,
    generation: isWild && r.chance(0.05) ? pvd.generation + 1 : pvd.generation,
    family: r.pick([4, 4, 6]),
    needs: r.pick([null, null, null, { metered: false }, ...(isWild ? [{ kind: ['wifi' as const, 'ethernet' as const] }, pvd.id] : [])]),
    mobility: r.pick(['none', 'reconnect', 'mptcp', 'other']),
    ...{ better: changes(r), failBack: changes(r), loss: r.pick(['move', 'move', 'wait', 'end']) },
  });
}

function words(r: Random, fold: Fold, session: string): readonly Unstamped[] {
  const row = findIn(fold.decision.sessions, session);
  const said = row && r.chance(0.8) ? obeying(fold, row) : [];
  if (said.length > 0) return said;
  if (r.chance(0.3)) return [asking(r, session)];
  const dice = r.int(100);
  if (dice < 40) return [s.idled(session)];
  if (dice < 80) return [s.busied(session)];
  if (dice < 85) return [s.closed(session)];
  return dice < 90 ? [s.moved(session, r.pick(fold.host.pvds)?.id ?? 'pvd:nowhere', 1 + r.int(3))] : [opening(r, fold, session, true)];
}

const asking = (r: Random, session: string): Unstamped =>
  s.asked(session, r.pick(['keep', 'move', 'leave', 'nothing', 'nothing', ...(r.chance(0.1) ? (['end'] as const) : [])]), {
    manager: r.pick(['m1', 'panel', 'oam']),
    author: r.pick(['user', 'application', 'operator', 'system']),
    to: r.pick([null, null, 'pvd:if1', { metered: false }]),
  });
