/** Running programs with a deadline, and waiting for conditions with one: what every part of the lab is built on. */
import { spawn } from 'node:child_process';

/** A lab that could not do what was asked. `detail` is what the program concerned had said last. */
export class LabError extends Error {
  readonly code = 'lab.failed';
  constructor(message: string, detail = '', cause?: unknown) {
    super(detail.trim() === '' ? message : `${message}\n${indent(detail)}`, { cause });
    this.name = 'LabError';
  }
}

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type ExecOptions = {
  readonly input?: string;
  /** Milliseconds until the program is killed. */
  readonly within?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes other than these are an error. Left out: only 0 is good; `'any'`: the caller looks itself. */
  readonly accept?: readonly number[] | 'any';
};

/** Runs a program to its end. Rejects when it cannot start, runs too long, or ends with a code that is not accepted. */
export function exec(argv: readonly string[], options: ExecOptions = {}): Promise<Ran> {
  const { input = '', within = 10_000, accept = [0] } = options;
  const [command = '', ...args] = argv;
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  const child = spawn(command, args, { env: { ...process.env, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const deadline = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new LabError(`not done within ${within} ms: ${argv.join(' ')}`, output.stdout + output.stderr));
  }, within);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || reject(error));
  child.stdin.end(input);
  child.once('error', (cause) => {
    clearTimeout(deadline);
    reject(new LabError(`cannot run ${command}`, '', cause));
  });
  child.once('close', (status, signal) => {
    clearTimeout(deadline);
    const code = status ?? -1;
    if (accept === 'any' || accept.includes(code)) resolve({ code, ...output });
    else reject(new LabError(`${argv.join(' ')} ended with ${signal ?? code}`, output.stderr + output.stdout));
  });
  return promise;
}

export type WaitOptions = {
  readonly within?: number;
  readonly every?: number;
  /** What to show when it never comes true: the log of whoever should have made it true. */
  readonly tail?: () => string | Promise<string>;
};

/** Waits until `probe` gives something other than undefined or false. */
export async function waitUntil<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  options: WaitOptions = {},
): Promise<T> {
  const { within = 5_000, every = 20 } = options;
  const end = performance.now() + within;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new LabError(`waited ${within} ms in vain: ${what}`, await options.tail?.());
    await pause(every);
  }
}

/** The end of a text, in lines. */
export const tailOf = (text: string, lines = 25): string => text.trimEnd().split('\n').slice(-lines).join('\n');

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const indent = (text: string): string => tailOf(text, 40).replaceAll(/^/gm, '  ');
