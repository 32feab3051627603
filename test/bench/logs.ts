/** Logs for the benches: a story's facts in transactions of one moment each, epoch after epoch, written as they are made. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLog, openSqliteLog } from '../../adapters/log/index.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { createLoop } from '../../streams/loop.ts';
import { type Pace, story } from '../streams/story.ts';

export const PVDS = 8;

/** A folder that is taken away afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mh-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function openLog(path: string, readOnly = false): EventLog {
  const opened = openSqliteLog(path, { readOnly });
  if (!opened.ok) throw new Error(opened.error.problem);
  return opened.log;
}

/** At least `count` facts, in epochs of `epoch` facts that each tell the same story anew; nothing but one story is held in memory. `batch`: facts a transaction, to write a long log in less time. */
export function writeLog(path: string, count: number, epoch: number, pace: Pace, batch = 1): void {
  const log = openLog(path);
  const facts = [...story(1, Math.min(count, epoch), PVDS, pace)].map((told) => told.fact);
  const loop = createLoop();
  for (let seq = 0, n = 1; seq < count; n += 1) {
    for (const moment of moments(facts, batch)) {
      const whole = moment.map((fact): Fact => ({ ...fact, seq: ++seq, ...(fact.type === 'epoch.opened' ? { epoch: n } : {}) }));
      for (const fact of whole) loop.take(fact);
      const result = log.append(whole, loop.fold.digest);
      if (!result.ok) throw new Error(result.error.problem);
    }
  }
  log.close();
}

/** The opening is one transaction, and so is what happened at one moment; `least` facts or more in each. */
function* moments(facts: readonly Fact[], least: number): Generator<readonly Fact[]> {
  let batch: Fact[] = [];
  let isOpen = false;
  for (const fact of facts) {
    if (isOpen && batch.length >= least && fact.at !== batch.at(-1)?.at) {
      yield batch;
      batch = [];
    }
    batch.push(fact);
    isOpen ||= fact.type === 'epoch.opened';
  }
  if (batch.length > 0) yield batch;
}
