/** SIGKILL under load: what was acknowledged is there, whole and chained, and the log goes on. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteLog } from '../../../adapters/log/index.ts';
import { logChild } from './child.ts';
import { below, random } from './facts.ts';
import { folder } from './folder.ts';

const KILLS = 50;
const SEED = 20261124;

test(`${KILLS} kills at random moments lose no acknowledged fact (seed ${SEED})`, { timeout: 120_000 }, async () => {
  const root = folder();
  const next = random(SEED);
  const chain = async (name: string, kills: number): Promise<number> => {
    const path = join(root, name);
    let reached = 0;
    for (let i = 0; i < kills; i++) {
      const child = logChild(path, below(next, 1e6));
      await child.acknowledged(reached + 1 + below(next, 600));
      await child.kill();
      reached = verify(path, child.highest(), `${name}, kill ${i}`);
    }
    return reached;
  };
  // Two logs, so that one can be verified while the other is being written.
  const reached = await Promise.all([chain('a.db', KILLS / 2), chain('b.db', KILLS / 2)]);
  expect(Math.min(...reached)).toBeGreaterThan(KILLS);
});

function verify(path: string, acknowledged: number, what: string): number {
  const result = openSqliteLog(path);
  if (!result.ok) throw new Error(`${what}: ${result.error.code} ${result.error.problem}`);
  const { log } = result;
  let last = (log.epochs()[0]?.first ?? 1) - 1;
  for (const fact of log.facts()) {
    expect(fact.seq, what).toBe(last + 1);
    last = fact.seq;
  }
  log.close();
  expect(last, what).toBeGreaterThanOrEqual(acknowledged);
  return last;
}
