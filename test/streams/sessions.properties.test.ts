/** What holds of sessions in any story, with programs and managers that do anything at any time (property tests, law 3, law 4). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familyOf } from '../../machines/model/address.ts';
import { Fact } from '../../machines/model/facts/index.ts';
import { goodAddresses, objectsOf } from '../../machines/model/pvd.ts';
import { find } from '../../machines/model/rows.ts';
import { allIn, countIn, findIn } from '../../machines/model/shards.ts';
import { pvdState } from '../../machines/pvd.ts';
import { whyRoute } from '../../streams/explain.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import type { Verdict } from '../../streams/sessions/verdict.ts';
import { sessions } from '../../streams/sessions.ts';
import * as f from '../machines/facts.ts';
import * as s from '../machines/sessionFacts.ts';
import { live } from './live.ts';
import { WIFI, WIRED, wifi, wired } from './networks.ts';
import { obedient, wild } from './programs.ts';
import { story, type Told } from './story.ts';

const FACTS = 500;
const told = (seed: number): Generator<Told> => story(seed, FACTS, 3, 'restless', wild(seed, { most: 24, chance: 0.9 }));
const any = (check: (told: Iterable<Told>) => void, numRuns = 6) =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => check(told(seed))),
    { numRuns, seed: 20261126 },
  );
const isDecided = ({ fold, tick }: Told): boolean => tick !== null && fold.host.phase === 'settled';

/** Where a packet of the session goes: by its source, as the routing has it. */
function nextHop(fold: Fold, { pvd, id }: Verdict): string | null {
  const family = findIn(fold.host.sessions, id)?.snapshot.context.family ?? 4;
  const objects = find(fold.host.pvds, pvd)?.snapshot.context.objects ?? [];
  const source = goodAddresses(objects).find((a) => familyOf(a.value) === family)?.value;
  if (source === undefined) return null;
  const { answer, details } = whyRoute(fold, family === 4 ? '203.0.113.200' : '2001:db8:ffff::1', source);
  const own = objectsOf(objects, 'gateway').filter((g) => g.family === family);
  return own.length > 0 ? `${answer} ${details.via}` : null;
}

