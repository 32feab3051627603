/** Flipped bits in a log file: what is read is what was written, or the reading says where it ends. */
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FactUnknown, LogCorrupt, openSqliteLog } from '../../../adapters/log/index.ts';
import type { Fact } from '../../../machines/model/facts/index.ts';
import { below, fill, random } from './facts.ts';
import { folder } from './folder.ts';

const SEED = 77;
const FLIPS = 400;
/** PRAGMA user_version: a flip there claims another schema. https://www.sqlite.org/fileformat.html §1.3 */
const isVersion = (offset: number) => offset >= 60 && offset < 64;

type Outcome = 'harmless' | 'refused' | 'ended';

test(`${FLIPS} flipped bits are harmless or detected (seed ${SEED})`, { timeout: 60_000 }, () => {
  const root = folder();
  const [good, bad] = [join(root, 'good.db'), join(root, 'bad.db')];
  const facts = write(good);
  const next = random(SEED);
  const outcomes: Record<Outcome, number> = { harmless: 0, refused: 0, ended: 0 };
  const size = statSync(good).size;
  for (let i = 0; i < FLIPS; i++) {
    // A quarter in the header and the schema's page, where little is text.
    const offset = i % 4 === 0 ? below(next, i % 8 === 0 ? 100 : 4096) : below(next, size);
    const bit = below(next, 8);
    copyFileSync(good, bad);
    flip(bad, offset, bit);
    outcomes[outcome(bad, facts, `bit ${bit} of byte ${offset}, seed ${SEED}`, isVersion(offset))] += 1;
    for (const side of ['-wal', '-shm']) rmSync(`${bad}${side}`, { force: true });
  }
  expect(outcomes.harmless + outcomes.refused + outcomes.ended).toBe(FLIPS);
  expect(outcomes.ended).toBeGreaterThan(FLIPS / 4);
});

test.each([0.1, 0.5, 0.9])('a file cut off at %f of its length is detected', (part) => {
  const root = folder();
  const path = join(root, 'cut.db');
  const facts = write(path);
  writeFileSync(path, readFileSync(path).subarray(0, Math.floor(statSync(path).size * part)));
  expect(outcome(path, facts, `cut at ${part}`, false)).not.toBe('harmless');
});

function write(path: string): readonly Fact[] {
  const opened = openSqliteLog(path);
  if (!opened.ok) throw new Error(opened.error.problem);
  const facts = fill(opened.log, random(SEED), 120, 15);
  opened.log.close();
  return facts;
}

function flip(path: string, offset: number, bit: number): void {
  const bytes = readFileSync(path);
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
  writeFileSync(path, bytes);
}

/** Reads as a reader does and then as the agent does: neither may give a fact that was not written, or leave one out in silence. */
function outcome(path: string, facts: readonly Fact[], what: string, version: boolean): Outcome {
  const reader = read(path, facts, true, what, version);
  const writer = read(path, facts, false, what, version);
  return reader === 'harmless' ? writer : reader;
}

function read(path: string, facts: readonly Fact[], readOnly: boolean, what: string, version: boolean): Outcome {
  const opened = openSqliteLog(path, { readOnly });
  if (!opened.ok) {
    expect(opened.error.code, what).toBe(version && opened.error.code === 'ERR_LOG_VERSION' ? 'ERR_LOG_VERSION' : 'ERR_LOG_CORRUPT');
    return 'refused';
  }
  const got: Fact[] = [];
  try {
    for (const fact of opened.log.facts()) got.push(fact);
    expect(got, what).toEqual(facts);
    return 'harmless';
  } catch (error) {
    if (!(error instanceof LogCorrupt)) throw error;
    expect(error, what).not.toBeInstanceOf(FactUnknown);
    expect(got, what).toEqual(facts.slice(0, got.length));
    return 'ended';
  } finally {
    opened.log.close();
  }
}
