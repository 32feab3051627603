/**
 * Records the fixture anew, after a change of what is decided: `node test/logs/record.ts`. Such a change has a version of its own
 * (law 3): what is recorded as of this one, and would be decided otherwise, is not written over.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportLog, readExport, replay } from '../../index.ts';
import { inFolder, openLog, writeLog } from '../bench/logs.ts';

const FIXTURE = fileURLToPath(new URL('./story-8.ndjson.gz', import.meta.url));

const recorded = [];
for await (const entry of readExport(FIXTURE)) if (entry.ok && entry.kind === 'transaction') recorded.push(entry.transaction);
if (replay(recorded).verdict.kind === 'diverged') throw new Error('this version decided otherwise: raise MACHINES in streams/version.ts');

await inFolder(async (folder) => {
  const path = join(folder, 'log.db');
  writeLog(path, 2_000, 1_000, 'restless');
  const log = openLog(path, true);
  const result = await exportLog(log, FIXTURE, { gzip: true, names: 'keep' });
  log.close();
  console.log(JSON.stringify(result));
});
