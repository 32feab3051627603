/** Flipped bits in an agent's log: another agent on it decides as the last one did, or says where the log is damaged; never a third thing. */
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { createAgent, type Fold, LogCorrupt, LogFailed, memoryClock, openSqliteLog, replay } from '../../index.ts';
import { folder } from '../adapters/log/folder.ts';
import { randomEvents } from '../machines/random.ts';
import { BOOT, batches, kernelOf, LOAD_CONFIG, loadSource } from './load.ts';

const SEED = 4242;
const FLIPS = 120;
/** PRAGMA user_version: a flip there claims another schema. https://www.sqlite.org/fileformat.html §1.3 */
const isVersion = (offset: number) => offset >= 60 && offset < 64;

test(`${FLIPS} flipped bits (seed ${SEED})`, { timeout: 240_000 }, async () => {
  const root = folder();
  const [good, bad] = [join(root, 'good.db'), join(root, 'bad.db')];
  const random = randomEvents.seeded(SEED);
  const last = await record(good);
  const size = statSync(good).size;
  const ends = { asBefore: 0, refused: 0 };
  const reads = { equal: 0, ended: 0 };
  for (let i = 0; i < FLIPS; i += 1) {
    const [offset, bit] = [random.int(size), random.int(8)];
    copyFileSync(good, bad);
    const bytes = readFileSync(bad);
    bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
    writeFileSync(bad, bytes);
    const what = `bit ${bit} of byte ${offset}, seed ${SEED}`;
    reads[readThrough(bad, last, what, offset)] += 1;
    ends[await startOn(bad, last, what, offset)] += 1;
    for (const side of ['-wal', '-shm']) rmSync(`${bad}${side}`, { force: true });
  }
  // Most of the file is facts: a reader of the whole notices nearly every flip, an agent those in its last epoch.
  expect(reads.ended, `seed ${SEED}`).toBeGreaterThan(FLIPS / 2);
  expect(ends.refused, `seed ${SEED}`).toBeGreaterThan(0);
  expect(ends.asBefore, `seed ${SEED}`).toBeGreaterThan(0);
});

async function record(path: string): Promise<Fold> {
  const opened = openSqliteLog(path);
  if (!opened.ok) throw new Error(opened.error.problem);
  const source = loadSource([]);
  const agent = await createAgent({ log: opened.log, config: LOAD_CONFIG, sources: [source], clock: memoryClock(), boot: BOOT });
  for (const batch of batches(SEED, 600)) source.tell(batch);
  const { fold } = agent;
  expect(opened.log.epochs().length).toBeGreaterThan(1);
  await agent.close();
  return fold;
}

/** The whole log is what was written, or the reading says at which fact it ends. */
function readThrough(path: string, last: Fold, what: string, offset: number): 'equal' | 'ended' {
  const opened = openSqliteLog(path, { readOnly: true });
  if (!opened.ok) return refusal(opened.error.code, what, offset);
  try {
    const { verdict, fold } = replay(opened.log.transactions());
    expect(verdict, what).toEqual({ kind: 'equal' });
    expect(fold.digest, what).toBe(last.digest);
    return 'equal';
  } catch (error) {
    if (!(error instanceof LogCorrupt)) throw error;
    expect(error.message, what).toMatch(/^log is corrupt at fact \d+: ./);
    return 'ended';
  } finally {
    opened.log.close();
  }
}

async function startOn(path: string, last: Fold, what: string, offset: number): Promise<'asBefore' | 'refused'> {
  const opened = openSqliteLog(path);
  if (!opened.ok) {
    refusal(opened.error.code, what, offset);
    return 'refused';
  }
  const options = { log: opened.log, config: LOAD_CONFIG, sources: [loadSource(kernelOf(last))], clock: memoryClock(), boot: BOOT };
  try {
    const agent = await createAgent(options);
    expect(canonicalize(agent.fold.decision), what).toBe(canonicalize(last.decision));
    await agent.close();
    return 'asBefore';
  } catch (error) {
    if (!(error instanceof LogCorrupt || error instanceof LogFailed)) throw error;
    expect(error.code, what).toBe('ERR_LOG_CORRUPT');
    return 'refused';
  }
}

function refusal(code: string, what: string, offset: number): 'ended' {
  expect(code, what).toBe(isVersion(offset) && code === 'ERR_LOG_VERSION' ? 'ERR_LOG_VERSION' : 'ERR_LOG_CORRUPT');
  return 'ended';
}
