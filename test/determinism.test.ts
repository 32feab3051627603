/** One recorded log, one digest: in this test runner (development builds of the libraries) and in plain Node (production builds). */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readExport, replay } from '../index.ts';
import { createLoop } from '../streams/loop.ts';
import { story } from './streams/story.ts';

const LOG = fileURLToPath(new URL('./logs/story-8.ndjson.gz', import.meta.url));
const REPLAYER = fileURLToPath(new URL('./logs/replay-child.ts', import.meta.url));

const elsewhere = (...args: readonly string[]) => {
  const { NODE_ENV: _, ...env } = process.env;
  const run = spawnSync(process.execPath, [REPLAYER, ...args], { encoding: 'utf8', env: { ...env, NODE_ENV: 'production' } });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
};

test('the recorded log replays here and in plain node to the digest that is stored in it', async () => {
  const transactions = [];
  for await (const entry of readExport(LOG)) {
    if (!entry.ok) throw new Error(entry.error.problem);
    if (entry.kind === 'transaction') transactions.push(entry.transaction);
  }
  const stored = transactions.at(-1)?.digest;
  const { verdict, facts, fold } = replay(transactions);
  expect(verdict).toEqual({ kind: 'equal' });
  expect(facts).toBeGreaterThanOrEqual(2_000);
  expect(fold.digest).toBe(stored);
  expect(elsewhere('log', LOG)).toEqual({ verdict: { kind: 'equal' }, facts, digest: stored });
});

test('20,000 facts of a story come to one digest here, again here, and in plain node', { timeout: 120_000 }, () => {
  const [seed, count] = [21, 20_000];
  const again = createLoop();
  let digest = '';
  for (const { fact, fold } of story(seed, count, 8)) {
    again.take(fact);
    digest = fold.digest;
  }
  expect(again.fold.digest, `seed ${seed}`).toBe(digest);
  expect(elsewhere('story', String(seed), String(count)).digest, `seed ${seed}`).toBe(digest);
});
