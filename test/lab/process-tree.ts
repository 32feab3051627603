/** Whose child is whose, as /proc tells it: a program started inside a PID namespace is a grandchild of the one that was spawned. */
import { readdirSync, readFileSync } from 'node:fs';

/** The parent of a process; undefined when it is gone. */
export function parentOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold anything: the fields start after the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && Number(fields[1]);
}

/** The one child of a process, or undefined while there is none. */
export const childOf = (pid: number): number | undefined => pids().find((candidate) => parentOf(candidate) === pid);

/** A process and its arguments. */
export const commandLine = (pid: number): readonly string[] => (read(`/proc/${pid}/cmdline`) ?? '').split('\0').slice(0, -1);

export const isAlive = (pid: number): boolean => {
  const stat = read(`/proc/${pid}/stat`);
  return stat !== undefined && stat[stat.lastIndexOf(')') + 2] !== 'Z';
};

export const pids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    // A process may end between being listed and being read.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return undefined;
    throw error;
  }
}