describe('sessions, whatever happens', () => {
  test('session-4: a kept session never changes its next hop, but where its own network has another router', () =>
    any((told) => {
      const before = new Map<string, { readonly row: Verdict; readonly hop: string; readonly gateways: unknown }>();
      for (const one of told) {
        if (!isDecided(one)) continue;
        for (const row of allIn(one.fold.decision.sessions)) {
          const hop = row.verdict === 'keep' ? nextHop(one.fold, row) : null;
          const objects = find(one.fold.host.pvds, row.pvd)?.snapshot.context.objects ?? [];
          const gateways = objectsOf(objects, 'gateway').map((g) => g.value);
          const old = before.get(row.id);
          if (hop === null) {
            before.delete(row.id);
            continue;
          }
          if (old && old.row.since === row.since) {
            expect([row.pvd, row.generation]).toEqual([old.row.pvd, old.row.generation]);
            if (`${old.gateways}` === `${gateways}`) expect(hop, `${one.fact.seq} ${one.fact.type}`).toBe(old.hop);
          }
          before.set(row.id, { row, hop, gateways });
        }
      }
    }));

  test('session-4: a drained network is let go by its deadline', () => {
    let drained = 0;
    any((told) => {
      for (const one of told) {
        if (!isDecided(one)) continue;
        const { decision, aside, host } = one.fold;
        for (const row of allIn(decision.sessions).filter((r) => r.verdict === 'drain')) {
          drained += 1;
          const due = findIn(aside.sessions.standings, row.id)?.drain;
          expect(due, row.id).toBeTypeOf('number');
          // The story has what is due pass before anything else that is later.
          expect(Number(due), row.id).toBeGreaterThanOrEqual(host.at);
          expect(one.fold.plan.armed.some((armed) => armed.id === 'sessions:due' && armed.due <= Number(due))).toBe(true);
        }
      }
    });
    expect(drained).toBeGreaterThan(100);
  });

  test('session-6: no sequence of facts leaves a session without a verdict, and each has its reason', () => {
    const kinds = new Set<string>();
    any((told) => {
      for (const one of told) {
        if (!isDecided(one)) continue;
        const { sessions: rows } = one.fold.decision;
        expect(countIn(rows)).toBe(countIn(one.fold.host.sessions));
        for (const row of allIn(rows)) {
          kinds.add(row.verdict);
          expect(findIn(one.fold.host.sessions, row.id)).toBeDefined();
          expect(row.because.facts.length).toBeGreaterThan(0);
          for (const { rule, facts } of row.refused) expect([rule, facts.length > 0]).toEqual([expect.stringMatching(/./), true]);
        }
      }
    });
    expect([...kinds].sort()).toEqual(['drain', 'end', 'keep', 'migrate', 'reconnect']);
  });

  test('config-5: nothing is kept in an attachment that is over', () =>
    any((told) => {
      for (const one of told) {
        if (!isDecided(one)) continue;
        for (const row of allIn(one.fold.decision.sessions).filter((r) => r.verdict === 'keep' || r.verdict === 'drain')) {
          const found = find(one.fold.host.pvds, row.pvd)?.snapshot;
          expect(found?.context.generation, `${one.fact.seq}: ${row.id} ${row.because.rule}`).toBe(row.generation);
          if (found && row.because.rule !== 'waiting') expect(pvdState(found).provisioning).not.toMatch(/detached|gone/);
        }
      }
    }));

  test('law 11: at most so many moves by choice in any while, whoever wants what how often', () => {
    const [allowed, per] = [2, 60_000];
    const opening = [f.settings({ steadiness: { moves: allowed, per } }), ...wired(), ...wifi(), s.sessionOpened('s', WIFI)];
    let most = 0;
    const wish = fc.tuple(fc.constantFrom(WIRED, WIFI), fc.boolean(), fc.integer({ min: 0, max: 25 }));
    fc.assert(
      fc.property(fc.array(wish, { minLength: 10, maxLength: 40 }), (wishes) => {
        const script = wishes.flatMap(([to, obeys, pause]) => [
          s.asked('s', 'move', { manager: 'panel', author: 'user', to }),
          ...(obeys ? [s.moved('s', to)] : []),
          f.wait(pause),
        ]);
        const moves = findIn(live([...opening, ...script]).fold.aside.sessions.standings, 's')?.moves ?? [];
        most = Math.max(most, moves.length);
        for (const [i, moved] of moves.entries()) expect(Number(moves[i + allowed] ?? 1e15) - moved).toBeGreaterThanOrEqual(per);
      }),
      { numRuns: 40, seed: 20261126 },
    );
    expect(most).toBeGreaterThan(2 * allowed);
  });

  test('who is judged anew after a fact is whoever is judged otherwise: all of them judged anew come to the same', () => {
    let [compared, changed] = [0, 0];
    const check = (told: Iterable<Told>) => {
      const all = [...told];
      for (const [i, one] of all.entries()) {
        const [before, { fold }] = [all[i - 1]?.fold, one];
        if (before?.host.phase !== 'settled' || !isDecided(one)) continue;
        // Of a value that nobody knows of, everything is looked at.
        const previous = { verdicts: before.decision.sessions, waiting: before.aside.sessions };
        const { verdicts, waiting } = sessions.step(previous, fold.host, { ranking: fold.decision.ranking });
        expect(verdicts).toEqual(fold.decision.sessions);
        expect(waiting).toEqual(fold.aside.sessions);
        compared += countIn(verdicts);
        if (fold.decision.sessions !== before.decision.sessions) changed += 1;
      }
    };
    any(check);
    check(story(7, 2_500, 8, 'restless', obedient(7, 120)));
    expect([compared > 50_000, changed > 500]).toEqual([true, true]);
  });

  test('law 3: a fold resumed at any point goes on the same, and so does a replay from the start', () =>
    any((told) => {
      const all = [...told];
      const replayed = createLoop();
      for (const { fact, fold } of all) {
        replayed.take(Fact.parse(JSON.parse(JSON.stringify(fact))));
        expect(replayed.fold.digest).toBe(fold.digest);
      }
      for (let at = 50; at < all.length; at += 97) {
        // As a keyframe would be, from JSON: no reference is the same.
        const resumed = createLoop(structuredClone(all[at]?.fold) ?? replayed.fold);
        for (const { fact, fold } of all.slice(at + 1, at + 60)) {
          resumed.take(fact);
          expect(resumed.fold.digest, `resumed at ${at}, fact ${fact.seq} ${fact.type}`).toBe(fold.digest);
        }
      }
    }, 3));
});
