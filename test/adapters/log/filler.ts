/** Run as a process with a small file system: `filler.ts FOLDER`. Fills it, makes space, goes on, and prints what happened. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openSqliteLog } from '../../../adapters/log/index.ts';
import type { Fact } from '../../../machines/model/facts/index.ts';
import { random, someFact, stamped } from './facts.ts';

const [folder = ''] = process.argv.slice(2);
const filler = join(folder, 'filler');
const next = random(3);
writeFileSync(filler, Buffer.alloc(300_000));

function open() {
  const result = openSqliteLog(join(folder, 'log.db'));
  if (!result.ok) throw new Error(result.error.problem);
  return result.log;
}

const log = open();
const kept: Fact[] = [];
const attempt = (size: number) => {
  const facts = stamped(
    log.last,
    Array.from({ length: size }, () => someFact(next)),
  );
  const result = log.append(facts, 'aa');
  if (result.ok) kept.push(...facts);
  return result;
};
const same = (facts: Iterable<Fact>) => isDeepStrictEqual([...facts], kept);

let result = attempt(50);
for (let i = 0; i < 1000 && result.ok; i++) result = attempt(50);
const codes = new Set<string>();
let attempts = 0;
for (; attempts < 20; attempts++) {
  const again = attempt(200);
  if (!again.ok) codes.add(again.error.code);
}
const unchanged = same(log.facts());
const other = openSqliteLog(join(folder, 'other', 'log.db'));
rmSync(filler);
const afterSpace = attempt(50).ok;
log.close();
const again = open();
const all = same(again.facts());
again.close();
const newLogOnFullDisk = other.ok ? 'opened' : other.error.code;
process.stdout.write(JSON.stringify({ full: { code: [...codes].join(), attempts }, unchanged, afterSpace, kept: all, newLogOnFullDisk }));
