import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type EventLog, memoryLog, type OpenResult, openSqliteLog } from '../../../adapters/log/index.ts';
import { logContract } from '../../contracts/log.ts';
import { folder } from './folder.ts';

const root = folder();

const must = (result: OpenResult): EventLog => {
  if (!result.ok) throw new Error(result.error.problem);
  return result.log;
};

logContract('memory', () => ({ open: (base) => memoryLog({ base: base ?? null }), close: () => {} }));
logContract('SQLite', () => {
  const path = join(mkdtempSync(join(root, 'log-')), 'log.db');
  let log: EventLog | null = null;
  return {
    open: (base) => {
      log = must(openSqliteLog(path, { base: base ?? null }));
      return log;
    },
    close: () => log?.close(),
  };
});
