/** Law 4 in apply mode, against a small kernel that is slow and now and then has no room: an epoch may open at any moment of it. */
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import type { Command } from '../../machines/model/command.ts';
import { answer, Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { millis } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { changes } from '../../streams/digest.ts';
import { createLoop, type Fold, type Loop } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';
import { randomEvents } from '../machines/random.ts';
import { createKernel } from './kernel.ts';
import { wild } from './programs.ts';
import { story } from './story.ts';

const STARTED = { version: '0', machines: MACHINES, boot: 'story', uptime: millis(2000), mode: 'apply', checks: true } as const;

/** The facts that the same process opens a new epoch with. */
const openingOf = (fold: Fold): readonly Unstamped[] => [
  world('agent.started', STARTED),
  ...restate(fold.host, fold.host.at, carried(fold)),
  world('epoch.opened', { epoch: 2, reason: 'size', previous: fold.digest }),
];

/** A host whose networks do as in the story, and whose kernel carries out some of what is asked, later or not at all. */
function applied(seed: number, count: number) {
  const random = randomEvents.seeded(seed);
  let [seq, at, loop]: [number, number, Loop] = [0, 0, createLoop()];
  const kernel = createKernel();
  const waiting: Command[] = [];
  const asked: Command[] = [];
  const tell = (fact: Unstamped): void => {
    const follows = kernel.hear(fact);
    const commands = loop.take(Fact.parse({ ...JSON.parse(JSON.stringify(fact)), seq: ++seq, at }))?.commands ?? [];
    const work = commands.filter((c) => !c.type.startsWith('deadline'));
    waiting.push(...work);
    asked.push(...work);
    for (const more of follows) tell(more);
  };
  const carry = (most: number): void => {
    for (let n = 0; n < most && waiting.length > 0; n += 1) {
      const [command] = waiting.splice(0, 1);
      if (!command) return;
      const { id, type, target } = command;
      const isRefused = type !== 'check.run' && random.chance(0.1);
      if (isRefused) tell(answer(id, 'command.failed', { command: type, target, code: 'ENOBUFS', problem: 'no room' }));
      // Some checks take their time.
      else if (type !== 'check.run' || random.chance(0.7)) for (const fact of kernel.carry(command)) tell(fact);
    }
  };
  return {
    fold: () => loop.fold,
    asked,
    reopen: (): void => {
      const opening = openingOf(loop.fold);
      at -= 3_600_000;
      opening.forEach(tell);
    },
    *happenings(): Generator<string> {
      for (const { fact } of story(seed, count, 3, 'restless', wild(seed, { most: 8, chance: 0.3 }))) {
        const { seq: _seq, at: _at, ...rest } = fact;
        if (fact.type === 'deadline.passed' || fact.class === 'answer') continue;
        at += random.int(2_000);
        for (let due = dueBy(loop.fold, at); due; due = dueBy(loop.fold, at)) tell(world('deadline.passed', due));
        tell(fact.type === 'agent.started' ? world('agent.started', STARTED) : rest);
        carry(random.chance(0.7) ? 1_000 : random.int(4));
        if (loop.fold.host.phase === 'settled') yield `seed ${seed}, fact ${seq} ${fact.type}`;
      }
    },
    begin: (moment: number): void => {
      at = moment;
    },
  };
}

const dueBy = ({ plan }: Fold, at: number) => {
  const [first] = plan.armed.filter(({ due }) => due <= at).toSorted((a, b) => a.due - b.due);
  return first && { id: first.id, due: first.due };
};

const differences = (before: Fold, now: Fold) =>
  changes(before.decision, now.decision).flatMap(([path, is]) => {
    const was = changes(now.decision, before.decision).find(([p]) => p === path)?.[1] ?? null;
    return canonicalize(was) === canonicalize(is) ? [] : [{ path, was: canonicalize(was), is: canonicalize(is) }];
  });

test.each([1, 2, 3])(
  'an epoch that opens while much is under way, and much has failed, decides the same and asks for nothing again (seed %i)',
  { timeout: 120_000 },
  (seed) => {
    const host = applied(seed, 700);
    host.begin(1_790_000_000_000);
    const seen = { points: 0, underWay: 0, failures: 0 };
    for (const when of host.happenings()) {
      seen.points += 1;
      if (seen.points % 5 !== 0) continue;
      const before = host.fold();
      seen.underWay += before.plan.inFlight.length;
      seen.failures += before.host.failures.length;
      host.asked.length = 0;
      host.reopen();
      const now = host.fold();
      expect(differences(before, now), when).toEqual([]);
      // A later end of what stands there is all that may be told.
      const anew = host.asked.filter((c) => c.type !== 'route.replace' || !now.host.ownRoutes.some((r) => r.id === c.target));
      expect(anew, when).toEqual([]);
      expect(now.host.failures.map(({ id, times, mayGo, due }) => [id, times, mayGo, due - now.host.at])).toEqual(
        before.host.failures.map(({ id, times, mayGo, due }) => [id, times, mayGo, Math.max(0, due - before.host.at)]),
      );
    }
    expect([seen.points > 300, seen.underWay > 200, seen.failures > 50], JSON.stringify(seen)).toEqual([true, true, true]);
  },
);
