/**
 * Run as a process on a small file system: `full-disk-child.ts FOLDER`. An agent whose disk fills up and is freed again.
 * Prints one JSON object: what it noticed, what it decided meanwhile, and what the log says of the gap.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createAgent, type Fact, openSqliteLog, replay } from '../../index.ts';
import { BOOT, batches, LOAD_CONFIG, loadSource } from './load.ts';

const [folder = ''] = process.argv.slice(2);
const filler = join(folder, 'filler');
writeFileSync(filler, Buffer.alloc(400_000));
const opened = openSqliteLog(join(folder, 'log.db'));
if (!opened.ok) throw new Error(opened.error.problem);
const { log } = opened;
const source = loadSource([]);
// One epoch, so that only the disk opens another.
const config = { ...LOAD_CONFIG, log: { ...LOAD_CONFIG.log, epochSize: 64 << 20, keep: 64 << 20 } };
const agent = await createAgent({ log, config, sources: [source], boot: BOOT });
let last = 0;
agent.facts.subscribe((fact) => {
  last = fact.seq;
});

const isToldOf = (word: string) => agent.notices.some((line) => line.includes(word));
let chapter = 1;
/** Tells stories until it holds, but never for ever. */
async function tellUntil(holds: () => boolean): Promise<boolean> {
  for (; chapter < 200; chapter += 1)
    for (const batch of batches(chapter, 200)) {
      if (holds()) return true;
      source.tell(batch);
      await setImmediate();
    }
  return holds();
}

const filled = await tellUntil(() => isToldOf('going on from memory'));
const kept = log.last?.seq ?? 0;
const until = last + 300;
const wentOn = await tellUntil(() => last >= until);
const decidedMeanwhile = agent.fold.decision.ranking.length > 0 && agent.fold.host.seq === last;
const unchanged = log.last?.seq === kept;
rmSync(filler);
const before = last;
const written = await tellUntil(() => isToldOf('are missing'));
await tellUntil(() => last >= before + 100);
const [live, digest] = [agent.fold.host.seq, agent.fold.digest];
await agent.close();

const again = openSqliteLog(join(folder, 'log.db'), { readOnly: true });
if (!again.ok) throw new Error(again.error.problem);
const gaps: (Fact & { type: 'log.gap' })[] = [];
let missing = 0;
let next = 1;
for (const fact of again.log.facts()) {
  missing += fact.seq - next;
  next = fact.seq + 1;
  if (fact.type === 'log.gap') gaps.push(fact);
}
const { fold, verdict, epochs } = replay(again.log.transactions());
process.stdout.write(
  JSON.stringify({
    ...{ filled, wentOn, decidedMeanwhile, unchanged, written, epochs, verdict, missing },
    lost: gaps.map((fact) => fact.lost),
    isWhole: fold.host.seq === live && fold.digest === digest,
    notices: agent.notices,
  }),
);
