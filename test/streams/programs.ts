/** Seeded programs that have sessions beside a story of networks: they do as they are told, late, wrongly, or not at all. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { find } from '../../machines/model/rows.ts';
import type { Change } from '../../machines/model/session.ts';
import { findIn } from '../../machines/model/shards.ts';
import { millis } from '../../machines/model/units.ts';
import type { Fold } from '../../streams/loop.ts';
import { type Random, randomEvents } from '../machines/random.ts';
import * as s from '../machines/sessionFacts.ts';
import type { Beside } from './story.ts';

/**
 * `most` sessions at a time; `chance`: that something happens after a happening. `wild`: managers that want things of each other's
 * sessions, all kinds of needs, and programs that do not do as they are told.
 */
export type Bustle = { readonly most: number; readonly chance: number; readonly wild: boolean };

export function programs(seed: number, { most, chance, wild }: Bustle): Beside {
  const random = randomEvents.seeded(seed);
  const open: string[] = [];
  let made = 0;
  return (fold) => {
    if (!random.chance(chance)) return [];
    if (open.length < most && random.chance(0.5)) {
      return Array.from({ length: Math.min(most - open.length, 1 + random.int(1 + most / 8)) }, () => {
        made += 1;
        open.push(`s${made}`);
        return opening(random, fold, `s${made}`, wild);
      });
    }
    if (open.length === 0) return [];
    const at = random.int(open.length);
    const session = open[at] ?? '';
    const said = words(random, fold, session, wild);
    if (said.some((fact) => fact.type === 'session.closed')) open.splice(at, 1);
    return said;
  };
}

const changes = (r: Random): Change => r.pick(['keep', 'idle', 'now', { drain: millis(r.pick([0, 1_000, 30_000])) }]);

/** On one that is there; now and then on one that never was, or in an attachment that is over. */
function opening(r: Random, fold: Fold, session: string, wild: boolean): Unstamped {
  const there = fold.host.pvds.map((p) => p.snapshot.context);
  const pvd = there.length === 0 || (wild && r.chance(0.02)) ? { id: 'pvd:nowhere', generation: 1 } : r.pick(there);
  return s.sessionOpened(session, pvd.id, {
    manager: `m${r.int(4)}`,
    generation: wild && r.chance(0.05) ? pvd.generation + 1 : pvd.generation,
    family: r.pick([4, 4, 6]),
    needs: r.pick([null, null, null, { metered: false }, ...(wild ? [{ kind: ['wifi' as const, 'ethernet' as const] }, pvd.id] : [])]),
    mobility: r.pick(['none', 'reconnect', 'mptcp', 'other']),
    ...{ better: changes(r), failBack: changes(r), loss: r.pick(['move', 'move', 'wait', 'end']) },
  });
}

function words(r: Random, fold: Fold, session: string, wild: boolean): readonly Unstamped[] {
  const row = findIn(fold.decision.sessions, session);
  const to = row?.to ? find(fold.host.pvds, row.to)?.snapshot.context : undefined;
  if (row?.verdict === 'end' && (!wild || r.chance(0.8))) return [s.closed(session, 'as decided')];
  if (to && row?.verdict !== 'drain' && (!wild || r.chance(0.8))) return [s.moved(session, to.id, to.generation)];
  if (wild && r.chance(0.3)) return [asking(r, session)];
  const dice = r.int(100);
  if (dice < 40) return [s.idled(session)];
  if (dice < 80) return [s.busied(session)];
  if (dice < 85) return [s.closed(session)];
  return wild && dice < 90
    ? [s.moved(session, r.pick(fold.host.pvds)?.id ?? 'pvd:nowhere', 1 + r.int(3))]
    : [opening(r, fold, session, wild)];
}

const asking = (r: Random, session: string): Unstamped =>
  s.asked(session, r.pick(['keep', 'move', 'leave', 'nothing', 'nothing', ...(r.chance(0.1) ? (['end'] as const) : [])]), {
    manager: r.pick(['m1', 'panel', 'oam']),
    author: r.pick(['user', 'application', 'operator', 'system']),
    to: r.pick([null, null, 'pvd:if1', { metered: false }]),
  });
