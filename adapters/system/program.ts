/** Runs a program to its end, with bounds on its time and its words. */
import { execFile } from 'node:child_process';

/** `failure`: it could not be run (`ENOENT`), or was ended for taking too long (`ETIMEDOUT`); else `code` is how it ended. */
export type Ran = { readonly failure: string | null; readonly code: number; readonly stdout: string; readonly stderr: string };

/** nft needs some milliseconds; a busy machine more. A guess. */
const TIMEOUT = 10_000;
const OUTPUT_MAX = 2 ** 20;
/** An ordinary path lacks the folders where such programs are. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

export function runProgram(program: string, args: readonly string[], input = ''): Promise<Ran> {
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const options = { timeout: TIMEOUT, maxBuffer: OUTPUT_MAX, killSignal: 'SIGKILL', env: { ...process.env, PATH, LC_ALL: 'C' } } as const;
  const child = execFile(program, args, options, (error, stdout, stderr) => {
    const failure = error === null || typeof error.code === 'number' ? null : error.killed ? 'ETIMEDOUT' : (error.code ?? 'ERR_PROGRAM');
    resolve({ failure, code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
  });
  // One that ends without reading closes the pipe; how it ended says enough.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return promise;
}
