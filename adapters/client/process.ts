/**
 * One child process: it ends when we do (the kernel sends it `deathSignal`, set by util-linux's setpriv; prctl(2), PR_SET_PDEATHSIG).
 * Where setpriv is missing a child outlives a crash of ours, and is found by its record at the next start (`leftover.ts`).
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createLines, printable } from './lines.ts';

/** All that a run needs: `program` is a path, `env` the whole environment. `extra`: arguments that are asked for anew at each start. */
export type Recipe = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly extra?: () => readonly string[];
};
export type Running = {
  readonly pid: number;
  /** How it ended, in words; resolves once it is reaped. */
  readonly exited: Promise<string>;
  /** False: it has ended. */
  signal(signal: NodeJS.Signals): boolean;
  /** SIGTERM, and SIGKILL for it and its children after `patience` ms. Resolves once it is reaped. */
  end(patience: number): Promise<void>;
};
export type Launch =
  | { readonly ok: true; readonly running: Running }
  | { readonly ok: false; readonly code: string; readonly problem: string };
export type LaunchOptions = {
  /** `TERM`, as setpriv(1) writes signals. */
  readonly deathSignal: string;
  /** A line of its output, at most `LINE_MAX` characters, nothing unprintable. */
  readonly onLine: (line: string) => void;
};

const LINE_MAX = 200;
/** Of a line as it comes, in bytes. */
const LINE_LONGEST = 4096;
/** An ordinary user's PATH often lacks the sbin folders, where network programs are. */
const SBIN = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Where a program is; null when it is nowhere. A name with a slash is a path already. */
export function findProgram(name: string, path: string = process.env.PATH ?? ''): string | null {
  if (name.includes('/')) return isProgram(name) ? name : null;
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...SBIN];
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

/** Resolves once the program runs, or cannot. */
export async function launch({ program, args, env }: Omit<Recipe, 'extra'>, { deathSignal, onLine }: LaunchOptions): Promise<Launch> {
  if (!isProgram(program)) return { ok: false, code: 'ERR_NO_PROGRAM', problem: `${program} is not there, or may not be run` };
  const setpriv = findProgram('setpriv');
  const argv = setpriv === null ? [program, ...args] : [setpriv, '--pdeathsig', deathSignal, '--', program, ...args];
  // In a session of its own: what the terminal sends to us is not meant for it.
  const child = spawn(argv[0] ?? '', argv.slice(1), { env, cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  const read = (text: string | null): void => {
    last = printable(text ?? 'a line too long to be shown', LINE_MAX);
    if (last !== '') onLine(last);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', createLines(LINE_LONGEST, read));
    stream.on('error', () => {});
  }
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal ? `ended by ${signal}` : `ended with code ${code}${last === '' ? '' : `: ${last}`}`),
    );
  });
  const refused = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    child.once('error', resolve);
    child.once('spawn', () => resolve(null));
  });
  if (refused !== null || child.pid === undefined) {
    return {
      ok: false,
      code: refused?.code ?? 'ERR_NOT_STARTED',
      problem: `${program} cannot be started: ${refused?.message ?? 'no process'}`,
    };
  }
  child.on('error', () => {});
  const pid = child.pid;
  const end = async (patience: number): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => killGroup(pid), patience);
    await exited;
    clearTimeout(late);
  };
  return { ok: true, running: { pid, exited, signal: (signal) => child.kill(signal), end } };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** It has a session, and so a group, of its own. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
