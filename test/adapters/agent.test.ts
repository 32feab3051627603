/** The agent as a program that embeds it sees it: decisions, facts, epochs and its end. Sources and clock are in memory. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { describe, expect, test } from 'vitest';
import { type Agent, createAgent, type Decision, type Fact, memoryClock, memoryLog, openSqliteLog, replay } from '../../index.ts';
import type { Command } from '../../machines/model/command.ts';
import { answer } from '../../machines/model/facts/index.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import { changes } from '../../streams/digest.ts';
import { BOOT, batches, kernelOf, LOAD_CONFIG, type Load, loadSource } from '../faults/load.ts';
import { sessionOpened } from '../machines/sessionFacts.ts';
import { folder } from './log/folder.ts';

const json = (decision: Decision) => canonicalize(decision);
const story = [...batches(7, 400)];

async function started(options: Parameters<typeof createAgent>[0] = {}): Promise<{ agent: Agent; source: Load }> {
  const source = loadSource([]);
  const agent = await createAgent({ config: LOAD_CONFIG, sources: [source], clock: memoryClock(), boot: BOOT, ...options });
  return { agent, source };
}

describe('decisions', () => {
  test('a subscriber hears the current decision first, then each that differs, and the end', async () => {
    const { agent, source } = await started();
    const heard: string[] = [];
    let isOver = false;
    agent.decisions.subscribe({
      next: (tick) => heard.push(json(tick.fold.decision) ?? ''),
      complete: () => {
        isOver = true;
      },
    });
    expect(heard).toEqual([json(agent.fold.decision)]);
    for (const batch of story) source.tell(batch);
    expect(heard.length).toBeGreaterThan(20);
    expect(heard.at(-1)).toBe(json(agent.fold.decision));
    expect(agent.decisions.current && json(agent.decisions.current.fold.decision)).toBe(json(agent.fold.decision));
    expect(heard.filter((decision, i) => decision === heard[i - 1]).length).toBe(0);
    await agent.close();
    expect(isOver).toBe(true);
  });

  test('a slow iterator gets the newest and nothing in between; it ends with the agent', async () => {
    const { agent, source } = await started();
    const iterator = agent.decisions[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.fold.decision).toEqual(agent.fold.decision);
    for (const batch of story.slice(0, 100)) source.tell(batch);
    const newest = await iterator.next();
    expect(newest.done).toBe(false);
    expect(newest.value && json(newest.value.fold.decision)).toBe(json(agent.fold.decision));
    const waiting = iterator.next();
    await agent.close();
    expect((await waiting).done).toBe(true);
  });

  test('leaving the loop ends the subscription', async () => {
    const { agent, source } = await started();
    for await (const tick of agent.decisions) {
      expect(tick.fold.decision).toEqual(agent.fold.decision);
      break;
    }
    for (const batch of story.slice(0, 20)) source.tell(batch);
    await agent.close();
  });
});

test('facts are told once they can be read back from the log, in order', async () => {
  const { agent, source } = await started();
  const told: Fact[] = [];
  agent.facts.subscribe((fact) => {
    expect(agent.log.last?.seq).toBeGreaterThanOrEqual(fact.seq);
    told.push(fact);
  });
  const before = agent.log.last?.seq ?? 0;
  for (const batch of story.slice(0, 50)) source.tell(batch);
  expect(told.map((fact) => fact.seq)).toEqual(told.map((_, i) => before + 1 + i));
  expect([...agent.log.facts({ from: before + 1 })]).toEqual(told);
  await agent.close();
});

test('law 6: nothing is asked of the outside before the facts that led to it can be read back', async () => {
  const log = memoryLog();
  const asked: (readonly [seq: number, durable: number])[] = [];
  const source = loadSource([]);
  const sink: Source & Sink = {
    ...{ name: 'sink', open: async () => {}, close: async () => {}, carries: ['rule', 'route', 'sysctl', 'client'] },
    carry: (commands) => {
      for (const { id } of commands) asked.push([Number(id.split('.')[0]), log.last?.seq ?? 0]);
    },
  };
  const { agent } = await started({ mode: 'apply', checks: false, sources: [source, sink], log });
  for (const batch of story.slice(0, 100)) source.tell(batch);
  expect(asked.length).toBeGreaterThan(20);
  for (const [seq, durable] of asked) expect(durable).toBeGreaterThanOrEqual(seq);
  await agent.close();
});

describe('epochs', () => {
  test('one that the size cap opens leaves the decision as it was, byte for byte, and the log replays equal', async () => {
    const config = { ...LOAD_CONFIG, log: { ...LOAD_CONFIG.log, epochSize: 64 << 10, keep: 64 << 20 } };
    const { agent, source } = await started({ config, log: memoryLog() });
    for (const batch of story) source.tell(batch);
    expect(agent.log.epochs().length).toBeGreaterThan(2);
    let before: Decision | null = null;
    let compared = 0;
    const result = replay(agent.log.transactions(), {
      onTick: ({ fold }, fact) => {
        if (fact.type === 'epoch.opened' && before) {
          expect(json(fold.decision), `fact ${fact.seq}`).toBe(json(before));
          compared += 1;
        }
        before = fold.decision;
      },
    });
    expect(compared).toBe(agent.log.epochs().length - 1);
    expect(result.verdict).toEqual({ kind: 'equal' });
    expect(result.fold.digest).toBe(agent.fold.digest);
    await agent.close();
  });

  test('law 4: what is under way goes on in the next epoch: nothing is asked twice, and an answer is still one', async () => {
    const config = { ...LOAD_CONFIG, log: { ...LOAD_CONFIG.log, epochSize: 32 << 10 } };
    const source = loadSource([]);
    const asked: Command[] = [];
    const sink: Source & Sink = {
      ...{ name: 'slow', open: async () => {}, close: async () => {}, carries: ['rule', 'route'] },
      carry: (commands) => {
        asked.push(...commands);
      },
    };
    const { agent } = await started({ config, mode: 'apply', checks: false, sources: [source, sink], log: memoryLog() });
    const [first = [], ...rest] = story;
    source.tell(first);
    for (const batch of rest) if (agent.log.epochs().length < 3) source.tell(batch);
    expect(agent.log.epochs().length).toBe(3);
    const underWay = agent.fold.plan.inFlight.filter(({ command }) => sink.carries.includes(command.type.split('.')[0] ?? ''));
    // Each was asked once, for all that it has been asked for in another epoch.
    const opened = [...agent.log.facts({ epoch: agent.fold.host.epoch })][0]?.seq ?? 0;
    expect(underWay.some(({ command }) => Number(command.id.split('.')[0]) < opened)).toBe(true);
    for (const { command } of underWay) expect(asked.filter(({ id }) => id === command.id)).toEqual([command]);
    const refused = underWay.map(({ command: { id, type, target } }) =>
      answer(id, 'command.failed', { command: type, target, code: 'ENOBUFS', problem: 'no room' }),
    );
    const before = asked.length;
    source.tell(refused);
    expect(agent.fold.plan.inFlight.filter(({ id }) => underWay.some((row) => row.id === id))).toEqual([]);
    expect(asked.slice(before)).toEqual([]);
    await agent.close();
  });

  test('an opening that is larger than an epoch may be is no reason for the next one', async () => {
    const { agent, source } = await started({ config: { ...LOAD_CONFIG, log: { ...LOAD_CONFIG.log, epochSize: 4096 } } });
    const sessions = Array.from({ length: 200 }, (_, i) => sessionOpened(`s${i}`, 'pvd:if0'));
    for (const batch of story.slice(0, 50)) source.tell(batch);
    source.tell(sessions);
    for (const batch of story.slice(50, 100)) source.tell(batch);
    const epochs = agent.log.epochs().at(-1)?.epoch ?? 0;
    expect(epochs).toBeGreaterThan(1);
    expect(epochs).toBeLessThan(20);
    await agent.close();
  });

  test('a log that nobody named stays small: the epoch that runs, and as much of those before it as fits into one', async () => {
    const [epochSize, keep] = [16 << 10, 64 << 20];
    const { agent, source } = await started({ config: { ...LOAD_CONFIG, log: { ...LOAD_CONFIG.log, epochSize, keep } } });
    for (const batch of story) source.tell(batch);
    const epochs = agent.log.epochs();
    expect(epochs.at(-1)?.epoch).toBeGreaterThan(2);
    expect(epochs.length).toBeLessThan(3);
    expect(replay(agent.log.transactions()).verdict).toEqual({ kind: 'equal' });
    await agent.close();
  });

  test('a restart on the same log keeps every row and every reason: what is restated cites the first fact', async () => {
    const path = join(folder(), 'log.db');
    const open = () => {
      const opened = openSqliteLog(path);
      if (!opened.ok) throw new Error(opened.error.problem);
      return opened.log;
    };
    const { agent, source } = await started({ log: open() });
    for (const batch of story.slice(0, 120)) source.tell(batch);
    const { fold } = agent;
    await agent.close();
    const again = await createAgent({
      ...{ config: LOAD_CONFIG, log: open(), clock: memoryClock(), boot: BOOT },
      sources: [loadSource(kernelOf(fold))],
    });
    expect(json(again.fold.decision)).toBe(json(fold.decision));
    expect(again.fold.host.epoch).toBeGreaterThan(fold.host.epoch);
    const cited = again.fold.decision.ranking.flatMap((place) => place.because.facts);
    expect(cited.length).toBeGreaterThan(0);
    expect(Math.max(...cited)).toBeLessThanOrEqual(fold.host.seq);
    const restated = [...again.log.facts({ epoch: again.fold.host.epoch })].filter((fact) => fact.of !== undefined);
    expect(restated.map((fact) => fact.type)).toContain('lease4.bound');
    expect(restated.map((fact) => fact.type)).toContain('router.advertised');
    await again.close();
  });

  test('another boot trusts nothing but the memory: what the network said is gone until it says it again', async () => {
    const log = memoryLog();
    const { agent, source } = await started({ log });
    for (const batch of story.slice(0, 40)) source.tell(batch);
    const { fold } = agent;
    await agent.close();
    const { agent: again } = await started({ log, boot: 'another boot', sources: [loadSource(kernelOf(fold))] });
    expect(fold.host.routers.length).toBeGreaterThan(0);
    expect(again.fold.host.routers).toEqual([]);
    expect(again.fold.host.leases).toEqual([]);
    expect(changes(fold.decision, again.fold.decision)).not.toEqual([]);
    await again.close();
  });
});

describe('the end', () => {
  test('closing twice is closing once; nothing is told or kept afterwards', async () => {
    const { agent, source } = await started();
    const told: Fact[] = [];
    agent.facts.subscribe((fact) => told.push(fact));
    await Promise.all([agent.close(), agent.close()]);
    await agent.close();
    const last = agent.log.last?.seq;
    source.tell(story[0] ?? []);
    expect(told).toEqual([]);
    expect(agent.log.last?.seq).toBe(last);
  });

  test('`await using` closes: the same log can be opened again', async () => {
    const path = join(folder(), 'log.db');
    const open = () => openSqliteLog(path);
    const opened = open();
    if (!opened.ok) throw new Error(opened.error.problem);
    {
      await using agent = (await started({ log: opened.log })).agent;
      expect(agent.decisions.current).not.toBeNull();
      expect(open()).toMatchObject({ ok: false, error: { code: 'ERR_LOG_IN_USE' } });
    }
    const again = open();
    expect(again.ok).toBe(true);
    if (again.ok) again.log.close();
  });

  test('a source that cannot be opened is a notice, and there is a decision', async () => {
    const broken = { name: 'broken', open: () => Promise.reject(new Error('no such thing')), close: async () => undefined };
    const { agent } = await started({ sources: [broken] });
    expect(agent.notices).toEqual(['broken: no such thing']);
    expect(agent.decisions.current).not.toBeNull();
    await agent.close();
  });

  test('a process that closed its agent on the real host has nothing left to wait for', { timeout: 60_000 }, () => {
    const url = new URL('../../index.ts', import.meta.url).href;
    const script = `import { createAgent } from ${JSON.stringify(url)}; const agent = await createAgent(); await agent.close();
      process.stdout.write(JSON.stringify({ decided: agent.decisions.current !== null, left: process.getActiveResourcesInfo().filter((r) => r !== 'PipeWrap') }));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 45_000 });
    expect(run.stderr).toBe('');
    expect({ status: run.status, signal: run.signal, said: JSON.parse(run.stdout) }).toEqual({
      status: 0,
      signal: null,
      said: { decided: true, left: [] },
    });
  });
});
