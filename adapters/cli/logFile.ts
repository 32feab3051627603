/** A stored log, or an export of one, as something that can be asked like an agent. */
import { type EventLog, importLog, memoryLog } from '../log/index.ts';
import { logError } from './offline/fault.ts';
import { openLogFile } from './offline/logFile.ts';

/** Throws a CliError. What is good of a damaged export is not enough here: an answer must not rest on half a log. */
export async function openToAsk(file: string): Promise<EventLog> {
  const opened = openLogFile(file);
  if (opened.kind === 'log') return opened.log;
  let log: EventLog | null = null;
  const result = await importLog(file, (base) => {
    log = memoryLog({ base });
    return { ok: true, log };
  });
  if (result.ok && log) return log;
  throw logError(file, result.ok ? { code: 'ERR_LOG_CORRUPT', problem: 'it has no header' } : result.error);
}
