/** Law 4: an epoch is no event. What comes after one is decided as if there had been none, whatever it may be, and so after any number of them. */
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import type { Command } from '../../machines/model/command.ts';
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { millis } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import type { Decision } from '../../streams/decision.ts';
import { createLoop } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';
import { randomEvents } from '../machines/random.ts';
import { createKernel } from './kernel.ts';
import { wild } from './programs.ts';
import { type Beside, story } from './story.ts';

/** A loop with a kernel (in apply mode) and a clock of its own. */
function host(mode: 'observe' | 'apply') {
  const started = world('agent.started', {
    ...{ version: '0', machines: MACHINES, boot: 'story', uptime: millis(2000), mode, checks: mode === 'apply' },
  });
  const loop = createLoop();
  const kernel = createKernel(() => {});
  const waiting: Command[] = [];
  let [seq, at] = [0, 0];
  const take = (fact: Unstamped): void => {
    const follows = kernel.hear(fact);
    const commands = loop.take(Fact.parse({ ...JSON.parse(JSON.stringify(fact)), seq: ++seq, at }))?.commands ?? [];
    if (mode === 'apply') waiting.push(...commands);
    for (const more of follows) take(more);
  };
  const tell = (fact: Unstamped): void => {
    take(fact);
    for (let command = waiting.shift(); command; command = waiting.shift()) for (const told of kernel.carry(command)) take(told);
  };
  return {
    fold: () => loop.fold,
    hear: ({ seq: _seq, at: moment, ...fact }: Fact): void => {
      for (;;) {
        const [next] = loop.fold.plan.armed.filter(({ due }) => due <= moment).toSorted((a, b) => a.due - b.due);
        if (!next) break;
        at = Math.max(at, next.due);
        tell(world('deadline.passed', { id: next.id, due: next.due }));
      }
      at = moment;
      tell(fact.type === 'agent.started' ? started : fact);
    },
    reopen: (): void => {
      const { fold } = loop;
      const opened = world('epoch.opened', { epoch: 2, reason: 'size', previous: fold.digest });
      for (const fact of [started, ...restate(fold.host, fold.host.at, carried(fold)), opened]) tell(fact);
    },
  };
}

/** But for the numbers of facts, which are others where an epoch has restated them. */
const said = (decision: Decision) => canonicalize(JSON.parse(JSON.stringify(decision), (key, value) => (NUMBERS.has(key) ? null : value)));
const NUMBERS = new Set(['facts', 'since']);

const bustle: Beside = wild(3, { most: 8, chance: 0.3 });
test.each<[string, 'observe' | 'apply', number, Beside | undefined]>([
  ['observe mode', 'observe', 3, undefined],
  ['observe mode', 'observe', 4, undefined],
  ['sessions', 'observe', 3, bustle],
  ['apply mode', 'apply', 3, undefined],
  ['apply mode', 'apply', 4, undefined],
])('%s: with epochs now and then, and without (%s, seed %i)', { timeout: 120_000 }, (_what, mode, seed, beside) => {
  const random = randomEvents.seeded(seed + 99);
  const [whole, broken] = [host(mode), host(mode)];
  let [opened, roamed] = [0, 0];
  for (const { fact } of story(seed, 1_200, 3, 'restless', beside)) {
    if (fact.type === 'deadline.passed' || fact.class === 'answer') continue;
    for (const one of [whole, broken]) one.hear(fact);
    if (whole.fold().host.phase !== 'settled') continue;
    expect(said(broken.fold().decision), `seed ${seed}, fact ${fact.seq} ${fact.type}, ${opened} epochs`).toBe(said(whole.fold().decision));
    roamed = Math.max(roamed, ...whole.fold().host.pvds.map((p) => p.snapshot.context.generation));
    if (!random.chance(0.15)) continue;
    broken.reopen();
    opened += 1;
  }
  expect([opened > 100, roamed > 1]).toEqual([true, true]);
});
