/** One run of one hook: the decision on its standard input, a limit to its time, and how it ended. */
import { spawn } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;
/** `problem` is the same for the same kind of failure; `said` is the end of what it wrote to standard error. */
export type Ended = { readonly ok: true } | { readonly ok: false; readonly problem: string; readonly said: string };
export type Run = { readonly ended: Promise<Ended>; end(signal: NodeJS.Signals): void };

const SAID_MAX = 256;

/** A process group of its own: at the limit its children go with it. It never throws, and nothing waits for it but `ended`. */
export function runProgram(path: string, input: string, env: Environment, limit: number): Run {
  const child = spawn(path, [], { cwd: '/', env: { ...env }, stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  let [said, isLate] = ['', false];
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      // It has ended since.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  };
  const timer = setTimeout(() => {
    isLate = true;
    end('SIGKILL');
  }, limit);
  const ended = new Promise<Ended>((resolve) => {
    const failed = (problem: string) => resolve({ ok: false, problem, said: said.trim().split('\n').at(-1) ?? '' });
    child.once('error', (error) => failed(`it cannot be run: ${'code' in error ? String(error.code) : error.message}`));
    // Not `close`: a child of its own may hold the pipe.
    child.once('exit', (code, signal) => {
      if (code === 0) resolve({ ok: true });
      else if (isLate) failed(`it took longer than ${limit / 1000} s and was killed`);
      else failed(code === null ? `it was killed by ${signal}` : `it ended with ${code}`);
    });
  }).finally(() => {
    clearTimeout(timer);
    child.stderr.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-SAID_MAX);
  });
  // One that does not read what it is given is no failure.
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(input);
  return { ended, end };
}
