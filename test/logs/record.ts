/** Records the fixture anew, after a change of what is decided: `node test/logs/record.ts`. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportLog } from '../../index.ts';
import { inFolder, openLog, writeLog } from '../bench/logs.ts';

await inFolder(async (folder) => {
  const path = join(folder, 'log.db');
  writeLog(path, 2_000, 1_000, 'restless');
  const log = openLog(path, true);
  const result = await exportLog(log, fileURLToPath(new URL('./story-8.ndjson.gz', import.meta.url)), { gzip: true, names: 'keep' });
  log.close();
  console.log(JSON.stringify(result));
});
