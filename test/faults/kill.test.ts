/** SIGKILL under load, again and again: no acknowledged fact is lost, and the next agent decides as the last one did. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { openSqliteLog, replay } from '../../index.ts';
import { folder } from '../adapters/log/folder.ts';
import { randomEvents } from '../machines/random.ts';
import { agentChild } from './child.ts';

const KILLS = 52;
const CHAINS = 2;
const SEED = 20261124;

test(`${KILLS} kills at random moments (seed ${SEED})`, { timeout: 480_000 }, async () => {
  const root = folder();
  const chains = await Promise.all(Array.from({ length: CHAINS }, (_, i) => chain(join(root, `${i}.db`), KILLS / CHAINS, SEED + i)));
  expect(chains.map((c) => c.kills)).toEqual(chains.map(() => KILLS / CHAINS));
  // Epochs opened by starts alone would be one a kill: there were others, by size.
  for (const { epochs } of chains) expect(epochs).toBeGreaterThan(KILLS / CHAINS);
});

async function chain(path: string, kills: number, seed: number) {
  const random = randomEvents.seeded(seed);
  let decided: string | null = null;
  let epochs = 0;
  for (let i = 0; i < kills; i += 1) {
    const what = `seed ${seed}, kill ${i}`;
    const child = agentChild(path, seed * 1000 + i * 10);
    const first = await child.first();
    if (decided !== null) expect(first, `${what}: the first decision is the last one's`).toBe(decided);
    await child.acknowledged(1 + random.int(400));
    const { highest, errors } = await child.kill();
    expect(errors, what).toBe('');
    ({ decided, epochs } = verify(path, highest, epochs, what));
  }
  return { kills, epochs };
}

/** Reads the log as anyone may, beside no writer: whole, chained, decided as it was lived. */
function verify(path: string, acknowledged: number, before: number, what: string) {
  const opened = openSqliteLog(path, { readOnly: true });
  if (!opened.ok) throw new Error(`${what}: ${opened.error.code} ${opened.error.problem}`);
  const { log } = opened;
  expect(log.last?.seq, what).toBeGreaterThanOrEqual(acknowledged);
  let next = log.epochs()[0]?.first ?? 0;
  for (const fact of log.facts()) expect(fact.seq, what).toBe(next++);
  expect(next - 1, what).toBe(log.last?.seq);
  const { fold, verdict } = replay(log.transactions());
  expect(verdict, what).toEqual({ kind: 'equal' });
  const epochs = log.last?.epoch ?? 0;
  expect(epochs, what).toBeGreaterThan(before);
  log.close();
  return { decided: hash('sha256', canonicalize(fold.decision) ?? ''), epochs };
}
