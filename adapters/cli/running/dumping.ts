/** The whole state of an agent in a file, for whoever has to find out what it thinks: SIGUSR2. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fold } from '../../../streams/loop.ts';
import { liveSubject, type Subject, status } from '../../control/index.ts';

/** Its owner's alone, for names and networks are in it. Says where, or why not. */
export function dump(
  agent: Pick<Subject, 'notices' | 'log'> & { readonly fold: Fold },
  logPath: string,
  notice: (line: string) => void,
): void {
  const file = join(dirname(logPath), `state-${agent.fold.host.seq}.json`);
  const text = JSON.stringify({ v: 1, status: status(liveSubject(agent)), fold: agent.fold }, null, 1);
  try {
    writeFileSync(`${file}.new`, `${text}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(`${file}.new`, file);
    notice(`the state is in ${file}`);
  } catch (error) {
    rmSync(`${file}.new`, { force: true });
    notice(`the state cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
