/**
 * Run as a process: `agent-child.ts LOG SEED`. An agent on a log under load without end. It prints `open DIGEST` with the
 * digest of its first decision, then the seq of each fact that was acknowledged; what is wrong with the log as one line on stderr.
 */
import { hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import canonicalize from 'canonicalize';
import { createAgent, openSqliteLog, replay } from '../../index.ts';
import { BOOT, batches, kernelOf, LOAD_CONFIG, loadSource } from './load.ts';

const [path = '', seed = '1'] = process.argv.slice(2);
const opened = openSqliteLog(path);
if (!opened.ok) {
  process.stderr.write(`${opened.error.code}: ${opened.error.problem}\n`);
  process.exit(1);
}
const { log } = opened;
const source = loadSource(log.last ? kernelOf(replay(log.transactions({ epoch: log.last.epoch })).fold) : []);
const agent = await createAgent({ log, config: LOAD_CONFIG, configFrom: 'test', sources: [source], boot: BOOT });
writeSync(1, `open ${hash('sha256', canonicalize(agent.fold.decision) ?? '')}\n`);
agent.facts.subscribe((fact) => writeSync(1, `${fact.seq}\n`));

for (let chapter = Number(seed); ; chapter += 1) {
  for (const batch of batches(chapter, 300)) {
    source.tell(batch);
    await setImmediate();
  }
}
