/**
 * `node test/lab/clean.ts [--remove]`: what labs left whose test is no more. Their namespaces end with their first process,
 * so what can be left is such a process, should it hang, and the working folder of a test that was killed.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER, OWNER } from './lab.ts';
import { isAlive, pids } from './process-tree.ts';
import { MARK } from './space.ts';

export type Leftovers = {
  readonly processes: readonly { readonly pid: number; readonly lab: string }[];
  readonly folders: readonly string[];
};

/** Of the labs of any user that we may look at; a lab whose owner lives is no leftover. */
export function leftovers(): Leftovers {
  return { processes: pids().flatMap((pid) => orphan(pid)), folders: readdirSync(tmpdir()).flatMap((name) => orphanFolder(name)) };
}

export function remove(left: Leftovers): void {
  for (const { pid } of left.processes) if (orphan(pid).length > 0) process.kill(pid, 'SIGKILL');
  for (const folder of left.folders) rmSync(folder, { recursive: true, force: true });
}

/** The mark is in the environment that a holder was started with: `mh-RANDOM-NAME of OWNER`. */
function orphan(pid: number): Leftovers['processes'] {
  const marked = new RegExp(`(?:^|\\0)${MARK}=(mh-[0-9a-f]+-\\S+) of (\\d+)\\0`).exec(environment(pid));
  const [, lab, owner] = marked ?? [];
  return lab && owner && !isAlive(Number(owner)) ? [{ pid, lab }] : [];
}

function orphanFolder(name: string): readonly string[] {
  const owner = join(tmpdir(), name, OWNER);
  if (!name.startsWith(FOLDER) || !existsSync(owner)) return [];
  return isAlive(Number(readFileSync(owner, 'utf8'))) ? [] : [join(tmpdir(), name)];
}

/** Empty for processes of others, which are not ours to judge. */
function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes(String(error.code))) return '';
    throw error;
  }
}

if (import.meta.main) {
  const left = leftovers();
  for (const { pid, lab } of left.processes) console.log(`process ${pid} of ${lab}`);
  for (const folder of left.folders) console.log(folder);
  if (process.argv.includes('--remove')) remove(left);
  else if (left.processes.length + left.folders.length > 0) console.log('remove them with --remove');
  else console.log('nothing is left of any lab');
}
