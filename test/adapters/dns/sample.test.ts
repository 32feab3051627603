/** What PvDs were asked, as facts: how much always, which names only as `log.names` has it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filter, firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, createAgent } from '../../../adapters/agent.ts';
import { memoryClock } from '../../../adapters/clock/index.ts';
import { createMemoryResolver, openNames } from '../../../adapters/dns/index.ts';
import { createHiding, exportLog, type NamesMode, openSqliteLog } from '../../../adapters/log/index.ts';
import { TYPE } from '../../../machines/model/dns/index.ts';
import type { Fact, FactOf } from '../../../machines/model/facts/index.ts';
import type { Source } from '../../../machines/model/port.ts';
import { millis } from '../../../machines/model/units.ts';
import { folder, TWO_NETWORKS } from '../control/served.ts';
import { a, noName, servfail } from './records.ts';

const SECRET = 'nightingale.corp.example';
/** The networks of the test's host, heard at the start. */
const heard: Source = {
  name: 'heard',
  open: async (emit) => emit(TWO_NETWORKS.filter(({ type }) => type !== 'agent.started' && type !== 'epoch.opened')),
  close: async () => {},
};
let place: ReturnType<typeof folder>;
let agent: Agent;
const at = (name: string) => join(place.path, name);

async function start(mode: NamesMode): Promise<Agent> {
  const opened = openSqliteLog(at('log.sqlite'));
  if (!opened.ok) throw new Error(opened.error.problem);
  const names = openNames({
    ...{ hiding: createHiding(mode, at('names.key')), every: millis(20) },
    create: (asked) =>
      createMemoryResolver({
        ...asked,
        pin: async () => true,
        script: ({ name }) =>
          name.startsWith('broken') ? servfail : name.startsWith('no') ? noName() : { answers: [a(name, '203.0.113.9')] },
      }),
  });
  agent = await createAgent({ sources: [heard, names], log: opened.log, clock: memoryClock() });
  return agent;
}
const isSample = (fact: Fact): fact is FactOf<'name.sampled'> => fact.type === 'name.sampled';
/** Asked at once, so that one sample has them all. */
async function sampleOf(...names: readonly string[]): Promise<FactOf<'name.sampled'>> {
  const sample = firstValueFrom(agent.facts.pipe(filter(isSample)));
  await Promise.all(names.map((name) => agent.names?.resolve({ name, type: TYPE.A, pvd: null })));
  return sample;
}
const bytesOf = () =>
  readdirSync(place.path)
    .map((name) => readFileSync(at(name), 'latin1'))
    .join('');

beforeEach(() => {
  place = folder();
});
afterEach(async () => {
  await agent.close();
  place.remove();
});

test('how often each PvD was asked, and in vain; what it could not be asked for is not its own', async () => {
  await start('keep');
  const sample = await sampleOf(SECRET, 'nobody.example', 'broken.example', 'printer.local');
  expect(sample).toMatchObject({ class: 'world', pvd: 'pvd:eth0', generation: 1, asked: 3, answered: 2, failed: 1, shown: 'keep' });
  expect(sample.names).toEqual([SECRET, 'nobody.example', 'broken.example']);
});

test('no decision follows from it, and no command', async () => {
  await start('hash');
  const before = agent.fold;
  await sampleOf(SECRET);
  expect(agent.fold.decision).toBe(before.decision);
  expect([agent.fold.plan, agent.fold.digest]).toEqual([before.plan, before.digest]);
});

test('at most 32 names, however many there were', async () => {
  await start('keep');
  const sample = await sampleOf(...Array.from({ length: 50 }, (_, i) => `n${i}.example`));
  expect([sample.asked, sample.names.length]).toEqual([50, 32]);
});

describe('privacy: names in the bytes of the log', () => {
  test.each<[NamesMode, boolean]>([
    ['hash', false],
    ['omit', false],
    ['keep', true],
  ])('%s', async (mode, isThere) => {
    await start(mode);
    const sample = await sampleOf(SECRET);
    expect([sample.shown, sample.names.length]).toEqual([mode, mode === 'omit' ? 0 : 1]);
    await agent.close();
    // The key, the log and what SQLite has beside it.
    expect(bytesOf().includes('nightingale')).toBe(isThere);
  });

  test('hashed label by label with a key of this host: a suffix still matches its names, another host’s does not', async () => {
    await start('hash');
    const [first = '', second = ''] = (await sampleOf(SECRET, 'owl.corp.example')).names;
    expect(first.split('.').slice(1)).toEqual(second.split('.').slice(1));
    expect(first.split('.')[0]).not.toBe(second.split('.')[0]);
    expect(createHiding('hash', at('names.key')).hide([SECRET])).toEqual([first]);
    expect(createHiding('hash', at('another.key')).hide([SECRET])).not.toEqual([first]);
    expect((statSync(at('names.key')).mode & 0o777).toString(8)).toBe('600');
  });

  test('a key that cannot be kept hides all the same; what is no key is not taken for one', async () => {
    await start('hash');
    const [hidden = ''] = createHiding('hash', join(at('log.sqlite'), 'names.key')).hide([SECRET]);
    expect(hidden).toMatch(/^[0-9a-f]{10}(\.[0-9a-f]{10}){2}$/);
    expect(createHiding('hash', '/dev/null').hide([SECRET])[0]).toMatch(/^[0-9a-f]{10}/);
  });

  test('an export hides what was kept, and has no key in it', async () => {
    await start('keep');
    await sampleOf(SECRET);
    await exportLog(agent.log, at('out.ndjson'), { names: 'hash' });
    expect(readFileSync(at('out.ndjson'), 'utf8')).not.toContain('nightingale');
  });
});
