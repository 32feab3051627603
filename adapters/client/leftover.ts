/**
 * Records of the children that run, so that one which outlived a crash of ours is found at the next start and ended. Only a
 * process with the recorded pid, start time and command line is touched: a pid alone may be anybody's by then.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Positive, textUpTo } from '../../machines/model/plain.ts';

const ChildRecord = z.strictObject({
  pid: Positive,
  /** Clock ticks after boot, as /proc writes them: text, for it is only compared. */
  start: textUpTo(32),
  argv: z.array(textUpTo(4096)).max(128).readonly(),
});
type ChildRecord = z.infer<typeof ChildRecord>;

const SUFFIX = '.child.json';
const LOOK_EVERY = 20;

/** `name`: `udhcpc.wlan0`. The record is whole or not there; then why is what is given. */
export function recordChild(folder: string, name: string, pid: number, argv: readonly string[]): string | null {
  const start = startOf(pid);
  if (start === null) return null;
  const file = join(folder, `${name}${SUFFIX}`);
  try {
    writeFileSync(`${file}.new`, JSON.stringify({ pid, start, argv } satisfies ChildRecord), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return null;
  } catch (error) {
    return `no record of process ${pid} could be written, so that it would not be found after a crash: ${String(error)}`;
  }
}

export const forgetChild = (folder: string, name: string): void => rmSync(join(folder, `${name}${SUFFIX}`), { force: true });

/** Ends what is left of an earlier run of ours: SIGTERM, then SIGKILL after `patience` ms. Gives what was found, in words. */
export async function endLeftovers(folder: string, client: string, patience: number): Promise<readonly string[]> {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${client}.`) && file.endsWith(SUFFIX));
  const ended = await Promise.all(
    files.map(async (file) => {
      const found = parse(readFileSync(join(folder, file), 'utf8'));
      const isOurs = found !== null && isStill(found);
      if (isOurs) await end(found, patience);
      rmSync(join(folder, file), { force: true });
      return isOurs ? [`${file.slice(0, -SUFFIX.length)}: process ${found.pid} of an earlier run was still there and was ended`] : [];
    }),
  );
  return ended.flat();
}

async function end(child: ChildRecord, patience: number): Promise<void> {
  signal(child.pid, 'SIGTERM');
  for (let waited = 0; waited < patience && isStill(child); waited += LOOK_EVERY) await pause(LOOK_EVERY);
  if (isStill(child)) signal(child.pid, 'SIGKILL');
}

function parse(text: string): ChildRecord | null {
  try {
    return ChildRecord.parse(JSON.parse(text));
  } catch {
    return null; // Cut or foreign: it says nothing, so that nobody is touched.
  }
}

/** The program may have been a script that became another of the same name; the arguments, with paths that only we use, are as we gave them. */
function isStill({ pid, start, argv: [program = '', ...args] }: ChildRecord): boolean {
  const words = read(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1) ?? [];
  const named = words.slice(-args.length - 1);
  return startOf(pid) === start && basename(named[0] ?? '') === basename(program) && args.every((arg, i) => named[i + 1] === arg);
}

/** Field 22 of /proc/PID/stat, proc_pid_stat(5); the name before it may hold spaces and parentheses. A zombie has ended. */
function startOf(pid: number): string | null {
  const fields =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? [];
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Gone, or not for us to see.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It went in between, or is another's now.
  }
}
